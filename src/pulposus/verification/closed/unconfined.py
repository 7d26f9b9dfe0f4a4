"""A cylinder between frictionless, sealed plates, drained at its side, after a step of axial strain.

Armstrong, Lai and Mow 1984, J Biomech Eng 106:165. Time is T = H k t / a^2, a the radius.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import j0, j1, jn_zeros

Float = NDArray[np.float64]
TERMS = 400


def roots(poisson: float, count: int = TERMS) -> Float:
    """Positive roots of J1(x) = (1 - nu) / (1 - 2 nu) x J0(x), (count,)."""
    slope = (1 - poisson) / (1 - 2 * poisson)
    ends = np.concatenate([[0.0], jn_zeros(1, count)])  # J1 changes sign there, and J0 x does not vanish with it

    def balance(x: float) -> float:
        return float(j1(x) - slope * x * j0(x))

    tiny = 1e-6  # x = 0 is a root, but not one of the series
    return np.array([brentq(balance, low + tiny, high, xtol=1e-13) for low, high in pairwise(ends)])


def force(time: ArrayLike, poisson: float) -> Float:
    """Force over its final value E eps pi a^2, shape of ``time`` (T >= 0)."""
    a, T = roots(poisson), np.asarray(time, dtype=float)[..., None]
    scale = (1 - poisson) * (1 - 2 * poisson) / (1 + poisson)
    weight = 1 / ((1 - poisson) ** 2 * a**2 - (1 - 2 * poisson))
    terms = np.sum(weight * np.exp(-(a**2) * T), axis=-1)
    return 1 + scale * terms
