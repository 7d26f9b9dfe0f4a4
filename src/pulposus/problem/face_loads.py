"""Traction and pressure on faces as nodal forces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics.hexahedron import FACES, serendipity, trilinear
from pulposus.problem.mesh import FACE_NODES, ForeignMesh

Float = NDArray[np.float64]
Int = NDArray[np.int64]
POINTS = 3  # Gauss points along each side: exact for the quadratic faces of undistorted hex20
_TOP = 1  # the face of the reference cube on which faces are integrated: z = 1, anticlockwise from outside


def nodal_forces_N(
    mesh: ForeignMesh, faces: Int, vector_MPa: tuple[float, float, float] | None, pressure_MPa: float | None
) -> Float:
    """Consistent nodal forces (n, 3) of a traction (MPa) or of a pressure against the reference surface.

    ``faces`` (m, 4) or (m, 8) are seen from outside; a positive pressure pushes inward.
    """
    x, w = np.polynomial.legendre.leggauss(POINTS)
    points = np.array([(a, b, 1.0) for a in x for b in x])
    weights = np.outer(w, w).ravel()
    kind = trilinear if faces.shape[1] == FACES.shape[1] else serendipity
    local = FACE_NODES[_TOP, : faces.shape[1]]
    value, gradient = kind(points)
    value, gradient = value[:, local], gradient[:, :2][:, :, local]
    tangent = np.einsum("gkn,fnj->fgkj", gradient, mesh.nodes_mm[faces])
    normal = np.cross(tangent[:, :, 0], tangent[:, :, 1])
    if vector_MPa is not None:
        load = np.linalg.norm(normal, axis=-1)[..., None] * np.array(vector_MPa)
    else:
        load = -(pressure_MPa or 0.0) * normal
    forces = np.einsum("g,gn,fgj->fnj", weights, value, load)
    out = np.zeros_like(mesh.nodes_mm)
    np.add.at(out, faces, forces)
    return out
