"""Power and sample size in closed form, the cross-check of every simulated trial."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri, stdtrit

from pulposus.errors import InputError
from pulposus.trial.statistics.columns import Floats

MOST = 1e9  # patients beyond which a trial is refused


def power_means(
    difference: ArrayLike,
    sd: ArrayLike,
    control: ArrayLike,
    treated: ArrayLike,
    *,
    alpha: float = 0.05,
    sides: int = 2,
    correlation: ArrayLike = 0.0,
    covariates: int = 0,
) -> Floats | np.float64:
    """Power of a two-sample t test, or ANCOVA, for a difference of means; patients are numbers analysed in each arm.

    correlation is that of the outcome with the covariates, whose adjustment leaves 1 - correlation^2 of the variance
    (Borm et al. 2007, 10.1016/j.jclinepi.2007.02.006); covariates is how many degrees of freedom they take. A two-sided
    power counts rejection on both sides. One-sided tests reject for a difference above 0.
    """
    from scipy.stats import nct

    _check(alpha, sides)
    n, m = np.asarray(control, float), np.asarray(treated, float)
    residual = np.asarray(sd, float) * np.sqrt(1.0 - np.square(np.asarray(correlation, float)))
    df = n + m - 2.0 - covariates
    shift = np.asarray(difference, float) / (residual * np.sqrt(1.0 / n + 1.0 / m))
    bound = stdtrit(df, 1.0 - alpha / sides)
    if sides == 1:
        return nct.sf(bound, df, shift)
    # By the size of the shift, for the far tail of the noncentral t is not computed reliably.
    size = np.abs(shift)
    return nct.sf(bound, df, size) + nct.cdf(-bound, df, size)


def power_proportions(
    treated_risk: ArrayLike,
    control_risk: ArrayLike,
    control: ArrayLike,
    treated: ArrayLike,
    *,
    alpha: float = 0.05,
    sides: int = 2,
) -> Floats | np.float64:
    """Power of the pooled z (chi-square) test of two proportions by the normal approximation.

    The bound is in pooled, the shift in unpooled standard errors (Fleiss, Levin & Paik 2003, section 4.2). Rejection in
    the wrong direction is not counted. One-sided tests reject for a treated risk above control's.
    """
    _check(alpha, sides)
    p, q = np.asarray(treated_risk, float), np.asarray(control_risk, float)
    n, m = np.asarray(control, float), np.asarray(treated, float)
    pooled = (m * p + n * q) / (m + n)
    null = np.sqrt(pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m))
    se = np.sqrt(p * (1.0 - p) / m + q * (1.0 - q) / n)
    gain = np.abs(p - q) if sides == 2 else p - q
    return ndtr((gain - ndtri(1.0 - alpha / sides) * null) / se)


def power_log_rank(
    hazard_ratio: ArrayLike,
    events: ArrayLike,
    *,
    treated_share: float = 0.5,
    alpha: float = 0.05,
    sides: int = 2,
) -> Floats | np.float64:
    """Power of the log-rank test for a number of events in both arms (Schoenfeld 1981, 10.1093/biomet/68.1.316).

    One-sided tests reject for a hazard ratio below 1.
    """
    _check(alpha, sides)
    drift = -np.log(np.asarray(hazard_ratio, float)) * np.sqrt(
        np.asarray(events, float) * treated_share * (1.0 - treated_share)
    )
    return ndtr((np.abs(drift) if sides == 2 else drift) - ndtri(1.0 - alpha / sides))


def events_log_rank(
    hazard_ratio: float, power: float, *, treated_share: float = 0.5, alpha: float = 0.05, sides: int = 2
) -> float:
    """Events that give the log-rank test a power, not rounded; inf for a hazard ratio of 1."""
    _check(alpha, sides, power)
    if hazard_ratio == 1.0:
        return float("inf")
    z = float(ndtri(1.0 - alpha / sides) + ndtri(power))
    return z * z / (treated_share * (1.0 - treated_share) * float(np.log(hazard_ratio)) ** 2)


def patients_means(
    difference: float,
    sd: float,
    power: float,
    *,
    ratio: float = 1.0,
    alpha: float = 0.05,
    sides: int = 2,
    correlation: float = 0.0,
    covariates: int = 0,
) -> float:
    """Control patients analysed, not rounded, that give power_means a power with ratio treated for each of them."""
    _check(alpha, sides, power)
    least = (2.0 + covariates + 0.01) / (1.0 + ratio)

    def reached(n: float) -> float:
        found = power_means(
            difference, sd, n, ratio * n, alpha=alpha, sides=sides, correlation=correlation, covariates=covariates
        )
        return float(found)

    return _smallest(reached, power, least)


def patients_proportions(
    treated_risk: float, control_risk: float, power: float, *, ratio: float = 1.0, alpha: float = 0.05, sides: int = 2
) -> float:
    """Control patients, not rounded, that give power_proportions a power with ratio treated for each of them."""
    _check(alpha, sides, power)
    return _smallest(
        lambda n: float(power_proportions(treated_risk, control_risk, n, ratio * n, alpha=alpha, sides=sides)),
        power,
        1.0,
    )


def _smallest(reached: Callable[[float], float], power: float, least: float) -> float:
    from scipy.optimize import brentq

    if reached(least) >= power:
        return least
    upper = least
    while reached(upper) < power:
        upper *= 2.0
        if upper > MOST:
            raise InputError(
                f"No sample size gives power {power:g} for this effect; give a larger effect or less power."
            )
    return float(brentq(lambda n: reached(n) - power, 0.5 * upper, upper, rtol=1e-10))


def _check(alpha: float, sides: int, power: float = 0.5) -> None:
    if sides not in (1, 2):
        raise InputError(f"Field 'sides' is {sides}; give 1 or 2.")
    if not 0.0 < alpha < 1.0 or not 0.0 < power < 1.0:
        raise InputError(f"Fields 'alpha' and 'power' are {alpha:g} and {power:g}; give numbers between 0 and 1.")
