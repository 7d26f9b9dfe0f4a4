"""The mid-sagittal section of a structure: coverage between 0 and 1 on a fine grid in millimetres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.imaging.measures.frame import Frame
from pulposus.imaging.structures import Structure
from pulposus.numerics import settings


@dataclass(frozen=True, eq=False)
class Section:
    """Coverage of a plane by a mask.

    Attributes:
        frame: frame of the section; ``front`` runs along its anterior (or right) axis, ``up`` along the other.
        front: (n,) mm. up: (m,) mm. step: mm between neighbours.
        cover: (n, m) share of the plane inside the structure, averaged over a few parallel planes.
    """

    frame: Frame
    front: NDArray[np.float64]
    up: NDArray[np.float64]
    step: float
    cover: NDArray[np.float64]

    @property
    def area_mm2(self) -> float:
        """Area of the section in mm2."""
        return float(self.cover.sum() * self.step**2)


def coverage(structure: Structure, world: NDArray[np.float64]) -> NDArray[np.float64]:
    """Trilinear interpolation of a mask at world points (..., 3): values (...) in 0 to 1, 0 off the grid.

    Interpolated masks keep areas and volumes, and place an edge half way between two voxel centres.
    """
    from scipy.ndimage import map_coordinates

    inverse = np.linalg.inv(structure.affine)
    index = world @ inverse[:3, :3].T + inverse[:3, 3]
    return np.asarray(
        map_coordinates(structure.mask.astype(np.float64), np.moveaxis(index, -1, 0), order=1, mode="constant")
    )


def grid_step_mm(structure: Structure) -> float:
    """Step of the fine grid: half the smallest voxel edge, within fixed bounds."""
    smallest = float(np.linalg.norm(structure.affine[:3, :3], axis=0).min())
    return float(np.clip(smallest / 2, settings.MEASURE_STEP_MIN_MM, settings.MEASURE_STEP_MAX_MM))


def sagittal_section(structure: Structure, frame: Frame, corners_mm: NDArray[np.float64] | None = None) -> Section:
    """Mean of parallel sagittal sections around the mid-sagittal plane of ``frame``.

    ``corners_mm`` (k, 3) world points bound the section; by default the voxels of the structure near the plane.
    """
    step = grid_step_mm(structure)
    points = structure.points_mm() if corners_mm is None else corners_mm
    local = frame.local(points)
    if corners_mm is None:
        reach = settings.MEASURE_PLANES_HALF_MM + float(np.linalg.norm(structure.affine[:3, :3], axis=0).max())
        near = np.abs(local[:, 0]) < reach
        local = local[near] if near.any() else local
    margin = float(np.linalg.norm(structure.affine[:3, :3], axis=0).max()) + step
    low, high = local.min(axis=0) - margin, local.max(axis=0) + margin
    front, up = (np.arange(low[i], high[i] + step, step) for i in (1, 2))
    planes = np.linspace(-settings.MEASURE_PLANES_HALF_MM, settings.MEASURE_PLANES_HALF_MM, settings.MEASURE_PLANES)
    x, f, u = np.meshgrid(planes, front, up, indexing="ij")
    cover = coverage(structure, frame.world(np.stack([x, f, u], axis=-1)))
    return Section(frame, front, up, step, cover.mean(axis=0))
