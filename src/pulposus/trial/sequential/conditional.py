"""Chance of success at the end, given what an interim look has shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from pulposus.errors import InputError
from pulposus.trial.sequential.bounds import Bounds
from pulposus.trial.sequential.integrate import Crossing, crossing

Floats = NDArray[np.float64]


def conditional_power(z: ArrayLike, fraction: ArrayLike, critical: ArrayLike, drift: ArrayLike | None = None) -> Floats:
    """Chance that the last z passes ``critical``, given ``z`` at a fraction of the information; shapes broadcast.

    ``drift`` is the effect times the root of the maximum information; where it is None the current trend goes on
    (Lan & Wittes, Biometrics 1988;44:579). Looks in between are left out: see ``crossing_given``.
    """
    z_now, t, bound = np.asarray(z, dtype=float), _inside(fraction), np.asarray(critical, dtype=float)
    ahead = z_now / np.sqrt(t) if drift is None else np.asarray(drift, dtype=float)
    return np.asarray(ndtr((z_now * np.sqrt(t) + ahead * (1 - t) - bound) / np.sqrt(1 - t)))


def predictive_power(z: ArrayLike, fraction: ArrayLike, critical: ArrayLike) -> Floats:
    """Conditional power averaged over the effect's posterior under a flat prior (Spiegelhalter, Freedman & Blackburn,
    Control Clin Trials 1986;7:8)."""
    t, bound = _inside(fraction), np.asarray(critical, dtype=float)
    return np.asarray(ndtr((np.asarray(z, dtype=float) / np.sqrt(t) - bound) / np.sqrt((1 - t) / t)))


def crossing_given(bounds: Bounds, look: int, z: float, drift: float, *, obeyed: bool = False) -> Crossing:
    """Chances to cross each later bound first, each (k - look - 1,), given ``z`` at ``look`` (from 0).

    ``drift`` is the effect times the root of the maximum information. Non-binding futility bounds count only where they
    are ``obeyed``.
    """
    if not 0 <= look < bounds.looks - 1:
        raise InputError(f"Look {look} is not before the last of {bounds.looks}; give 0 to {bounds.looks - 2}.")
    t, now = bounds.fractions[look + 1 :], bounds.fractions[look]
    rest = t - now
    counted = bounds.lower if obeyed else bounds.guarded
    lower, upper = (
        (bound[look + 1 :] * np.sqrt(t) - z * np.sqrt(now)) / np.sqrt(rest) for bound in (counted, bounds.upper)
    )
    return crossing(rest, lower, upper, drift)


def _inside(fraction: ArrayLike) -> Floats:
    t = np.asarray(fraction, dtype=float)
    if np.any((t <= 0) | (t >= 1)):
        raise InputError("An information fraction of an interim look is not between 0 and 1; give the share reached.")
    return t
