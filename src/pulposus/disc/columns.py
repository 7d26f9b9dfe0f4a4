"""A disc mask seen from above in its own frame: how thick it is, and where its middle lies, column by column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.numerics.settings import (
    MASK_CELL_MM,
    MASK_LEAST_POINTS,
    MASK_PLANE_STEPS,
    MASK_SAMPLE_POINTS,
    MASK_SUBVOXEL_MM,
)

Float = NDArray[np.float64]


def sub_voxels(mask: NDArray[np.bool_], affine: Float) -> tuple[Float, float]:
    """World centres (n, 3) of the mask's voxels split finely, and the volume of each in mm3.

    Raises:
        InputError: an empty mask, or one of too few voxels to have a shape.
    """
    ijk = np.argwhere(mask).astype(float)
    spacing = np.linalg.norm(affine[:3, :3], axis=0)
    split = np.ceil(spacing / MASK_SUBVOXEL_MM).astype(int)
    inside = [(np.arange(k) + 0.5) / k - 0.5 for k in split]
    offset = np.stack(np.meshgrid(*inside, indexing="ij"), axis=-1).reshape(-1, 3)
    points = (ijk[:, None] + offset).reshape(-1, 3) @ affine[:3, :3].T + affine[:3, 3]
    if len(points) < MASK_LEAST_POINTS:
        raise InputError(f"The disc mask has {len(ijk)} voxels, too few to have a shape: check label and level.")
    return points, float(abs(np.linalg.det(affine[:3, :3])) / np.prod(split))


def disc_axes(points_mm: Float) -> Float:
    """The disc's own axes (3, 3; rows right, front, head) in the world (RAS).

    The tilt in the sagittal plane starts from the principal axes there, which are clear even in a narrow slab;
    both tilts are then refined by a plane through the middle of the columns.
    """
    centred = points_mm - points_mm.mean(axis=0)
    centred = centred[:: 1 + len(centred) // MASK_SAMPLE_POINTS]
    _, vectors = np.linalg.eigh(np.cov(centred[:, 1:].T))
    thin = vectors[:, 0] * np.sign(vectors[1, 0])
    axes = _axes_from(np.array([0.0, *thin]))
    for _ in range(MASK_PLANE_STEPS):
        columns = column_map(centred @ axes.T, 1.0)
        thick = columns.thickness > np.median(columns.thickness[columns.thickness > 0]) / 2
        x, y = columns.x[thick], columns.y[thick]
        plane = np.stack([x, y, np.ones_like(x)], axis=1)
        slope, *_ = np.linalg.lstsq(plane, columns.middle[thick], rcond=None)
        axes = _axes_from(axes.T @ np.array([-slope[0], -slope[1], 1.0]))
    return axes


def _axes_from(normal: Float) -> Float:
    head = normal / np.linalg.norm(normal)
    front = np.array([0.0, 1.0, 0.0])
    front = front - head * (head @ front)
    front /= np.linalg.norm(front)
    return np.stack([np.cross(front, head), front, head])


@dataclass(frozen=True, eq=False)
class Columns:
    """Thickness and mid height (mm) on a square grid: ``x`` and ``y`` of cell centres, all (nx, ny)."""

    x: Float
    y: Float
    thickness: Float
    middle: Float

    def look(self, x: Float, y: Float, field: Float) -> Float:
        """A field between the cell centres, zero outside the map."""
        from scipy.ndimage import map_coordinates

        i, j = (x - self.x[0, 0]) / MASK_CELL_MM, (y - self.y[0, 0]) / MASK_CELL_MM
        return np.asarray(map_coordinates(field, [i, j], order=1, mode="constant"))


def column_map(points: Float, volume_mm3: float, smooth_mm: tuple[float, float] = (0.0, 0.0)) -> Columns:
    """Columns of points (n, 3; the disc's frame) that stand for ``volume_mm3`` each."""
    from scipy.ndimage import gaussian_filter

    margin = 3 * MASK_CELL_MM + 3 * max(smooth_mm)
    low = points[:, :2].min(axis=0) - margin
    size = np.ceil((points[:, :2].max(axis=0) + margin - low) / MASK_CELL_MM).astype(int)
    nx, ny = (int(k) for k in size)
    i, j = ((points[:, :2] - low) / MASK_CELL_MM).astype(np.int64).T
    cell = i * ny + j
    count = np.bincount(cell, minlength=nx * ny).reshape(nx, ny).astype(float)
    height = np.bincount(cell, weights=points[:, 2], minlength=nx * ny).reshape(nx, ny)
    if max(smooth_mm) > 0:
        sigma = [s / MASK_CELL_MM for s in smooth_mm]
        count, height = gaussian_filter(count, sigma), gaussian_filter(height, sigma)
    seen = count > np.finfo(float).eps * count.max()
    middle = np.divide(height, count, out=np.zeros_like(height), where=seen)
    x, y = np.meshgrid(*(low[k] + MASK_CELL_MM * (np.arange(n) + 0.5) for k, n in ((0, nx), (1, ny))), indexing="ij")
    return Columns(x, y, count * volume_mm3 / MASK_CELL_MM**2, middle)
