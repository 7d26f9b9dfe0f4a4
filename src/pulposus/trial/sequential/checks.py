"""Checks that all of the sequential functions share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError

Floats = NDArray[np.float64]
AT_END = 1e-12
"""How far from 1 the last information fraction may be by rounding."""


def rising(fractions: Sequence[float] | Floats, name: str) -> Floats:
    """Fractions (k,) as an array, once they are seen to rise from above 0 and to end at 1."""
    t = np.asarray(fractions, dtype=float)
    if t.ndim != 1 or t.size == 0 or not np.all(np.isfinite(t)):
        raise InputError(f"{name} {fractions} are no list of numbers; give one a look, such as [0.5, 1].")
    if t[0] <= 0 or np.any(np.diff(t) <= 0):
        raise InputError(f"{name} {t.tolist()} do not rise from above 0; give them in the order of the looks.")
    if abs(t[-1] - 1) > AT_END:
        raise InputError(f"{name} end at {t[-1]:g}; give fractions of the maximum, so that the last is 1.")
    return t


def check_rates(alpha: float, sides: int, power: float) -> None:
    """InputError where the level, the sides or the power cannot be."""
    if sides not in (1, 2):
        raise InputError(f"Sides of the test is {sides}; give 1 or 2.")
    if not 0 < alpha < 0.5 * sides:
        raise InputError(f"Level alpha is {alpha:g}; give a number between 0 and {0.5 * sides:g}.")
    if not alpha < power < 1:
        raise InputError(f"Power is {power:g}; give a number between alpha {alpha:g} and 1.")
