"""A defect of a cartilage endplate: open, worn or calcified, with or without a broken bone under it."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from pulposus.disc.damage.nucleus import nucleus_removal
from pulposus.disc.damage.places import places, side_by_side, within
from pulposus.disc.damage.state import Damage
from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.quality import element_volumes_mm3
from pulposus.disc.reduced import Region
from pulposus.errors import InputError
from pulposus.library import value

Kind = Literal["open", "softened", "calcified"]
KINDS = ("open", "softened", "calcified")
TOPIC = "damage"


def endplate_defect(
    mesh: HexMesh,
    kind: Kind,
    *,
    diameter_mm: float,
    side: int = 1,
    place_mm: tuple[float, float] = (0.0, 0.0),
    depth_mm: float = 0.0,
) -> Damage:
    """A round defect of one cartilage endplate.

    Args:
        kind: open (cartilage gone, marrow tissue in its place), softened (worn) or calcified.
        side: 1 the upper, -1 the lower endplate.
        place_mm: middle of the defect, to the right and to the front of the endplate's middle.
        depth_mm: depth to which the bone under it is pressed in. Nucleus flows into the depression, which takes its
            volume out of the disc (the bone itself stays rigid and in place).

    Raises:
        InputError: an unknown kind or side, a defect beside the endplate or too small for the mesh.
    """
    if kind not in KINDS or side not in (-1, 1) or diameter_mm <= 0 or depth_mm < 0:
        raise InputError(
            f"Endplate defect of kind '{kind}', side {side}, {diameter_mm} mm wide, {depth_mm} mm deep: give one of "
            f"{', '.join(KINDS)}, side -1 or 1, a diameter above 0 and a depth of 0 or more."
        )
    at = places(mesh)
    right, front, middle = _axes(mesh, side)
    offset = at.mm - middle
    far = np.hypot(offset @ right - place_mm[0], offset @ front - place_mm[1])
    inside = (far <= diameter_mm / 2) & (mesh.topology.side == side)[:, None, None, None]
    if not inside.any():
        raise InputError(
            f"The endplate defect at {place_mm} mm, {diameter_mm} mm wide, meets no cartilage of this mesh: move it "
            "onto the endplate or make it wider."
        )
    share = within(at, inside)
    factor = {
        name: value(TOPIC, f"{kind}_endplate_{name}") for name in ("matrix", "charge", "permeability", "exchange")
    }
    mixed = {name: side_by_side(share, f) for name, f in factor.items()}
    damage = replace(
        Damage.none(mesh, f"{kind} endplate defect"),
        matrix=mixed["matrix"],
        charge=mixed["charge"],
        permeability=mixed["permeability"],
        exchange=mixed["exchange"],
    )
    if depth_mm == 0:
        return damage
    lost = value(TOPIC, "depression_shape") * np.pi * diameter_mm**2 / 4 * depth_mm
    nucleus = element_volumes_mm3(mesh.corners_mm)[mesh.topology.region == Region.NUCLEUS].sum()
    return damage.also(nucleus_removal(mesh, share=float(lost / nucleus)))


def _axes(mesh: HexMesh, side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Unit vectors to the right and to the front within an endplate, and its middle."""
    nodes = mesh.node_set(side)
    points, unit = mesh.nodes_mm[nodes], mesh.unit[nodes]
    middle = points.mean(axis=0)
    right = (unit[:, 0] - unit[:, 0].mean()) @ points
    front = (unit[:, 1] - unit[:, 1].mean()) @ points
    right = right / np.linalg.norm(right)
    front = front - right * (front @ right)
    return right, front / np.linalg.norm(front), middle
