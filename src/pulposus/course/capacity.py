"""How many cells a disc can feed, read off its dose response."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.course.doses import DoseResponse

Float = NDArray[np.float64]


def largest_dose_1e6(response: DoseResponse, outcome: str, limit: float, month: float) -> Float:
    """Largest dose, millions, at which an outcome still lies below ``limit``, (draws,).

    Interpolated in the logarithm of the dose between the last dose below and the first above. Zero where even the
    lowest dose passes the limit; the highest dose where none does.
    """
    at = response.months.index(month)
    values = response.outcomes[outcome][:, :, at]
    log_dose = np.log(response.doses_1e6)
    above = values > limit
    first = np.argmax(above, axis=0)
    found = np.full(values.shape[1], response.doses_1e6[-1])
    for draw in range(values.shape[1]):
        k = int(first[draw])
        if not above[:, draw].any():
            continue
        if k == 0:
            found[draw] = 0.0
            continue
        low, high = values[k - 1, draw], values[k, draw]
        share = (limit - low) / (high - low)
        found[draw] = np.exp(log_dose[k - 1] + share * (log_dose[k] - log_dose[k - 1]))
    return found


def living_1e6(response: DoseResponse, month: float) -> Float:
    """Injected cells alive at a month, millions, (doses, draws)."""
    return response.doses_1e6[:, None] * response.outcomes["live_fraction"][:, :, response.months.index(month)]
