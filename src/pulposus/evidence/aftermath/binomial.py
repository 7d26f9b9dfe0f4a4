"""The exact binomial range of a counted share: what true rates the count would not surprise."""

from __future__ import annotations

from pulposus.errors import InputError
from pulposus.numerics.settings import AFTERMATH_INTERVAL


def exact_interval(events: int, of: int, probability: float = AFTERMATH_INTERVAL) -> tuple[float, float]:
    """Lower and upper end of the Clopper-Pearson interval of ``events`` out of ``of``, as shares.

    Source: Clopper CJ, Pearson ES. Biometrika 1934;26:404-413 (doi:10.1093/biomet/26.4.404).

    Raises:
        InputError: when the counts are no counts of a share.
    """
    from scipy.special import betaincinv  # here, so that reading counts does not load SciPy

    if not 0 <= events <= of or of < 1:
        raise InputError(f"A count of {events} out of {of} was found; give 0 or more events out of 1 or more.")
    tail = (1 - probability) / 2
    low = 0.0 if events == 0 else float(betaincinv(events, of - events + 1, tail))
    high = 1.0 if events == of else float(betaincinv(events + 1, of - events, 1 - tail))
    return low, high
