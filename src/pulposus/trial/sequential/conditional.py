"""Chance of success at the end, given what an interim look has shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from pulposus.errors import InputError

Floats = NDArray[np.float64]


def conditional_power(z: ArrayLike, fraction: ArrayLike, critical: ArrayLike, drift: ArrayLike | None = None) -> Floats:
    """Chance that the last z passes ``critical``, given ``z`` at a fraction of the information; shapes broadcast.

    ``drift`` is the effect times the root of the maximum information; where it is None the current trend goes on
    (Lan & Wittes, Biometrics 1988;44:579). Looks in between are left out.
    """
    z_now, t, bound = np.asarray(z, dtype=float), _inside(fraction), np.asarray(critical, dtype=float)
    ahead = z_now / np.sqrt(t) if drift is None else np.asarray(drift, dtype=float)
    return np.asarray(ndtr((z_now * np.sqrt(t) + ahead * (1 - t) - bound) / np.sqrt(1 - t)))


def _inside(fraction: ArrayLike) -> Floats:
    t = np.asarray(fraction, dtype=float)
    if np.any((t <= 0) | (t >= 1)):
        raise InputError("An information fraction of an interim look is not between 0 and 1; give the share reached.")
    return t
