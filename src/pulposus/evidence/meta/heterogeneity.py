"""How far true effects differ between studies: by restricted likelihood, by moments, and its interval.

The covariance of the estimates is ``sampling + tau2 * between``; pairwise analyses have the identity as ``between``,
networks one with halves where contrasts share an arm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import chi2

from pulposus.evidence.meta.gls import Fit, fit, fit_known
from pulposus.numerics.settings import META_GRID, META_GRID_DECADES, META_LEVEL, META_ROOT

Array = NDArray[np.float64]
Method = Literal["REML", "DL"]


def between_variance(y: Array, design: Array, sampling: Array, between: Array, method: Method = "REML") -> float:
    """Between-study variance tau2 of y (k,) given a design (k, p) and two covariances (k, k); 0 with nothing left over.

    ``REML`` maximises the restricted likelihood (Viechtbauer, J Educ Behav Stat 2005, doi 10.3102/10769986030003261);
    ``DL`` is the generalised estimator of moments of DerSimonian and Laird (Jackson et al., Stat Med 2012,
    doi 10.1002/sim.5453).
    """
    if len(y) <= design.shape[1]:
        return 0.0
    return _moments(y, design, sampling, between) if method == "DL" else _restricted(y, design, sampling, between)


def _moments(y: Array, design: Array, sampling: Array, between: Array) -> float:
    found = fit(y, design, sampling)
    return max(0.0, (found.q - found.freedom) / float(np.sum(found.left * between)))


def _restricted(y: Array, design: Array, sampling: Array, between: Array) -> float:
    """Of zero and all places where the slope of the likelihood falls through zero, the one where it is highest."""

    def at(tau2: float) -> Fit:
        return fit_known(y, design, sampling + tau2 * between)

    def slope(tau2: float) -> float:
        found = at(tau2)
        rest = found.left @ y
        return float(rest @ between @ rest - np.sum(found.left * between))

    fit(y, design, sampling)  # refuses a design that cannot be fitted
    scale = float(np.mean(np.diag(sampling))) + float(np.var(y))
    grid = [0.0, *scale * np.logspace(-META_GRID_DECADES, META_GRID_DECADES, META_GRID)]
    slopes = [slope(tau2) for tau2 in grid]
    maxima = [0.0]
    for low, high, left, right in zip(grid, grid[1:], slopes, slopes[1:], strict=False):
        if left > 0 >= right:
            maxima.append(float(brentq(slope, low, high, xtol=META_ROOT * scale)))
    return max(maxima, key=lambda tau2: at(tau2).log_likelihood)


def variance_interval(
    y: Array, design: Array, sampling: Array, between: Array, level: float = META_LEVEL
) -> tuple[float, float]:
    """Interval of tau2 by the Q profile (Viechtbauer, Stat Med 2007, doi 10.1002/sim.2514); (0, 0) where even none is
    more than what the estimates differ by."""
    freedom = len(y) - design.shape[1]

    def excess(quantile: float) -> Callable[[float], float]:
        return lambda tau2: fit_known(y, design, sampling + tau2 * between).q - quantile

    tail = (1 - level) / 2
    ends = []
    for quantile in (float(chi2.ppf(1 - tail, freedom)), float(chi2.ppf(tail, freedom))):
        over = excess(quantile)
        if over(0.0) <= 0:
            ends.append(0.0)
            continue
        high = float(np.mean(np.diag(sampling))) + float(np.var(y))
        while over(high) > 0:
            high *= 2
        ends.append(float(brentq(over, 0.0, high, xtol=META_ROOT * high)))
    return ends[0], ends[1]


def typical_variance(design: Array, sampling: Array, between: Array) -> float:
    """Sampling variance of a typical study, the yardstick of I2 (Higgins and Thompson, Stat Med 2002,
    doi 10.1002/sim.1186)."""
    found = fit(np.zeros(len(sampling)), design, sampling)
    return found.freedom / float(np.sum(found.left * between))
