"""The months at which a forecast is read."""

from __future__ import annotations

from pulposus.errors import InputError
from pulposus.library import facts, value

VISITS_MONTHS = (1.0, 3.0, 6.0, 12.0, 24.0, 36.0, 60.0, 84.0, 120.0)


def evidence_months() -> float:
    """How far controlled follow-up reaches; what lies beyond is extrapolation."""
    return value("case_ranges", "months")


def visits(months: float) -> tuple[float, ...]:
    """Baseline, the usual visits before ``months``, and ``months`` itself.

    Raises:
        InputError: when months is outside what the model may be asked.
    """
    span = facts("case_ranges")["months"].spread
    assert isinstance(span, tuple)
    if not span[0] <= months <= span[1]:
        raise InputError(
            f"Months is {months:g}; give {span[0]:g} to {span[1]:g} (controlled trials cover {evidence_months():g}, "
            "what lies beyond is marked as extrapolation)."
        )
    return (0.0, *(visit for visit in VISITS_MONTHS if visit < months), float(months))


def extrapolation(months: float) -> str:
    """What must be said of a forecast this long; empty where trials cover it."""
    if months <= evidence_months():
        return ""
    return (
        f"Months {evidence_months():g} to {months:g} are extrapolation: no controlled trial of these treatments "
        "followed people that long, and the model goes on with rates that were measured or assumed for two years."
    )
