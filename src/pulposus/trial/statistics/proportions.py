"""Two proportions without a model: difference with Newcombe's interval, exact test, and strata combined."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
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


def fisher(
    events: ArrayLike, patients: ArrayLike, control_events: ArrayLike, control_patients: ArrayLike
) -> Floats | np.float64:
    """Two-sided p-value of Fisher's exact test for counts that broadcast; a table met twice is worked out once."""
    from scipy.stats import fisher_exact

    a, m, b, n = np.broadcast_arrays(*(np.asarray(x) for x in (events, patients, control_events, control_patients)))
    tables, which = np.unique(np.stack([a, m - a, b, n - b], -1).reshape(-1, 4), axis=0, return_inverse=True)
    p_values = np.array([fisher_exact(table.reshape(2, 2)).pvalue for table in tables])
    return p_values[which.reshape(-1)].reshape(a.shape)[()]


def mantel_haenszel(tables: ArrayLike, level: float = 0.95) -> Effect:
    """Common log odds ratio over strata: tables (..., S, 2, 2), rows treated and control, columns responders and not.

    Mantel-Haenszel's estimate with the variance of Robins, Breslow & Greenland (1986, 10.2307/2531052); the p-value is
    the Cochran-Mantel-Haenszel test without continuity correction. Where the estimate is not finite it is NaN and only
    the p-value stands.
    """
    table = np.asarray(tables, float)
    if table.ndim < 3 or table.shape[-2:] != (2, 2) or np.any(table < 0.0):
        raise InputError(f"Field 'tables' has shape {table.shape}; give counts with the last axes strata, 2 and 2.")
    a, b, c, d = table[..., 0, 0], table[..., 0, 1], table[..., 1, 0], table[..., 1, 1]
    total = a + b + c + d
    n = np.where(total > 0.0, total, 1.0)
    R, S, P, Q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
    sum_R, sum_S = R.sum(-1), S.sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (
            (P * R).sum(-1) / (2.0 * sum_R**2)
            + (P * S + Q * R).sum(-1) / (2.0 * sum_R * sum_S)
            + (Q * S).sum(-1) / (2.0 * sum_S**2)
        )
        estimate = np.log(sum_R / sum_S)
        excess = (a - (a + b) * (a + c) / n).sum(-1)
        spread = np.where(n > 1.0, (a + b) * (c + d) * (a + c) * (b + d) / (n**2 * np.maximum(n - 1.0, 1.0)), 0.0)
        statistic = excess**2 / spread.sum(-1)
    finite = np.isfinite(estimate)
    effect = Effect.of(
        np.where(finite, estimate, np.nan), np.sqrt(np.where(finite, variance, np.nan)), np.inf, level=level
    )
    return effect._replace(p_value=np.asarray(chdtrc(1, statistic)))


def strata(responder: ArrayLike, arm: ArrayLike, stratum: ArrayLike, count: int) -> NDArray[np.intp]:
    """Tables (..., S, 2, 2) of responders (..., n; NaN left out) by arm (1, then 0 for control) and stratum."""
    y, z = np.asarray(responder, float), np.asarray(arm)
    s = np.asarray(stratum)
    cells = [
        [[((s == k) & (z == side) & (y == value)).sum(-1) for value in (1.0, 0.0)] for side in (1, 0)]
        for k in range(count)
    ]
    return np.moveaxis(np.asarray(cells), (0, 1, 2), (-3, -2, -1))


def _wilson(p: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    z = float(ndtri(0.5 * (1.0 + level)))
    centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n)
    half = z * np.sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)) / (1.0 + z * z / n)
    return centre - half, centre + half
