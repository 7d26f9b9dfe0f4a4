"""Where in the disc something lies: points within the elements, and how properties mix when only some are changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.quality import CORNERS, jacobians
from pulposus.disc.reduced import Region
from pulposus.errors import InputError
from pulposus.library import value
from pulposus.numerics import settings

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]
Name = Literal["anterior", "posterior", "left", "right", "posterolateral_left", "posterolateral_right"]
_STRAIGHT = {"anterior": 1.0, "posterior": -1.0, "left": 2.0, "right": 0.0}  # quarter turns from the right


@dataclass(frozen=True, eq=False)
class Places:
    """Points within the elements, each (e, n, n, n) ordered along the element's own axes.

    In the rings those axes run outward, around and up. ``s`` is the share of the radius, ``angle`` runs anticlockwise
    (seen from the head) from the right, ``zeta`` from -1 (lower bone) to 1; ``share`` is what each point stands for of
    its element's volume; ``mm`` (e, n, n, n, 3) world coordinates.
    """

    s: Float
    angle: Float
    zeta: Float
    share: Float
    mm: Float


@lru_cache(maxsize=2)
def places(mesh: HexMesh) -> Places:
    """Evenly spaced points of every element."""
    n = settings.DAMAGE_POINTS
    line = (np.arange(n) + 0.5) * 2 / n - 1
    points = np.stack(np.meshgrid(line, line, line, indexing="ij"), axis=-1).reshape(-1, 3)
    weight = (1 + points[:, None, :] * CORNERS).prod(axis=-1) / 2**3
    grid = (len(mesh.elements), n, n, n)
    u, v, zeta = np.moveaxis(np.matmul(weight, mesh.unit[mesh.elements]).reshape(*grid, 3), -1, 0)
    volume = jacobians(mesh.corners_mm, points)
    mm = np.matmul(weight, mesh.corners_mm).reshape(*grid, 3)
    share = (volume / volume.sum(axis=1, keepdims=True)).reshape(grid)
    return Places(np.hypot(u, v), np.arctan2(v, u), zeta, share, mm)


def direction_rad(place: Name | float) -> float:
    """Angle of a named place, or of one given in degrees (0 right, 90 front, 180 left, -90 back).

    Raises:
        InputError: an unknown name.
    """
    if isinstance(place, str):
        if place in _STRAIGHT:
            return float(_STRAIGHT[place] * np.pi / 2)
        if place.startswith("posterolateral_") and place.removeprefix("posterolateral_") in ("left", "right"):
            side = 1 if place.endswith("right") else -1
            return float(-np.pi / 2 + side * value("damage", "posterolateral_angle_rad"))
        raise InputError(
            f"Place is '{place}'; give {', '.join(_STRAIGHT)}, posterolateral_left, posterolateral_right, or degrees."
        )
    return float(np.deg2rad(place))


def apart(angle: Float, centre_rad: float) -> Float:
    """Angular distance, 0 to pi."""
    return np.asarray(np.abs((angle - centre_rad + np.pi) % (2 * np.pi) - np.pi))


def annulus_share(mesh: HexMesh, s: Float) -> Float:
    """Where a share of the radius lies in the annulus: 0 at the nucleus, 1 at the outer surface."""
    nucleus = mesh.elements[mesh.topology.region == Region.NUCLEUS]
    border = float(np.hypot(*mesh.unit[nucleus, :2].reshape(-1, 2).T).max())
    return np.asarray((s - border) / (1 - border))


def radius_mm(mesh: HexMesh) -> float:
    """Radius of the circle of the same area as the disc at mid-height."""
    topology = mesh.topology
    layer = topology.axial_nodes * (topology.layers // 2)
    quads = mesh.nodes_mm[topology.quads + layer]
    area = np.linalg.norm(np.cross(quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1]), axis=1).sum() / 2
    return float(np.sqrt(area / np.pi))


def across(inside: Bool, keep: float, axis: int) -> Float:
    """Factor (e,) of a stiffness that is ``keep`` within and loaded along an axis of the element.

    Points along the axis are springs in a row (their compliances add), rows lie side by side (stiffnesses add). So the
    give of a cut does not depend on the size of the elements that it is smeared into.
    """
    tiny = np.finfo(float).tiny
    rows = 1 / np.mean(np.where(inside, 1 / max(keep, tiny), 1.0), axis=axis + 1)
    return np.asarray(rows.reshape(len(rows), -1).mean(axis=1))


def side_by_side(within: Float, factor: float) -> Float:
    """Factor (e,) where a share (e,) of the element has ``factor`` of a property and the rest all of it."""
    return 1 + within * (factor - 1)


def within(at: Places, inside: Bool) -> Float:
    """Share of the volume of each element, (e,)."""
    return np.asarray((inside * at.share).reshape(len(at.share), -1).sum(axis=1))
