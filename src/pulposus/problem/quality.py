"""Is a foreign mesh sound: inverted, flat or distorted elements, doubled elements, parts that do not touch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.numerics.hexahedron import CORNERS, KINDS, serendipity, trilinear
from pulposus.numerics.settings import MESH_DISTORTED_SCALED_JACOBIAN, MESH_TOUCH_SHARE
from pulposus.problem.mesh import ForeignMesh, some

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Quality:
    """Least Jacobian (mm3) and scaled Jacobian of each element, (e,), the mesh's parts, and what to warn of."""

    jacobian_mm3: Float
    scaled: Float
    volume_mm3: float
    part: Int
    """Which connected part each node belongs to, (n,)."""
    notes: tuple[str, ...]

    @property
    def parts(self) -> int:
        return int(self.part.max()) + 1


def _tangents(mesh: ForeignMesh, points: Float) -> Float:
    """Tangents along each reference axis at points (g, 3), shape (e, g, 3 axes, 3)."""
    _, gradient = (trilinear if mesh.kind == "hex8" else serendipity)(points)
    return np.asarray(np.einsum("gkn,enj->egkj", gradient, mesh.nodes_mm[mesh.elements], optimize=True))


def _place(mesh: ForeignMesh, element: int) -> str:
    x, y, z = mesh.corners_mm[element].mean(axis=0)
    return f"{x:.3g}, {y:.3g}, {z:.3g} mm"


def examine(mesh: ForeignMesh) -> Quality:
    """Quality of a usable mesh.

    The Jacobian is taken at the Gauss points and at the corners; the scaled Jacobian at the corners, 1 in a box.

    Raises:
        InputError: an element is inside out, flat, or repeats a node, or two elements have the same nodes.
    """
    kind = KINDS[mesh.elements.shape[1]]
    _refuse_repeats(mesh)
    inner = np.linalg.det(_tangents(mesh, kind.points))
    outer = _tangents(mesh, CORNERS)
    corner = np.linalg.det(outer)
    length = np.linalg.norm(outer, axis=-1).prod(axis=-1)
    scaled = np.divide(corner, length, out=np.zeros_like(corner), where=length > 0).min(axis=1)
    least = np.minimum(inner.min(axis=1), corner.min(axis=1))
    _refuse_inverted(mesh, least, scaled)
    notes = list(mesh.notes)
    poor = np.flatnonzero(scaled < MESH_DISTORTED_SCALED_JACOBIAN)
    if poor.size:
        worst = int(poor[np.argmin(scaled[poor])])
        notes.append(
            f"{poor.size} of {len(scaled)} elements are distorted (scaled Jacobian below "
            f"{MESH_DISTORTED_SCALED_JACOBIAN:g}); the worst is element {mesh.element_ids[worst]} at "
            f"{_place(mesh, worst)} with {scaled[worst]:.2g}"
        )
    part = _parts(mesh)
    notes += _coincident(mesh, part)
    return Quality(least, scaled, float((inner * kind.weights).sum()), part, tuple(notes))


def _refuse_repeats(mesh: ForeignMesh) -> None:
    rows = np.sort(mesh.elements, axis=1)
    folded = np.flatnonzero((rows[:, 1:] == rows[:, :-1]).any(axis=1))
    if folded.size:
        raise InputError(
            f"{mesh.name}: element {some(mesh.element_ids[folded].tolist())} names a node twice (at "
            f"{_place(mesh, int(folded[0]))}), expected {mesh.elements.shape[1]} different nodes; collapsed elements "
            "and wedges are not solved, mesh with hexahedra."
        )
    _, first, counts = np.unique(rows, axis=0, return_index=True, return_counts=True)
    if (counts > 1).any():
        ids = mesh.element_ids[first[counts > 1]].tolist()
        raise InputError(
            f"{mesh.name}: element {some(ids)} lies twice in the same place, expected each once; remove the copies."
        )


def _refuse_inverted(mesh: ForeignMesh, least: Float, scaled: Float) -> None:
    bad = np.flatnonzero(~(least > 0))
    if not bad.size:
        return
    worst = int(bad[np.argmin(scaled[bad])])
    todo = "repair these elements"
    if bad.size == len(least):
        todo = "the node order is mirrored: list each lower face anticlockwise seen from the upper one"
    raise InputError(
        f"{mesh.name}: element {mesh.element_ids[worst]} at {_place(mesh, worst)} has the Jacobian {least[worst]:.3g} "
        f"mm3 (scaled {scaled[worst]:.2g}), expected more than 0 at every corner and Gauss point; {bad.size} of "
        f"{len(least)} elements are inside out or flat (id {some(mesh.element_ids[bad].tolist())}); {todo}."
    )


def _parts(mesh: ForeignMesh) -> Int:
    from scipy import sparse  # late: a refused problem file needs none of it
    from scipy.sparse import csgraph

    count, width = len(mesh.nodes_mm), mesh.elements.shape[1]
    rows = np.repeat(mesh.elements[:, 0], width - 1)
    graph = sparse.coo_matrix((np.ones(len(rows)), (rows, mesh.elements[:, 1:].ravel())), shape=(count, count))
    _, label = csgraph.connected_components(graph, directed=False)
    return np.asarray(label, dtype=np.int64)


def _coincident(mesh: ForeignMesh, part: Int) -> list[str]:
    """Sentences on parts that do not touch, and on nodes in one place."""
    from scipy.spatial import cKDTree

    notes = []
    parts = int(part.max()) + 1
    if parts > 1:
        sizes = np.bincount(part[mesh.elements[:, 0]], minlength=parts)
        notes.append(f"the mesh has {parts} parts that share no node, of {some(sizes.tolist())} elements")
    near = MESH_TOUCH_SHARE * float(mesh.size_mm.max())
    pairs = cKDTree(mesh.nodes_mm).query_pairs(near, output_type="ndarray")
    if len(pairs):
        a, b = mesh.node_ids[pairs[0]]
        x, y, z = mesh.nodes_mm[pairs[0, 0]]
        notes.append(
            f"{len(pairs)} pairs of nodes lie in one place without being one (such as {a} and {b} at {x:.3g}, {y:.3g}, "
            f"{z:.3g} mm): parts that should hang together must share nodes, merge them"
        )
    return notes
