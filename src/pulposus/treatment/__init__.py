"""Treatments: short files that compose the same few mechanisms. A new treatment is a new file, no code."""

from pulposus.treatment.combine import combine
from pulposus.treatment.load import load, names
from pulposus.treatment.schema import Activity, Cells, Context, Group, Injection, Relief, Surgery, Treatment

__all__ = [
    "Activity",
    "Cells",
    "Context",
    "Group",
    "Injection",
    "Relief",
    "Surgery",
    "Treatment",
    "combine",
    "load",
    "names",
]
