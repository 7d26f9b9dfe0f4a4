"""The months at which a forecast is read."""

from __future__ import annotations

from pulposus.errors import InputError

VISITS_MONTHS = (1.0, 3.0, 6.0, 12.0, 24.0)


def visits(months: float) -> tuple[float, ...]:
    """Baseline, the usual visits before ``months``, and ``months`` itself.

    Raises:
        InputError: when months is not between 1 and 24.
    """
    if not VISITS_MONTHS[0] <= months <= VISITS_MONTHS[-1]:
        raise InputError(
            f"Months is {months:g}; give 1 to 24, the span that the trials behind this model cover (try --months 24)."
        )
    return (0.0, *(visit for visit in VISITS_MONTHS if visit < months), float(months))
