"""The structured hexahedral disc: one topology for all patients, laid into any skin.

In the axial plane a square block fills the middle of the nucleus, rings run around it (an O-grid: no degenerate
element), and layers stack from the lower to the upper endplate. Nodes are numbered layer by layer from below.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.reduced import Region
from pulposus.disc.shape import DiscShape
from pulposus.disc.surfaces import Surfaces
from pulposus.library import value
from pulposus.numerics.settings import CORE_ROUNDNESS, CORE_SHARE

Float = NDArray[np.float64]
Int = NDArray[np.int64]
QUARTERS = 4


@dataclass(frozen=True)
class HexTopology:
    """How many elements lie where: 1,620 elements.

    ``core`` along each side of the square block; rings of the nucleus around it, of the inner and of the outer
    annulus; layers of the disc and of each endplate.
    """

    core: int = 6
    nucleus_rings: int = 2
    inner_rings: int = 2
    outer_rings: int = 2
    disc_layers: int = 7
    endplate_layers: int = 1

    @property
    def around(self) -> int:
        """Elements around each ring."""
        return QUARTERS * self.core

    @property
    def rings(self) -> int:
        """Rings around the square block."""
        return self.nucleus_rings + self.inner_rings + self.outer_rings

    @property
    def layers(self) -> int:
        """Layers of elements from below."""
        return self.disc_layers + 2 * self.endplate_layers

    @property
    def axial_nodes(self) -> int:
        """Nodes of one layer."""
        return (self.core + 1) ** 2 + self.around * self.rings

    @cached_property
    def quads(self) -> Int:
        """Elements of the axial plane, anticlockwise seen from the head, shape (q, 4)."""
        k = self.core
        grid = np.arange((k + 1) ** 2).reshape(k + 1, k + 1)  # [j (front), i (right)]
        block = np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]], axis=-1).reshape(-1, QUARTERS)
        edge = np.concatenate([grid[0, :-1], grid[:-1, -1], grid[-1, :0:-1], grid[:0:-1, 0]])
        ring = grid.size + np.arange(self.rings * self.around).reshape(self.rings, self.around)
        circles = np.concatenate([edge[None], ring])
        after = np.roll(circles, -1, axis=1)
        around = np.stack([circles[:-1], circles[1:], after[1:], after[:-1]], axis=-1).reshape(-1, QUARTERS)
        return np.concatenate([block, around])

    @cached_property
    def elements(self) -> Int:
        """Hexahedra in VTK order (lower face, then upper), layer by layer from below, shape (e, 8)."""
        below = self.quads[None] + self.axial_nodes * np.arange(self.layers)[:, None, None]
        return np.concatenate([below, below + self.axial_nodes], axis=-1).reshape(-1, 2 * QUARTERS)

    @cached_property
    def ring(self) -> Int:
        """Annulus ring of each element from inside, 1 upward; 0 in the nucleus, shape (e,)."""
        inner = np.zeros(self.core**2 + self.around * self.nucleus_rings, dtype=np.int64)
        annulus = np.repeat(np.arange(self.inner_rings + self.outer_rings) + 1, self.around)
        return np.tile(np.concatenate([inner, annulus]), self.layers)

    @cached_property
    def side(self) -> Int:
        """1 in the upper endplate, -1 in the lower, 0 in the disc, shape (e,)."""
        layer = np.zeros(self.layers, dtype=np.int64)
        layer[: self.endplate_layers], layer[self.layers - self.endplate_layers :] = -1, 1
        return np.repeat(layer, len(self.quads))

    @cached_property
    def region(self) -> Int:
        """Region of each element, shape (e,)."""
        tissue = np.where(self.ring > self.inner_rings, Region.OUTER_ANNULUS, Region.INNER_ANNULUS)
        tissue = np.where(self.ring == 0, Region.NUCLEUS, tissue)
        return np.where(self.side != 0, Region.ENDPLATE, tissue).astype(np.int64)

    def unit_disc(self, nucleus_share: float, inner_share: float) -> Float:
        """(u, v) of the nodes of one layer in the unit disc, shape (axial_nodes, 2)."""
        p = np.tan(np.linspace(-1, 1, self.core + 1) * np.pi / QUARTERS)  # rays at equal angles
        x, y = np.meshgrid(p, p)
        far = np.maximum(np.abs(x), np.abs(y))
        circle = np.divide(far, np.hypot(x, y), out=np.zeros_like(far), where=far > 0)
        stretch = CORE_SHARE * nucleus_share * ((1 - CORE_ROUNDNESS) / np.sqrt(2) + CORE_ROUNDNESS * circle)
        block = np.stack([stretch * x, stretch * y], axis=-1)
        edge = np.concatenate([block[0, :-1], block[:-1, -1], block[-1, :0:-1], block[:0:-1, 0]])
        angle = np.arctan2(edge[:, 1], edge[:, 0])
        direction = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        share = np.arange(1, self.nucleus_rings + 1)[:, None, None] / self.nucleus_rings
        nucleus = edge + share * (nucleus_share * direction - edge)
        border = nucleus_share + (1 - nucleus_share) * inner_share
        inner = np.linspace(nucleus_share, border, self.inner_rings + 1)[1:]
        outer = np.linspace(border, 1, self.outer_rings + 1)[1:]
        annulus = np.concatenate([inner, outer])[:, None, None] * direction
        return np.concatenate([part.reshape(-1, 2) for part in (block, nucleus, annulus)])


@dataclass(frozen=True)
class MediumTopology(HexTopology):
    """10,080 elements."""

    core: int = 12
    nucleus_rings: int = 4
    inner_rings: int = 3
    outer_rings: int = 4
    disc_layers: int = 13


SIZES: dict[str, HexTopology] = {"small": HexTopology(), "medium": MediumTopology()}


@dataclass(frozen=True, eq=False)
class HexMesh:
    """A meshed disc: ``nodes_mm`` (n, 3) world RAS, ``unit`` (n, 3) the same nodes in the unit cylinder."""

    topology: HexTopology
    nodes_mm: Float
    unit: Float

    @property
    def elements(self) -> Int:
        """(e, 8), VTK order."""
        return self.topology.elements

    @property
    def corners_mm(self) -> Float:
        """Corner coordinates of every element, (e, 8, 3)."""
        return self.nodes_mm[self.elements]

    def node_set(self, side: int) -> Int:
        """Nodes on the lower (-1) or upper (1) bony endplate."""
        n = self.topology.axial_nodes
        return np.arange(n) + (0 if side < 0 else n * self.topology.layers)


def endplate_mm(shape: DiscShape, s: Float) -> Float:
    """Cartilage endplate thickness at share ``s`` of the radius: its mean over the disc is the shape's."""
    centre = value("geometry", "endplate_centre_to_rim")
    return np.asarray(shape.endplate_mm * (centre + (1 - centre) * s**2) / (centre + (1 - centre) / 2))


def lay(topology: HexTopology, surfaces: Surfaces, shape: DiscShape) -> HexMesh:
    """Lay the topology into a skin; nucleus, inner annulus and endplates as the shape says."""
    u, v = topology.unit_disc(shape.nucleus_share, shape.inner_annulus_share).T
    thickness = surfaces.thickness_mm(u, v)
    most = value("geometry", "endplate_share_of_height_max")
    plate = 1 - 2 * np.minimum(endplate_mm(shape, np.hypot(u, v)) / thickness, most)  # zeta where it begins
    inside = np.linspace(-1, 1, topology.disc_layers + 1)[:, None] * plate
    shares = np.arange(1, topology.endplate_layers + 1)[:, None] / topology.endplate_layers
    above = plate + shares * (1 - plate)
    zeta = np.concatenate([-above[::-1], inside, above])
    u, v = np.broadcast_to(u, zeta.shape), np.broadcast_to(v, zeta.shape)
    unit = np.stack([u, v, zeta], axis=-1).reshape(-1, 3)
    return HexMesh(topology, surfaces.place(u, v, zeta).reshape(-1, 3), unit)
