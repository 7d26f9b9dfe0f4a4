"""Distributions of single measures: value at a probability and back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
EDGE = 1e-9
"""Probabilities are kept this far from 0 and 1, so that a value beyond the bounds still has a score."""


@dataclass(frozen=True)
class Normal:
    """Normal with this ``centre`` and ``scale``, on the logarithm where ``log``, cut off at ``low`` and ``high``."""

    centre: float
    scale: float
    low: float | Float
    high: float | Float
    log: bool = False

    def quantile(self, u: Float) -> Float:
        """Values at probabilities ``u``, same shape."""
        from scipy.special import ndtri

        below, above = self._ends()
        z = ndtri(np.clip(below + u * (above - below), EDGE, 1 - EDGE))
        x = self.centre + self.scale * z
        return np.clip(np.exp(x) if self.log else x, self.low, self.high)

    def probability(self, x: Float) -> Float:
        """Probabilities at values ``x``, same shape, kept inside (0, 1)."""
        from scipy.special import ndtr

        below, above = self._ends()
        return np.clip((ndtr(self._score(x)) - below) / (above - below), EDGE, 1 - EDGE)

    def _score(self, x: float | Float) -> Float:
        return np.asarray(((np.log(x) if self.log else x) - self.centre) / self.scale)

    def _ends(self) -> tuple[Float, Float]:
        from scipy.special import ndtr

        return ndtr(self._score(self.low)), ndtr(self._score(self.high))


@cache
def bounded_normal(mean: float, sd: float, low: float, high: float) -> Normal:
    """A normal distribution cut off at both ends that has this mean and SD after the cut."""
    from scipy.optimize import root
    from scipy.stats import truncnorm

    def miss(at: Float) -> Float:
        centre, scale = at[0], np.exp(at[1])
        cut = truncnorm((low - centre) / scale, (high - centre) / scale, loc=centre, scale=scale)
        return np.array([cut.mean() - mean, np.log(cut.std() / sd)])

    centre, log_scale = root(miss, np.array([mean, np.log(sd)]), tol=EDGE).x
    return Normal(float(centre), float(np.exp(log_scale)), low, high)


def least(share: float) -> float:
    """Score above which this share of people lies."""
    from scipy.special import ndtri

    return float(ndtri(1 - share))


def choice(u: Float, shares: Float) -> NDArray[np.int64]:
    """Place in a list of shares that add to one, (n,), for probabilities ``u`` (n,)."""
    return np.minimum(np.searchsorted(np.cumsum(shares), u, side="right"), len(shares) - 1)


@cache
def discs_rate(mean: float) -> float:
    """Rate of a Poisson distribution without nought that has this mean."""
    from scipy.optimize import brentq

    return float(brentq(lambda rate: rate / -np.expm1(-rate) - mean, EDGE, 10 * mean))


def at_least_one(u: Float, mean: float, most: int) -> NDArray[np.int64]:
    """Counts of one or more with this mean, (n,), at most ``most``: Poisson without nought."""
    from scipy.stats import poisson

    rate = discs_rate(mean)
    nought = np.exp(-rate)
    return np.clip(poisson.ppf(nought + u * (1 - nought), rate), 1, most).astype(np.int64)
