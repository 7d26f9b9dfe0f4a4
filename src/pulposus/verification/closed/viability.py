"""Share of cells alive under the published hazards, whose exponents are small fractions."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import solve_ivp

from pulposus.library import value
from pulposus.units import SECONDS_PER_DAY

Float = NDArray[np.float64]


def starved(days: ArrayLike) -> Float:
    """At a constant 0.2 mM, half-value 0.2 mM and threshold 0.5 mM: exp(-2 (0.5 - 0.2)/(0.2 + 0.2) t) = exp(-1.5 t)."""
    return np.exp(-1.5 * np.asarray(days, dtype=float))


def acid(days: ArrayLike) -> Float:
    """Below the critical pH with glucose in plenty: exp(-k t) with k per day."""
    return np.exp(-value("transport", "published_viability_acid_per_s") * SECONDS_PER_DAY * np.asarray(days))


def integrated(hazard_per_day: float, days: float) -> float:
    """The same by integrating dV/dt = -hazard V numerically (relative tolerance 1e-12)."""
    path = solve_ivp(lambda _t, v: -hazard_per_day * v, (0, days), [1.0], method="DOP853", rtol=1e-12, atol=1e-14)
    return float(path.y[0, -1])
