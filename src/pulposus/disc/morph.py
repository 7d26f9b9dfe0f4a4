"""Lay the one topology into the mask of a patient's disc."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.columns import column_map, disc_axes, sub_voxels
from pulposus.disc.fit import fit_skin
from pulposus.disc.hexmesh import SIZES, HexMesh, HexTopology, lay
from pulposus.disc.quality import Quality, check, element_volumes_mm3, scaled_jacobians
from pulposus.disc.shape import DiscShape
from pulposus.disc.slab import fit_slab
from pulposus.disc.surfaces import Surfaces
from pulposus.numerics.settings import (
    MASK_BULGE_SHARES,
    MASK_CELL_MM,
    MASK_LEAST_SCALED_JACOBIAN,
    MASK_SAMPLE_POINTS,
    MASK_VOLUME_MOST,
)

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PatientMesh:
    """A patient's meshed disc, and how well it fits the mask.

    ``mask_mm3`` is the volume of the mask, ``scale`` by how much the fitted thickness was changed so that the
    mesh holds it (1 where only a slab was seen), ``inside`` the share of the mask within the skin, ``overlap`` the
    Dice overlap of skin and mask (None for a slab).
    """

    mesh: HexMesh
    surfaces: Surfaces
    quality: Quality
    mask_mm3: float
    scale: float
    inside: float
    overlap: float | None


def mesh_mask(
    mask: NDArray[np.bool_],
    affine: Float,
    shape: DiscShape,
    *,
    whole: bool = True,
    topology: HexTopology = SIZES["small"],
    name: str = "disc",
) -> PatientMesh:
    """Mesh a disc from its mask (i, j, k) and affine (voxel index to world RAS, mm).

    Nucleus, inner annulus and endplate thickness come from ``shape``. With ``whole=False`` the mask is a slab that
    shows the mid-sagittal plane only: depth and heights are taken from it, the width from the shape.

    Raises:
        InputError: a mask with too few voxels.
        RunError: a mask that no sound mesh fits.
    """
    points, voxel_mm3 = sub_voxels(mask, affine)
    axes = disc_axes(points)
    origin = points.mean(axis=0)
    frame = (points - origin) @ axes.T
    # Smooth by a quarter voxel: steps of thick slices are not the disc's shape.
    reach = np.maximum(np.abs(axes[:2] @ affine[:3, :3]).max(axis=1) / 4, MASK_CELL_MM / 2)
    columns = column_map(frame, voxel_mm3, (float(reach[0]), float(reach[1])))
    mask_mm3 = len(points) * voxel_mm3
    if whole:
        fitted = fit_skin(columns, origin, axes, shape.nucleus_offset_mm)
    else:
        fitted = fit_slab(columns, origin, axes, shape)
    surfaces, mesh, scale = _lay_softly(fitted, shape, topology, mask_mm3 if whole else None)
    quality = check(mesh, name)
    inside = float(surfaces.contains(points[:: 1 + len(points) // MASK_SAMPLE_POINTS]).mean())
    overlap = 2 * inside * mask_mm3 / (mask_mm3 + surfaces.volume_mm3()) if whole else None
    return PatientMesh(mesh, surfaces, quality, mask_mm3, scale, inside, overlap)


def _lay_softly(
    fitted: Surfaces, shape: DiscShape, topology: HexTopology, volume_mm3: float | None
) -> tuple[Surfaces, HexMesh, float]:
    """Mesh of the skin with as much of its bulge as leaves the elements sound, holding a volume where one is given."""
    for share in MASK_BULGE_SHARES:
        surfaces, scale = replace(fitted, bulge=share * fitted.bulge), 1.0
        mesh = lay(topology, surfaces, shape)
        if volume_mm3 is not None:
            wanted = volume_mm3 / float(element_volumes_mm3(mesh.corners_mm).sum())
            scale = float(np.clip(wanted, 1 - MASK_VOLUME_MOST, 1 + MASK_VOLUME_MOST))
            thickness, floor = surfaces.thickness * scale, surfaces.floor_mm * scale
            surfaces = replace(surfaces, thickness=thickness, floor_mm=floor)
            mesh = lay(topology, surfaces, shape)
        if scaled_jacobians(mesh.corners_mm).min() >= MASK_LEAST_SCALED_JACOBIAN:
            break
    return surfaces, mesh, scale
