"""Where an injection comes to lie: the elements that it fills, from the nearest outwards."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]


def fill(distance: Float, element_mm3: Float, target_mm3: Float) -> Float:
    """Share of each element that a deposit of a given volume takes, filling by rising distance.

    Args:
        distance: (b, ...) from where the deposit starts; infinite where it may not go.
        element_mm3: (b, ...) volumes.
        target_mm3: (b,) volume to fill; what does not fit is left out (the deposit is then all that is allowed).

    Returns:
        shares (b, ...), 0 to 1; their sum over ``element_mm3`` is the target or the volume allowed.
    """
    b = len(distance)
    far, volume = distance.reshape(b, -1), np.where(np.isfinite(distance), element_mm3, 0.0).reshape(b, -1)
    order = np.argsort(far, axis=1, kind="stable")
    sorted_volume = np.take_along_axis(volume, order, axis=1)
    before = np.cumsum(sorted_volume, axis=1) - sorted_volume
    room = np.where(sorted_volume > 0, sorted_volume, 1.0)
    share = np.where(sorted_volume > 0, np.clip((target_mm3[:, None] - before) / room, 0.0, 1.0), 0.0)
    out = np.empty_like(share)
    np.put_along_axis(out, order, share, axis=1)
    return out.reshape(distance.shape)


def density(share: Float, element_mm3: Float, amount: Float) -> Float:
    """Amount (b,) spread evenly through a deposit, per mm3 of each whole element (b, ...); sums to ``amount``."""
    axes = tuple(range(1, share.ndim))
    held = np.sum(share * element_mm3, axis=axes)
    spread = np.where(held > 0, amount / np.where(held > 0, held, 1.0), 0.0)
    return share * spread.reshape(-1, *([1] * (share.ndim - 1)))
