"""Fissures of the annulus: radial, concentric, and at the rim."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.damage.places import (
    Name,
    Places,
    across,
    annulus_share,
    apart,
    direction_rad,
    places,
    radius_mm,
    side_by_side,
    within,
)
from pulposus.disc.damage.state import Damage
from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.reduced import Region
from pulposus.errors import InputError
from pulposus.library import value

Bool = NDArray[np.bool_]
_OUTWARD, _AROUND, _UP = range(3)
TOPIC = "damage"


def radial_fissure(
    mesh: HexMesh,
    place: Name | float = "posterolateral_left",
    *,
    reach: tuple[float, float] = (0.0, 1.0),
    height: tuple[float, float] = (-1.0, 1.0),
    width_mm: float | None = None,
) -> Damage:
    """A cleft that runs from the nucleus outward through the lamellae: fibres are cut where they cross it.

    Args:
        place: where around, by name or in degrees (0 right, 90 front, -90 back).
        reach: from where to where through the annulus, 0 at the nucleus, 1 at the outer surface.
        height: from where to where between lower (-1) and upper (1) bone.
        width_mm: across the cleft and its frayed edges; the library's when None.

    Raises:
        InputError: an unknown place, an extent that is none, or a fissure too small for the mesh.
    """
    width = value(TOPIC, "radial_fissure_width_mm") if width_mm is None else width_mm
    at = places(mesh)
    inside = _annulus(mesh, at) & _between(mesh, at, reach, height)
    inside &= apart(at.angle, direction_rad(place)) * at.s * radius_mm(mesh) <= width / 2
    keep = {name: value(TOPIC, f"radial_fissure_{name}_keep") for name in ("matrix", "fibre")}
    return _damage(mesh, "radial fissure", at, inside, _AROUND, **keep)


def concentric_tear(
    mesh: HexMesh,
    place: Name | float = "posterior",
    *,
    depth: float = 0.5,
    angle_deg: float,
    height: tuple[float, float] = (-1.0, 1.0),
    width_mm: float | None = None,
) -> Damage:
    """A separation of two lamellae: the fibres stay whole, the bond between the lamellae is lost.

    Args:
        place: the middle of the tear, as for ``radial_fissure``.
        depth: where in the annulus, 0 at the nucleus, 1 at the outer surface.
        angle_deg: how far it reaches around, from end to end.

    Raises:
        InputError: as ``radial_fissure``.
    """
    width = value(TOPIC, "concentric_tear_width_mm") if width_mm is None else width_mm
    at = places(mesh)
    inside = _annulus(mesh, at) & _between(mesh, at, (0.0, 1.0), height)
    inside &= apart(at.angle, direction_rad(place)) <= np.deg2rad(angle_deg) / 2
    spread = np.abs(annulus_share(mesh, at.s) - depth) * float(at.s.max() - at.s[_annulus(mesh, at)].min())
    inside &= spread * radius_mm(mesh) <= width / 2
    return _damage(
        mesh, "concentric tear", at, inside, _OUTWARD, matrix=value(TOPIC, "concentric_tear_matrix_keep"), fibre=1.0
    )


def rim_lesion(
    mesh: HexMesh,
    place: Name | float = "anterior",
    *,
    angle_deg: float,
    side: int = 1,
    depth: float = 0.5,
    height_mm: float | None = None,
) -> Damage:
    """The outer annulus torn off the bony rim.

    Args:
        place: the middle of the lesion, as for ``radial_fissure``.
        angle_deg: how far it reaches around, from end to end.
        side: 1 at the upper, -1 at the lower rim.
        depth: how far it reaches inward, share of the annulus.
        height_mm: of the torn tissue at the bone; the library's when None.

    Raises:
        InputError: as ``radial_fissure``.
    """
    thick = value(TOPIC, "rim_lesion_height_mm") if height_mm is None else height_mm
    at = places(mesh)
    topology = mesh.topology
    outer = np.isin(topology.ring, range(1, topology.inner_rings + topology.outer_rings + 1))
    own = np.abs(at.zeta) <= 1
    inside = outer[:, None, None, None] & own & (annulus_share(mesh, at.s) >= 1 - depth)
    inside &= apart(at.angle, direction_rad(place)) <= np.deg2rad(angle_deg) / 2
    half = _half_height_mm(mesh)
    inside &= (1 - side * at.zeta) * half <= thick
    keep = {name: value(TOPIC, f"rim_lesion_{name}_keep") for name in ("matrix", "fibre")}
    return _damage(mesh, "rim lesion", at, inside, _UP, **keep)


def _half_height_mm(mesh: HexMesh) -> float:
    """Half the distance between the bones at the rim, its mean around."""
    topology = mesh.topology
    rim = np.arange(topology.axial_nodes - topology.around, topology.axial_nodes)
    top = rim + topology.axial_nodes * topology.layers
    return float(np.linalg.norm(mesh.nodes_mm[top] - mesh.nodes_mm[rim], axis=1).mean()) / 2


def _annulus(mesh: HexMesh, at: Places) -> Bool:
    region = np.isin(mesh.topology.region, [Region.INNER_ANNULUS, Region.OUTER_ANNULUS])
    return np.asarray(np.broadcast_to(region[:, None, None, None], at.s.shape)).copy()


def _between(mesh: HexMesh, at: Places, reach: tuple[float, float], height: tuple[float, float]) -> Bool:
    if not (0 <= reach[0] < reach[1] <= 1 and -1 <= height[0] < height[1] <= 1):
        raise InputError(
            f"The fissure reaches {reach} through the annulus and {height} in height; give rising pairs within "
            "0 to 1 and within -1 to 1."
        )
    share = annulus_share(mesh, at.s)
    return (share >= reach[0]) & (share <= reach[1]) & (at.zeta >= height[0]) & (at.zeta <= height[1])


def _damage(mesh: HexMesh, name: str, at: Places, inside: Bool, axis: int, matrix: float, fibre: float) -> Damage:
    if not inside.any():
        raise InputError(
            f"The {name} is too small for this mesh or lies outside it: widen it or take a finer mesh ('medium')."
        )
    share = within(at, inside)
    return replace(
        Damage.none(mesh, name),
        matrix=across(inside, matrix, axis),
        fibre=across(inside, fibre, axis),
        permeability=side_by_side(share, value(TOPIC, "fissure_permeability_factor")),
        exchange=side_by_side(share, value(TOPIC, "fissure_exchange_factor")),
    )
