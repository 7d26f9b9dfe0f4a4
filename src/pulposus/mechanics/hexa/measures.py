"""Lengths and turns read off a deformed disc: heights, bulge, rotation of the upper bone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa.disc import HexDisc
from pulposus.mechanics.hexa.frame import face_areas
from pulposus.mechanics.hexa.plates import rotation
from pulposus.mechanics.hexa.state import State

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Places:
    """One length (mm) at several places of the disc."""

    anterior: float
    posterior: float
    lateral: float
    """Mean of left and right."""
    left: float
    right: float


def middle_elements(disc: HexDisc) -> NDArray[np.bool_]:
    """Elements that touch the centre of the nucleus, (e,)."""
    centre = disc.mesh.unit[disc.mesh.elements].mean(axis=1)
    far = np.hypot(centre[:, 0], centre[:, 1])
    near = (far <= far.min() * 2) & (disc.mesh.topology.side == 0)
    level = np.abs(centre[:, 2])
    near[near] = level[near] <= level[near].min() + np.finfo(np.float32).eps
    return near


def mean_height_mm(disc: HexDisc, nodes_mm: Float) -> float:
    """Distance between the bony endplates, averaged over their area across the axis."""
    topology = disc.mesh.topology
    quads = topology.quads
    top = quads + topology.axial_nodes * topology.layers
    area = face_areas(disc.nodes_mm, quads)[:, 2]
    height = (nodes_mm[top] - nodes_mm[quads])[:, :, 2].mean(axis=1)
    return float(area @ height / area.sum())


def columns(disc: HexDisc) -> dict[str, int]:
    """Column of ``disc.rim`` that lies foremost, hindmost, and at either side."""
    u, v = disc.mesh.unit[disc.rim[:, 0], :2].T
    return {
        "anterior": int(np.argmax(v)),
        "posterior": int(np.argmin(v)),
        "left": int(np.argmin(u)),
        "right": int(np.argmax(u)),
    }


def _at_places(disc: HexDisc, by_column: Float) -> Places:
    found = {name: float(by_column[k]) for name, k in columns(disc).items()}
    return Places(lateral=(found["left"] + found["right"]) / 2, **found)


def heights(disc: HexDisc, nodes_mm: Float) -> Places:
    """Heights between the bones at the rim."""
    return _at_places(disc, nodes_mm[disc.rim[:, -1], 2] - nodes_mm[disc.rim[:, 0], 2])


def bulge(disc: HexDisc, nodes_mm: Float, before_mm: Float) -> tuple[Places, float]:
    """Outward displacement of the side between the bones (largest over the height), and the largest anywhere."""
    ring = disc.nodes_mm[disc.rim]  # (around, levels, 3)
    along = np.roll(ring, -1, axis=0) - np.roll(ring, 1, axis=0)
    outward = np.stack([along[..., 1], -along[..., 0]], axis=-1)
    outward /= np.linalg.norm(outward, axis=-1, keepdims=True)
    moved = ((nodes_mm - before_mm)[disc.rim][..., :2] * outward).sum(axis=-1)[:, 1:-1].max(axis=1)
    return _at_places(disc, moved), float(moved.max())


def rotation_deg(state: State, against: State) -> tuple[float, float, float]:
    """Flexion, lateral bending to the right and axial rotation to the left of the upper bone, against a state.

    Components of the rotation vector that leads from the one to the other: forward bending is negative about the
    axis to the right.
    """
    now, then = (rotation(s.motions[0][3:])[0] for s in (state, against))
    turn = now @ then.T
    axis = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]]) / 2
    sine = float(np.linalg.norm(axis))
    angle = np.arctan2(sine, (np.trace(turn) - 1) / 2)
    x, y, z = np.rad2deg(axis * (angle / sine if sine > 0 else 1.0))
    return -float(x), float(y), float(z)
