"""A confined column, drained at the top: creep under a constant load, and stress under a ramp of strain.

Time is T = H k t / h^2 with aggregate modulus H, permeability k and height h; the solid is linear and strains are
small. Terzaghi's solution, and that of Mow et al. 1980 for cartilage (doi:10.1115/1.3138202).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float = NDArray[np.float64]
# At T = 1e-5 the last term is exp(-a^2 T) = 1e-43.
TERMS = 1_000


def _half_odd() -> Float:
    return np.asarray((np.arange(TERMS) + 0.5) * np.pi, dtype=float)


def settlement(time: ArrayLike) -> Float:
    """Settlement of the top over its final value, shape of ``time`` (T > 0)."""
    a, T = _half_odd(), np.asarray(time, dtype=float)[..., None]
    return 1 - np.sum(2 / a**2 * np.exp(-(a**2) * T), axis=-1)


def pressure(time: ArrayLike, height: ArrayLike) -> Float:
    """Fluid pressure over the load at ``height``, from 0 at the sealed base to 1 at the drained top, T > 0."""
    a = _half_odd()
    T, z = np.asarray(time, dtype=float)[..., None], np.asarray(height, dtype=float)[..., None]
    sign = (-1.0) ** np.arange(TERMS)
    return np.sum(2 * sign / a * np.exp(-(a**2) * T) * np.cos(a * z), axis=-1)


def base_pressure(time: ArrayLike) -> Float:
    """Fluid pressure at the sealed base over the load, shape of ``time``."""
    return pressure(time, 0.0)


def ramp_stress(time: ArrayLike, ramp: float) -> Float:
    """Stress at the top over H eps0 when the strain eps0 is applied evenly within 0 <= T <= ``ramp``."""
    T = np.asarray(time, dtype=float)
    return _ramp(T, ramp) - _ramp(np.maximum(T - ramp, 0), ramp)


def _ramp(T: Float, ramp: float) -> Float:
    a = np.arange(1, TERMS + 1) * np.pi
    # What the sum leaves out after its last term N is 1 / (pi^2 N) where exp(-a^2 T) has died away.
    rest = np.where(T > 0, 1 / (np.pi**2 * (TERMS + 0.5)), 0.0)
    return (T + 2 * (np.sum((1 - np.exp(-(a**2) * T[..., None])) / a**2, axis=-1) + rest)) / ramp
