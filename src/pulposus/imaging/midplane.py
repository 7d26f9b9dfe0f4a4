"""The mid-sagittal surface of a spine, and what image and masks look like on it.

At each height the surface passes through the middle of the discs (of the vertebrae where there are no discs), so
that a curved spine does not leave it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.imaging.structures import Image, Spine, Structure

PIXEL_MM = 0.5
MARGIN_MM = 12.0


@dataclass(frozen=True, eq=False)
class Midplane:
    """Sample points of the mid-sagittal surface.

    ``y_mm`` (m,) from back to front, ``z_mm`` (n,) from feet to head, ``points_mm`` (n, m, 3) in world RAS.
    """

    y_mm: NDArray[np.float64]
    z_mm: NDArray[np.float64]
    points_mm: NDArray[np.float64]


def midplane(spine: Spine, pixel_mm: float = PIXEL_MM, margin_mm: float = MARGIN_MM) -> Midplane:
    """Surface through the discs' middles: all discs and vertebrae with a margin, but no more than the image shows."""
    discs = [s for s in spine.structures if s.kind == "disc"]
    shown = [s for s in spine.structures if s.kind != "canal"]
    centres = np.array([_middle(s) for s in (discs or shown)])
    order = np.argsort(centres[:, 2])
    points = np.concatenate([s.points_mm() for s in shown])
    low, high = points.min(axis=0) - margin_mm, points.max(axis=0) + margin_mm
    y = np.arange(low[1], high[1] + pixel_mm, pixel_mm)
    z = np.arange(low[2], high[2] + pixel_mm, pixel_mm)
    x = np.interp(z, centres[order, 2], centres[order, 0])
    grid = np.empty((len(z), len(y), 3))
    grid[..., 0], grid[..., 1], grid[..., 2] = x[:, None], y[None, :], z[:, None]
    if spine.image is not None and (seen := _inside(_index(grid, spine.image.affine), spine.image.data.shape)).any():
        rows, columns = seen.any(axis=1), seen.any(axis=0)
        y, z, grid = y[columns], z[rows], grid[np.ix_(rows, columns)]
    return Midplane(y, z, grid)


def _inside(index: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which voxel coordinates (3, n, m) lie in a grid; a voxel is a box and not a point."""
    top = np.array(shape)[:, None, None] - 0.5
    return np.asarray(((index >= -0.5) & (index <= top)).all(axis=0))


def _middle(structure: Structure) -> NDArray[np.float64]:
    """Middle of a structure: half way between its left and right ends, so a lop-sided arch does not pull it."""
    points = structure.points_mm()
    middle = points.mean(axis=0)
    middle[0] = (points[:, 0].min() + points[:, 0].max()) / 2
    return np.asarray(middle)


def _index(points_mm: NDArray[np.float64], affine: NDArray[np.float64]) -> NDArray[np.float64]:
    """Voxel coordinates (3, n, m) of world points (n, m, 3)."""
    inverse = np.linalg.inv(affine)
    return np.moveaxis(points_mm @ inverse[:3, :3].T + inverse[:3, 3], -1, 0)


def image_on(plane: Midplane, image: Image) -> NDArray[np.float64]:
    """Image on the surface (n, m), linear between voxels, NaN outside its grid."""
    from scipy import ndimage

    index = _index(plane.points_mm, image.affine)
    sampled = ndimage.map_coordinates(image.data.astype(float), index, order=1, mode="nearest")
    return np.asarray(np.where(_inside(index, image.data.shape), sampled, np.nan))


def mask_on(plane: Midplane, structure: Structure) -> NDArray[np.float64]:
    """Share of the structure on the surface (n, m), 0 to 1; the outline is where it is one half."""
    from scipy import ndimage

    index = _index(plane.points_mm, structure.affine)
    sampled = ndimage.map_coordinates(structure.mask.astype(float), index, order=1, mode="nearest")
    return np.asarray(np.where(_inside(index, structure.mask.shape), sampled, 0.0))
