"""Collagen fibres of the annulus: two families in each lamella, crossing at an angle that varies around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.quality import tangents
from pulposus.disc.reduced import Region
from pulposus.library import value

Float = NDArray[np.float64]


def fibre_angle_rad(front: Float, outward: Float) -> Float:
    """Angle of the fibres to the transverse plane (abaqusIVD, doi:10.3389/fbioe.2024.1384599).

    ``front`` runs from 0 at the back to 1 at the front, ``outward`` from 0 at the innermost lamella to 1 at the
    outermost; bilinear between the four published angles.
    """
    angle = {
        (radial, place): value("geometry", f"fibre_angle_deg_{radial}_{place}")
        for radial in ("inner", "outer")
        for place in ("anterior", "posterior")
    }
    inner = angle["inner", "posterior"] + (angle["inner", "anterior"] - angle["inner", "posterior"]) * front
    outer = angle["outer", "posterior"] + (angle["outer", "anterior"] - angle["outer", "posterior"]) * front
    return np.asarray(np.deg2rad(inner + (outer - inner) * outward))


def fibre_directions(mesh: HexMesh) -> Float:
    """Unit vectors of both fibre families in the middle of every element, (e, 2, 3), zero outside the annulus.

    Both lie in the lamella: the surface through the element on which the share of the radius is constant.
    """
    topology = mesh.topology
    annulus = np.isin(topology.region, [Region.INNER_ANNULUS, Region.OUTER_ANNULUS])
    around_axis = frontness(mesh)[annulus]
    _, tangent, upward = tangents(mesh.corners_mm[annulus], np.zeros((1, 3)))[0]
    # Ring elements run outward along their first axis, around along their second, upward along their third.
    around = _unit(tangent)
    upward = _unit(upward - around * np.sum(upward * around, axis=1, keepdims=True))
    ring = topology.ring[annulus]
    outward = (ring - 1) / max(topology.inner_rings + topology.outer_rings - 1, 1)
    angle = fibre_angle_rad((1 + around_axis) / 2, outward)[:, None]
    families = np.stack(
        [np.cos(angle) * around + sign * np.sin(angle) * upward for sign in (1, -1)],
        axis=1,
    )
    directions = np.zeros((len(topology.region), 2, 3))
    directions[annulus] = families
    return directions


def frontness(mesh: HexMesh) -> Float:
    """How far to the front each element lies: 1 straight in front of the nucleus, -1 straight behind, (e,)."""
    u, v = mesh.unit[mesh.elements].mean(axis=1)[:, :2].T
    return np.asarray(v / np.maximum(np.hypot(u, v), np.finfo(float).tiny))


def _unit(vectors: Float) -> Float:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
