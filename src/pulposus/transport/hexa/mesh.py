"""A hexahedral mesh that carries concentrations: any nodes and elements, checked once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.errors import InputError
from pulposus.numerics.hexahedron import CORNERS, EDGES, KINDS
from pulposus.transport.hexa.tables import shape_gradient

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TransportMesh:
    """``nodes_mm`` (n, 3), ``elements`` (e, 8) or (e, 20) in VTK order.

    Concentrations live on the corners and are trilinear; twenty nodes curve the elements.
    """

    nodes_mm: Float
    elements: Int

    @property
    def count(self) -> int:
        """Number of nodes."""
        return len(self.nodes_mm)

    @cached_property
    def corners(self) -> Int:
        """(e, 8)."""
        return np.ascontiguousarray(self.elements[:, : len(CORNERS)])

    @cached_property
    def carrying(self) -> NDArray[np.bool_]:
        """(n,): corners of an element."""
        return np.bincount(self.corners.ravel(), minlength=self.count) > 0

    def fill(self, field: Float) -> Float:
        """The field with mid-side nodes set to the mean of their edge; a copy."""
        field = np.array(field)
        if self.elements.shape[1] > len(CORNERS):
            field[self.elements[:, len(CORNERS) :]] = field[self.corners[:, EDGES]].mean(axis=-1)
        return field


def transport_mesh(nodes_mm: ArrayLike, elements: ArrayLike) -> TransportMesh:
    """Check nodes and elements and make a mesh of them.

    Raises:
        InputError: arrays of the wrong shape, elements that name nodes which do not exist, coordinates that are not
            finite, or an inverted element.
    """
    nodes, cells = np.asarray(nodes_mm, dtype=float), np.asarray(elements, dtype=np.int64)
    if nodes.ndim != 2 or nodes.shape[1] != 3 or not np.all(np.isfinite(nodes)):
        raise InputError(f"The nodes have shape {nodes.shape} or are not finite; expect (n, 3) finite numbers in mm.")
    if cells.ndim != 2 or cells.shape[1] not in KINDS or len(cells) == 0:
        raise InputError(f"The elements have shape {cells.shape}; expect (e, 8) or (e, 20) node numbers in VTK order.")
    if cells.min() < 0 or cells.max() >= len(nodes):
        raise InputError(
            f"The elements name nodes {cells.min()} to {cells.max()}; the mesh has nodes 0 to {len(nodes) - 1}: "
            f"number nodes from 0."
        )
    tangent = np.einsum("gkn,enj->egkj", shape_gradient(cells.shape[1]), nodes[cells])
    jacobian = np.linalg.det(tangent)
    worst = int(np.argmin(jacobian.min(axis=1)))
    if jacobian[worst].min() <= 0:
        raise InputError(
            f"{int((jacobian.min(axis=1) <= 0).sum())} elements are inverted, the worst is element {worst} (Jacobian "
            f"{jacobian[worst].min():.3g}, expected above 0): check its node order and the shape of the mesh there."
        )
    return TransportMesh(nodes, cells)
