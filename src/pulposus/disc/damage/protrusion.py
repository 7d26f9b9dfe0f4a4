"""A protrusion of a given size: the side of the disc moved outward, smoothly, with everything within."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pulposus.disc.damage.places import Name, apart, direction_rad
from pulposus.disc.damage.state import Damage
from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.quality import scaled_jacobians
from pulposus.errors import InputError
from pulposus.library import value
from pulposus.numerics import settings


def protrusion(
    mesh: HexMesh, size_mm: float, place: Name | float = "posterolateral_left", *, width_deg: float | None = None
) -> Damage:
    """Move the side outward by ``size_mm`` at mid-height, fading around, inward and towards the bones.

    Args:
        place: by name, or in degrees (0 right, 90 front, -90 back).
        width_deg: angle over which it exceeds half of its size; the library's when None.

    Raises:
        InputError: a size or width that is not above zero, or one that leaves unsound elements: which, how bad.
    """
    half = value("damage", "protrusion_half_width_rad") if width_deg is None else np.deg2rad(width_deg) / 2
    if not (size_mm > 0 and half > 0):
        raise InputError(f"Protrusion of {size_mm} mm, {np.rad2deg(2 * half):.0f} deg wide: give both above zero.")
    u, v, zeta = mesh.unit.T
    s = np.hypot(u, v)
    around = np.exp(-np.log(2) * (apart(np.arctan2(v, u), direction_rad(place)) / half) ** 2)
    amount = around * s**2 * (1 - np.clip(zeta, -1, 1) ** 2)
    amount *= size_mm / amount.max()  # the node nearest to the peak has all of it
    move = amount[:, None] * _outward(mesh)
    moved = replace(mesh, nodes_mm=mesh.nodes_mm + move)
    quality = scaled_jacobians(moved.corners_mm)
    worst = int(quality.argmin())
    if quality[worst] < settings.MASK_LEAST_SCALED_JACOBIAN:
        raise InputError(
            f"A protrusion of {size_mm} mm leaves element {worst} with scaled Jacobian {quality[worst]:.2f}, below "
            f"{settings.MASK_LEAST_SCALED_JACOBIAN}: make it smaller or wider."
        )
    return replace(Damage.none(mesh, f"protrusion of {size_mm:.1f} mm"), moved_mm=move)


def _outward(mesh: HexMesh) -> np.ndarray:
    """Unit vectors from the axis of the nucleus outward, within each layer, (n, 3); zero on the axis."""
    topology = mesh.topology
    layers = mesh.nodes_mm.reshape(topology.layers + 1, topology.axial_nodes, 3)
    middle = np.argmin(np.hypot(*mesh.unit[: topology.axial_nodes, :2].T))
    away = layers - layers[:, middle : middle + 1]
    axis = layers[-1, middle] - layers[0, middle]
    axis = axis / np.linalg.norm(axis)
    away = away - (away @ axis)[..., None] * axis
    length = np.linalg.norm(away, axis=-1, keepdims=True)
    return np.asarray(np.divide(away, length, out=np.zeros_like(away), where=length > 0).reshape(-1, 3))
