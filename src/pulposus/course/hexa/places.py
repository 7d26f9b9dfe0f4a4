"""How far each element of the 3-D disc lies from where an injection starts: what a deposit is filled by."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from pulposus.course.hexa.disc import Disc3D
from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.reduced import Region
from pulposus.errors import InputError
from pulposus.library import value
from pulposus.mechanics.hexa.frame import frame_of

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]
Int = NDArray[np.int64]
Place3D = Literal["centre", "nucleus", "inner annulus", "endplate", "fissure"]
PLACES_3D: tuple[Place3D, ...] = get_args(Place3D)
EVERYWHERE = ("nucleus", "inner annulus")
"""Places whose whole tissue takes the deposit, however little is injected."""


def centres_mm(mesh: HexMesh) -> Float:
    """Mean of the corners of each element, (e, 3)."""
    return np.asarray(mesh.corners_mm.mean(axis=1))


def nucleus_centre_mm(disc: Disc3D) -> Float:
    """Volume centre of the nucleus of this mesh, (3,): where a needle aims."""
    weight = disc.nucleus_mm3[0]
    return np.asarray(weight @ centres_mm(disc.mesh) / weight.sum())


def distances(disc: Disc3D, place: Place3D, point_mm: Float | None = None) -> tuple[Float, Float]:
    """Distance of each element from where the deposit starts and the share of it that may be filled, (e,) both.

    Args:
        place: "centre" of the nucleus outwards; all of the "nucleus" or of the "inner annulus"; from both cartilage
            endplates ("endplate") into the nucleus; along the "fissure" from the nucleus outwards.
        point_mm: (3,) instead of the nucleus's centre, for "centre".

    Raises:
        InputError: an unknown place, or a fissure that the nucleus does not reach.
    """
    if place not in PLACES_3D:
        raise InputError(f"--place: found '{place}', expected one of {', '.join(PLACES_3D)}.")
    region = disc.mesh.topology.region
    if place == "fissure":
        return along_fissure(disc)
    if place in EVERYWHERE:
        wanted = Region.NUCLEUS if place == "nucleus" else Region.INNER_ANNULUS
        return np.where(region == wanted, 0.0, np.inf), (region == wanted).astype(float)
    nucleus = region == Region.NUCLEUS
    if place == "endplate":
        far = _under_plates(disc.mesh)
    else:
        start = nucleus_centre_mm(disc) if point_mm is None else np.asarray(point_mm, dtype=float)
        far = np.linalg.norm(centres_mm(disc.mesh) - start, axis=1)
    return np.where(nucleus, far, np.inf), nucleus.astype(float)


def _under_plates(mesh: HexMesh) -> Float:
    """How far an element lies below the nearer bone of its own column, (e,)."""
    height = frame_of(mesh).inside(centres_mm(mesh))[:, 2].reshape(mesh.topology.layers, -1)
    return np.asarray(np.minimum(height - height[0], height[-1] - height).ravel())


def fissure_share(disc: Disc3D) -> Float:
    """Share of each annulus element that is fissured, (e,), read off what the damage does to water."""
    torn = (disc.damage.permeability - 1) / (value("damage", "fissure_permeability_factor") - 1)
    annulus = np.isin(disc.mesh.topology.region, [Region.INNER_ANNULUS, Region.OUTER_ANNULUS])
    return np.where(annulus, np.clip(torn, 0.0, 1.0), 0.0)


def along_fissure(disc: Disc3D) -> tuple[Float, Float]:
    """Shortest way through the fissure from the nucleus (infinite where none leads), and the fissured share, (e,).

    Raises:
        InputError: the damage has no fissure that begins at the nucleus.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra

    share = fissure_share(disc)
    pairs = neighbours(disc.mesh)
    nucleus = disc.mesh.topology.region == Region.NUCLEUS
    torn = share > 0
    centre = centres_mm(disc.mesh)
    length = np.linalg.norm(centre[pairs[:, 0]] - centre[pairs[:, 1]], axis=1)
    inside = torn[pairs].all(axis=1)
    # One node more stands for the whole nucleus, from which every way begins.
    count = len(share)
    mouth = (torn[pairs] & nucleus[pairs[:, ::-1]]).any(axis=1)
    outer = np.where(torn[pairs[mouth, 0]], pairs[mouth, 0], pairs[mouth, 1])
    rows = np.concatenate([pairs[inside, 0], np.full(outer.size, count)])
    columns = np.concatenate([pairs[inside, 1], outer])
    graph = coo_matrix((np.concatenate([length[inside], length[mouth]]), (rows, columns)), shape=(count + 1, count + 1))
    far = dijkstra(graph.tocsr(), directed=False, indices=count)[:count]
    if not np.isfinite(far).any():
        raise InputError(
            f"--place fissure: the disc is {disc.damage.name} and has no fissure that begins at the nucleus; add a "
            "radial fissure or choose another place."
        )
    return far, np.where(np.isfinite(far), share, 0.0)


def neighbours(mesh: HexMesh) -> Int:
    """Pairs of elements that share a face, (p, 2)."""
    topology = mesh.topology
    quads = np.sort(topology.quads, axis=1)
    edges = np.sort(np.stack([topology.quads, np.roll(topology.quads, -1, axis=1)], axis=-1).reshape(-1, 2), axis=1)
    owner = np.repeat(np.arange(len(quads)), len(topology.quads[0]))
    order = np.lexsort(edges.T)
    same = (np.diff(edges[order], axis=0) == 0).all(axis=1)
    flat = np.stack([owner[order][:-1][same], owner[order][1:][same]], axis=1)
    layer = len(quads) * np.arange(topology.layers)
    beside = (flat[None] + layer[:, None, None]).reshape(-1, 2)
    below = np.arange(len(quads) * (topology.layers - 1))
    return np.concatenate([beside, np.stack([below, below + len(quads)], axis=1)])
