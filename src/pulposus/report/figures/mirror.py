"""From the upper right quarter that the reduced disc computes to the full cross-section that a reader sees."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.forecasting.result import Float, Section


def mirrored(upper: Float, sign_r: float = 1.0, sign_z: float = 1.0) -> Float:
    """The full cross-section from the upper right quarter, (n_r, n_z) nodes to (2 n_r - 1, 2 n_z - 1).

    The axis and the mid-plane appear once. ``sign_r`` = -1 for the radius, ``sign_z`` = -1 for the height.
    """
    half = np.concatenate([sign_z * upper[:, :0:-1], upper], axis=1)
    return np.concatenate([sign_r * half[:0:-1], half], axis=0)


def mirrored_elements(upper: Float) -> Float:
    """The same for element values, (n_r - 1, n_z - 1) to (2 n_r - 2, 2 n_z - 2)."""
    half = np.concatenate([upper[:, ::-1], upper], axis=1)
    return np.concatenate([half[::-1], half], axis=0)


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches [start, end) where the flags are true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def outlines(section: Section) -> list[Float]:
    """Lines between tissues and around the disc, each (points, 2) in mm, in the upper right quarter."""
    nodes = np.stack([section.r_mm, section.z_mm], axis=-1)
    region, lines = section.region, [nodes[-1], nodes[:, -1]]
    for i in range(1, region.shape[0]):
        lines += [nodes[i, a : b + 1] for a, b in _runs(region[i] != region[i - 1])]
    for j in range(1, region.shape[1]):
        lines += [nodes[a : b + 1, j] for a, b in _runs(region[:, j] != region[:, j - 1])]
    return lines
