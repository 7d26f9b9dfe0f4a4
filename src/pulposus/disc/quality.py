"""Is the mesh sound: Jacobians, scaled Jacobians, volumes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.reduced import Region
from pulposus.errors import RunError

Float = NDArray[np.float64]

# Corners of the reference cube in VTK order, (8, 3).
CORNERS = np.array(
    [(-1, -1, -1), (1, -1, -1), (1, 1, -1), (-1, 1, -1), (-1, -1, 1), (1, -1, 1), (1, 1, 1), (-1, 1, 1)], dtype=float
)
GAUSS = CORNERS / np.sqrt(3)


def shape_gradients(points: Float) -> Float:
    """Gradients of the eight trilinear functions at reference points (g, 3), shape (g, 8, 3)."""
    terms = 1 + points[:, None, :] * CORNERS
    x, y, z = np.moveaxis(terms, -1, 0)
    per_axis = CORNERS / (2**3)
    return np.stack([per_axis[:, 0] * y * z, per_axis[:, 1] * x * z, per_axis[:, 2] * x * y], axis=-1)


def tangents(corners_mm: Float, points: Float) -> Float:
    """Tangents of hexahedra (e, 8, 3) along each reference axis at points (g, 3), shape (g, 3 axes, e, 3 xyz)."""
    gradients = np.moveaxis(shape_gradients(points), -1, 1)  # (g, 3, 8)
    return np.asarray(np.tensordot(gradients, corners_mm, axes=(-1, 1)))


def determinants(tangent: Float) -> Float:
    """Triple product of tangents (g, 3, e, 3), shape (e, g)."""
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = (np.moveaxis(tangent[:, k], -1, 0) for k in range(3))
    triple = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
    return np.asarray(triple.T)


def jacobians(corners_mm: Float, points: Float) -> Float:
    """Determinant of the Jacobian of hexahedra (e, 8, 3) at reference points (g, 3), shape (e, g), mm3."""
    return determinants(tangents(corners_mm, points))


def element_volumes_mm3(corners_mm: Float) -> Float:
    """Volume of hexahedra (e, 8, 3) by 2x2x2 Gauss, exact for trilinear ones, shape (e,)."""
    return np.asarray(jacobians(corners_mm, GAUSS).sum(axis=1))


def scaled_jacobians(corners_mm: Float) -> Float:
    """Least scaled Jacobian over the eight corners of each hexahedron: 1 a box, 0 or less unusable, (e,)."""
    return _scaled(tangents(corners_mm, CORNERS))


def _scaled(tangent: Float) -> Float:
    length = np.sqrt(np.einsum("gjei,gjei->gje", tangent, tangent)).prod(axis=1).T
    return np.asarray((determinants(tangent) / length).min(axis=1))


@dataclass(frozen=True)
class Quality:
    """Least values over the mesh, and volumes of the whole and of each region."""

    volume_mm3: float
    region_mm3: dict[Region, float]
    least_jacobian_mm3: float
    least_scaled_jacobian: float
    mean_scaled_jacobian: float


def check(mesh: HexMesh, name: str = "disc") -> Quality:
    """Quality of a sound mesh.

    Raises:
        RunError: when an element is inside out or flat at a Gauss point or corner: which, where and how bad.
    """
    corners = mesh.corners_mm
    inner, tangent = jacobians(corners, GAUSS), tangents(corners, CORNERS)
    worst = np.minimum(inner.min(axis=1), determinants(tangent).min(axis=1))
    scaled = _scaled(tangent)
    bad = int(np.argmin(worst))
    if not worst[bad] > 0:
        x, y, z = corners[bad].mean(axis=0)
        region = Region(int(mesh.topology.region[bad])).name.lower().replace("_", " ")
        raise RunError(
            f"Mesh of {name}: element {bad} ({region}, at {x:.1f}, {y:.1f}, {z:.1f} mm) has Jacobian {worst[bad]:.3g} "
            f"mm3 (scaled {scaled[bad]:.2f}), {int((worst <= 0).sum())} of {len(worst)} are not positive: the mask "
            "is too ragged or too thin to mesh, use the measured sizes instead."
        )
    volume = inner.sum(axis=1)
    by_region = {region: float(volume[mesh.topology.region == region].sum()) for region in Region}
    return Quality(
        volume_mm3=float(volume.sum()),
        region_mm3=by_region,
        least_jacobian_mm3=float(worst[bad]),
        least_scaled_jacobian=float(scaled.min()),
        mean_scaled_jacobian=float(scaled.mean()),
    )
