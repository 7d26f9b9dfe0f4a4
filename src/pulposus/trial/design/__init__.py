"""The design of a trial: what is written down before the first person is enrolled.

One idea per module: ``arms``, ``people`` (who may take part), ``endpoints``, ``events`` (drop-out, rescue, crossover,
operation and how each is handled), ``testing`` (alpha, multiplicity, looks, adaptation), ``explore`` (what else is
asked), ``design`` (all together), ``fits``, ``fits_arms`` and ``fits_testing`` (whether the parts fit each other),
``load`` (from YAML), ``folder`` (kept beside a run), ``schema`` (for editors).
"""

from pulposus.trial.design.design import Design
from pulposus.trial.design.folder import folder_files, folder_text, keep
from pulposus.trial.design.load import load, parse

__all__ = ["Design", "folder_files", "folder_text", "keep", "load", "parse"]
