"""Mandel's problem: a slab between rigid frictionless plates under a constant force, drained at its sides.

Plane strain, incompressible constituents (undrained Poisson ratio 1/2). Mandel 1953 (doi:10.1680/geot.1953.3.7.287),
in the form of Cheng and Detournay 1988 (doi:10.1002/nag.1610120508). Time is T = H k t / a^2, a the half-width;
pressure is over its value at 0+, half of the mean pressure under the plate.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

Float = NDArray[np.float64]
TERMS = 400


def roots(poisson: float, count: int = TERMS) -> Float:
    """Positive roots of tan x = (1 - nu) / (1/2 - nu) x, (count,)."""
    slope = (1 - poisson) / (0.5 - poisson)

    def balance(x: float) -> float:
        return float(np.sin(x) - slope * x * np.cos(x))

    tiny = 1e-9
    ends = [(n * np.pi + tiny, (n + 0.5) * np.pi) for n in range(count)]
    return np.array([brentq(balance, *end, xtol=1e-13) for end in ends])


def pressure(time: ArrayLike, place: ArrayLike, poisson: float) -> Float:
    """Fluid pressure at ``place`` (0 in the middle, 1 at the drained side) over that at 0+, T > 0."""
    a = roots(poisson)
    T, x = np.asarray(time, dtype=float)[..., None], np.asarray(place, dtype=float)[..., None]
    weight = 2 * np.sin(a) / (a - np.sin(a) * np.cos(a))
    return np.sum(weight * (np.cos(a * x) - np.cos(a)) * np.exp(-(a**2) * T), axis=-1)


def centre_pressure(time: ArrayLike, poisson: float) -> Float:
    """Fluid pressure in the middle over that at 0+, shape of ``time``: it rises above 1 before it falls."""
    return pressure(time, 0.0, poisson)
