"""Isoparametric hexahedra: eight nodes (trilinear) and twenty (serendipity), with their Gauss points.

Nodes are in VTK order: the lower face anticlockwise seen from above, the upper face, then for twenty nodes the
mid-sides of the lower face, of the upper face, and of the upright edges. FEBio and Abaqus number alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]

# Reference places of the corners and of the mid-sides, (8, 3) and (12, 3).
CORNERS = np.array(
    [(-1, -1, -1), (1, -1, -1), (1, 1, -1), (-1, 1, -1), (-1, -1, 1), (1, -1, 1), (1, 1, 1), (-1, 1, 1)], dtype=float
)
EDGES = np.array(
    [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4), (0, 4), (1, 5), (2, 6), (3, 7)], dtype=np.int64
)
CORNER_NODES = len(CORNERS)
MIDDLES = CORNERS[EDGES].mean(axis=1)
# Corners of the six faces, each anticlockwise seen from outside, (6, 4).
FACES = np.array([(0, 3, 2, 1), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Hexahedron:
    """Tables of one kind of element at its g Gauss points.

    ``points`` (g, 3), ``weights`` (g,), ``value`` (g, n) and ``gradient`` (g, 3, n) of the n functions that carry
    shape and displacement; ``corner_value`` (g, 8) and ``corner_gradient`` (g, 3, 8) of the trilinear functions that
    carry fluid potential.
    """

    nodes: int
    points: Float
    weights: Float
    value: Float
    gradient: Float
    corner_value: Float
    corner_gradient: Float


def trilinear(points: Float) -> tuple[Float, Float]:
    """Values (g, 8) and gradients (g, 3, 8) of the trilinear functions at reference points (g, 3)."""
    terms = 1 + points[:, None, :] * CORNERS
    x, y, z = np.moveaxis(terms, -1, 0)
    signs = CORNERS.T / 8
    gradient = np.stack([signs[0] * y * z, signs[1] * x * z, signs[2] * x * y], axis=1)
    return x * y * z / 8, gradient


def serendipity(points: Float) -> tuple[Float, Float]:
    """Values (g, 20) and gradients (g, 3, 20) of the twenty-node functions at reference points (g, 3)."""
    value, gradient = np.zeros((len(points), 20)), np.zeros((len(points), 3, 20))
    linear, slope = trilinear(points)
    along = points @ CORNERS.T - 2
    value[:, :8] = linear * along
    gradient[:, :, :8] = slope * along[:, None, :] + linear[:, None, :] * CORNERS.T
    for edge, middle in enumerate(MIDDLES):
        axis = int(np.flatnonzero(middle == 0)[0])
        factors = 1 + points * middle
        factors[:, axis] = 1 - points[:, axis] ** 2
        slopes = np.broadcast_to(middle, points.shape).copy()
        slopes[:, axis] = -2 * points[:, axis]
        value[:, 8 + edge] = factors.prod(axis=1) / 4
        for k in range(3):
            others = [j for j in range(3) if j != k]
            gradient[:, k, 8 + edge] = slopes[:, k] * factors[:, others].prod(axis=1) / 4
    return value, gradient


def gauss(per_axis: int) -> tuple[Float, Float]:
    """Points (g, 3) and weights (g,) of the product Gauss rule."""
    x, w = np.polynomial.legendre.leggauss(per_axis)
    points = np.stack(np.meshgrid(x, x, x, indexing="ij"), axis=-1).reshape(-1, 3)
    return points, np.einsum("i,j,k->ijk", w, w, w).ravel()


def _make(nodes: int, per_axis: int) -> Hexahedron:
    points, weights = gauss(per_axis)
    corner_value, corner_gradient = trilinear(points)
    value, gradient = (corner_value, corner_gradient) if nodes == len(CORNERS) else serendipity(points)
    return Hexahedron(nodes, points, weights, value, gradient, corner_value, corner_gradient)


HEX8 = _make(8, 2)
HEX20 = _make(20, 3)
KINDS = {kind.nodes: kind for kind in (HEX8, HEX20)}


def operators(kind: Hexahedron, element_nodes_mm: Float) -> tuple[Float, Float, Float]:
    """What integrates over elements (e, n, 3).

    Returns:
        Gradients of the shape functions (e, g, 3, n) in 1/mm, those of the corner functions (e, g, 3, 8), and the
        volume of each Gauss point (e, g) in mm3 (not positive where an element is folded).
    """
    tangent = np.einsum("gkn,enj->egkj", kind.gradient, element_nodes_mm)  # dX_j / dxi_k
    volume = np.linalg.det(tangent)
    inverse = np.linalg.inv(np.where(volume[..., None, None] == 0, np.eye(3), tangent))
    full = np.einsum("egjk,gkn->egjn", inverse, kind.gradient)
    corner = np.einsum("egjk,gkn->egjn", inverse, kind.corner_gradient)
    return full, corner, volume * kind.weights
