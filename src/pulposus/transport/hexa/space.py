"""Where concentrations are free and where they are held, and the sparse matrix of the free ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from pulposus.errors import InputError
from pulposus.transport.hexa.mesh import TransportMesh

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Space:
    """A mesh with its held nodes (k,); what depends on neither tissue nor cells is kept here and made once."""

    mesh: TransportMesh
    held: Int

    @cached_property
    def free(self) -> Int:
        """(m,): corners whose concentration is solved for."""
        free = self.mesh.carrying.copy()
        free[self.held] = False
        return np.flatnonzero(free)

    @cached_property
    def _structure(self) -> tuple[Int, NDArray[np.int32], NDArray[np.int32]]:
        """Place of every entry of the element matrices in the free matrix (the last place for none), its CSR."""
        size = self.free.size
        number = np.full(self.mesh.count, -1, dtype=np.int64)
        number[self.free] = np.arange(size)
        corner = number[self.mesh.corners]
        row, column = np.broadcast_arrays(corner[:, :, None], corner[:, None, :])
        key = np.where((row >= 0) & (column >= 0), row * size + column, size * size).ravel()
        unique, place = np.unique(key, return_inverse=True)
        unique = unique[unique < size * size]
        pointers = np.searchsorted(unique, np.arange(size + 1) * size).astype(np.int32)
        return place.ravel(), (unique % max(size, 1)).astype(np.int32), pointers

    @cached_property
    def diagonal(self) -> NDArray[np.intp]:
        """(m,): place of each free node's diagonal entry."""
        _, columns, pointers = self._structure
        rows = np.repeat(np.arange(self.free.size), np.diff(pointers))
        return np.flatnonzero(rows == columns)

    def matrix(self, blocks: Float, diagonal: Float | None = None) -> Any:
        """CSR matrix (m, m) of the free nodes from element matrices (e, 8, 8) and a diagonal (m,) to add."""
        place, columns, pointers = self._structure
        data = np.asarray(np.bincount(place, weights=blocks.ravel(), minlength=columns.size + 1), dtype=float)
        data = data[: columns.size]
        if diagonal is not None:
            np.add.at(data, self.diagonal, diagonal)
        return csr_array((data, columns, pointers), shape=(self.free.size, self.free.size))

    def touching(self, nodes: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(e,): elements with at least one of the nodes (n,)."""
        return np.any(nodes[self.mesh.corners], axis=1)

    def check_supplied(self) -> None:
        """Every piece of the mesh needs a held node.

        Raises:
            InputError: no node is held, or a separate piece of the mesh has none.
        """
        corners, n = self.mesh.corners, self.mesh.count
        first = np.broadcast_to(corners[:, :1], corners.shape)
        links = coo_array((np.ones(corners.size), (first.ravel(), corners.ravel())), shape=(n, n))
        _, piece = connected_components(links, directed=False)
        supplied = np.isin(piece, piece[self.held])
        lost = np.flatnonzero(~supplied[corners[:, 0]])
        if lost.size:
            raise InputError(
                f"No node has given concentrations in the part of the mesh that holds element {lost[0]} ({lost.size} "
                f"elements): hold at least one node of it, or leave the part out."
            )
