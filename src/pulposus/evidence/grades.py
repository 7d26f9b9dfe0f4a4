"""The two gradings of a disc on MRI, which stay apart.

Griffith's eight grades split the lower end of Pfirrmann's five by height and signal. A published table in which the
same discs carry both was looked for and not found, so a grade of one scale is never turned into one of the other.
"""

from __future__ import annotations

from typing import Literal, get_args

from pulposus.library import facts

Scale = Literal["pfirrmann", "modified_pfirrmann"]
SCALES: tuple[Scale, ...] = get_args(Scale)
NO_TABLE = "no published table puts the five Pfirrmann grades beside the eight modified ones"


def grade_limits(scale: Scale) -> tuple[float, float]:
    """Lowest and highest grade of a scale."""
    fact = facts("case_ranges")["grade"] if scale == "pfirrmann" else facts("study_ranges")["modified_pfirrmann"]
    low, high = fact.spread if isinstance(fact.spread, tuple) else (fact.value, fact.value)
    return low, high
