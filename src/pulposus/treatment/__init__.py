"""Treatments: short files that compose the same few mechanisms. A new treatment is a new file, no code."""

from pulposus.treatment.load import load, names
from pulposus.treatment.schema import Cells, Context, Treatment

__all__ = ["Cells", "Context", "Treatment", "load", "names"]
