"""The surface of a mesh: faces that belong to one element, each seen from outside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.problem.mesh import FACE_NODES, ForeignMesh

Float = NDArray[np.float64]
Int = NDArray[np.int64]
CORNERS = 4


def surface_faces(mesh: ForeignMesh) -> Int:
    """Faces on the surface, (m, 4) or (m, 8) nodes, anticlockwise seen from outside."""
    width = CORNERS if mesh.kind == "hex8" else FACE_NODES.shape[1]
    faces = mesh.elements[:, FACE_NODES[:, :width]].reshape(-1, width)
    _, first, counts = np.unique(np.sort(faces[:, :CORNERS], axis=1), axis=0, return_index=True, return_counts=True)
    return np.asarray(faces[np.sort(first[counts == 1])])


def matched(faces: Int, surface: Int) -> tuple[Int, NDArray[np.bool_]]:
    """For each face (m, k) the row of ``surface`` with the same corners, and whether there is one."""
    key = np.sort(surface[:, :CORNERS], axis=1)
    order = np.lexsort(key.T[::-1])
    known = {tuple(row): int(at) for row, at in zip(key[order].tolist(), order, strict=True)}
    at = np.array([known.get(tuple(row), -1) for row in np.sort(faces[:, :CORNERS], axis=1).tolist()], dtype=np.int64)
    return at, at >= 0


def faces_within(surface: Int, nodes: Int, count: int) -> Int:
    """Surface faces all of whose nodes are among ``nodes``; ``count`` nodes has the mesh."""
    inside = np.zeros(count, dtype=bool)
    inside[nodes] = True
    return np.asarray(surface[inside[surface].all(axis=1)])
