"""The library of facts: the one typed door to every sourced number.

>>> from pulposus.library import facts
>>> geometry = facts("geometry")
>>> geometry["middle_height_mm_L4/5"].value
13.82
"""

from pulposus.library.load import Facts, bibtex, facts, topics, value
from pulposus.library.sample import sample
from pulposus.library.schema import Fact, Source

__all__ = ["Fact", "Facts", "Source", "bibtex", "facts", "sample", "topics", "value"]
