"""The disc's own frame: x to the right, y to the front, z along its axis, whatever way it lies in the world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.hexmesh import HexMesh

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Frame:
    """``origin_mm`` (3,) in the world and ``axes`` (3, 3): rows right, front, head."""

    origin_mm: Float
    axes: Float

    def inside(self, world_mm: Float) -> Float:
        """World points (n, 3) in the frame."""
        return np.asarray((world_mm - self.origin_mm) @ self.axes.T)

    def turn(self, vectors: Float) -> Float:
        """Vectors (..., 3) of the frame in the world."""
        return np.asarray(vectors @ self.axes)


def face_areas(nodes_mm: Float, quads: NDArray[np.int64]) -> Float:
    """Area vectors (q, 3) of quadrilaterals (q, 4)."""
    a, b, c, d = (nodes_mm[quads[:, k]] for k in range(4))
    return np.asarray(np.cross(c - a, d - b) / 2)


def plate_quads(mesh: HexMesh, side: int) -> NDArray[np.int64]:
    """Faces (q, 4) on the lower (-1) or upper (1) bony endplate, normals up."""
    topology = mesh.topology
    return np.asarray(topology.quads + (0 if side < 0 else topology.axial_nodes * topology.layers))


def plate_centre(mesh: HexMesh, side: int) -> Float:
    """Area centre (3,) of a bony endplate."""
    quads = plate_quads(mesh, side)
    area = np.linalg.norm(face_areas(mesh.nodes_mm, quads), axis=1)
    return np.asarray(area @ mesh.nodes_mm[quads].mean(axis=1) / area.sum())


def frame_of(mesh: HexMesh) -> Frame:
    """Origin in the middle of the lower bone, axis along the mean normal of both bones, front as the unit cylinder's v.

    It depends on the bones only, and not on how far apart they are: loading does not change it.
    """
    up = sum(face_areas(mesh.nodes_mm, plate_quads(mesh, side)).sum(axis=0) for side in (-1, 1))
    up = up / np.linalg.norm(up)
    bones = np.stack([mesh.node_set(side) for side in (-1, 1)])
    v = mesh.unit[bones[0], 1] - mesh.unit[bones[0], 1].mean()
    front = v @ mesh.nodes_mm[bones].sum(axis=0)
    front = front - up * (front @ up)
    front = front / np.linalg.norm(front)
    return Frame(plate_centre(mesh, -1), np.stack([np.cross(front, up), front, up]))


def plate_area_mm2(mesh: HexMesh) -> float:
    """Mean area of both bony endplates across the axis: what a nominal pressure acts on."""
    up = frame_of(mesh).axes[2]
    both = [float(face_areas(mesh.nodes_mm, plate_quads(mesh, side)).sum(axis=0) @ up) for side in (-1, 1)]
    return sum(both) / 2
