"""Two proportions without a model: their difference with Newcombe's interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtri

from pulposus.errors import InputError
from pulposus.trial.statistics.columns import Floats
from pulposus.trial.statistics.effect import Effect


def risk_difference(
    events: ArrayLike, patients: ArrayLike, control_events: ArrayLike, control_patients: ArrayLike, level: float = 0.95
) -> Effect:
    """Treated minus control risk from counts that broadcast; NaN where an arm has no patients.

    The interval is Newcombe's hybrid score interval (method 10 of 1998, 10.1002/(SICI)1097-0258(19980430)17:8<873::
    AID-SIM779>3.0.CO;2-I), the p-value Pearson's chi-square without correction, the standard error the unpooled one.
    """
    counts = np.broadcast_arrays(*(np.asarray(x, float) for x in (events, patients, control_events, control_patients)))
    a, m, b, n = counts
    if np.any(a < 0.0) or np.any(b < 0.0) or np.any(a > m) or np.any(b > n):
        raise InputError("Fields 'events' and 'patients' do not fit; give counts from 0 to the patients of each arm.")
    with np.errstate(divide="ignore", invalid="ignore"):
        p, q = a / m, b / n
        (low_p, high_p), (low_q, high_q) = _wilson(p, m, level), _wilson(q, n, level)
        pooled = (a + b) / (m + n)
        square = (p - q) ** 2 / (pooled * (1.0 - pooled) * (1.0 / m + 1.0 / n))
        se = np.sqrt(p * (1.0 - p) / m + q * (1.0 - q) / n)
    difference = np.asarray(p - q)
    none = (p == q) & ((pooled == 0.0) | (pooled == 1.0))
    return Effect(
        estimate=difference,
        se=np.asarray(se),
        df=np.full_like(difference, np.inf),
        low=np.asarray(difference - np.sqrt((p - low_p) ** 2 + (high_q - q) ** 2)),
        high=np.asarray(difference + np.sqrt((high_p - p) ** 2 + (q - low_q) ** 2)),
        p_value=np.where(none, 1.0, chdtrc(1, square)),
        level=level,
    )


def _wilson(p: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    z = float(ndtri(0.5 * (1.0 + level)))
    centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n)
    half = z * np.sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)) / (1.0 + z * z / n)
    return centre - half, centre + half
