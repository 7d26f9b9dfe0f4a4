"""Blocks of hexahedra for the 3-D solver: structured meshes, and a plain poroelastic solid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa import Block
from pulposus.mechanics.material import Composition, Laws, Material, Permeability
from pulposus.numerics.backend import jnp
from pulposus.numerics.hexahedron import EDGES
from pulposus.verification.rigs.point import gel

Float = NDArray[np.float64]
Int = NDArray[np.int64]
PLAIN = Laws(matrix="neo_hookean", osmosis="none", fibres="none", permeability="constant")
# Elements that a block holds: meshes here are multiples, so that each law is compiled for one number of points.
CHUNK = 40
# Porosity of the plain solid: no law of it reads it, but water must be left at every strain.
POROSITY = 0.8


@dataclass(frozen=True, eq=False)
class Mesh:
    """``nodes_mm`` (n, 3), ``elements`` (e, 8 or 20), and the integer grid place (n, 3) of each node on a lattice whose
    even points are the corners of the elements."""

    nodes_mm: Float
    elements: Int
    lattice: Int

    @property
    def corners(self) -> Int:
        """Indices of the nodes that carry fluid potential."""
        return np.unique(self.elements[:, :8])

    def on(self, axis: int, place: int) -> Int:
        """Nodes of one lattice plane; -1 is the last."""
        row = self.lattice[:, axis]
        return np.flatnonzero(row == (row.max() if place < 0 else place))

    def wet(self, axis: int, place: int) -> Int:
        """Corner nodes of one lattice plane."""
        return np.intersect1d(self.on(axis, place), self.corners)


def box(counts: tuple[int, int, int], size_mm: tuple[float, float, float] = (1.0, 1.0, 1.0), nodes: int = 8) -> Mesh:
    """A box of so many elements along x, y and z, of eight or twenty nodes, its corner at the origin."""
    full = [2 * n + 1 for n in counts]
    grid = np.stack(np.meshgrid(*(np.arange(n) for n in full), indexing="ij"), axis=-1).reshape(-1, 3)
    number = np.arange(len(grid)).reshape(full)
    first = np.stack(np.meshgrid(*(2 * np.arange(n) for n in counts), indexing="ij"), axis=-1).reshape(-1, 3)
    corner = np.array([(0, 0, 0), (2, 0, 0), (2, 2, 0), (0, 2, 0), (0, 0, 2), (2, 0, 2), (2, 2, 2), (0, 2, 2)])
    local = corner if nodes == len(corner) else np.concatenate([corner, corner[EDGES].sum(axis=1) // 2])
    elements = number[tuple(np.moveaxis(first[:, None] + local, -1, 0))]
    used, renumbered = np.unique(elements, return_inverse=True)
    lattice = grid[used]
    places = lattice * (np.asarray(size_mm) / (2 * np.asarray(counts)))
    return Mesh(places, renumbered.reshape(elements.shape), lattice)


def moved(mesh: Mesh, to: Callable[[Float], Float]) -> Mesh:
    """The mesh with its nodes moved by a map of places (n, 3)."""
    return Mesh(to(mesh.nodes_mm), mesh.elements, mesh.lattice)


def shaken(mesh: Mesh, share: float, seed: int = 0) -> Mesh:
    """Inner corners moved at random by up to a share of the element size; mid-sides stay in the middle of edges."""
    rng = np.random.default_rng(seed)
    top = mesh.lattice.max(axis=0)
    corner = np.all(mesh.lattice % 2 == 0, axis=1)
    inside = np.all((mesh.lattice > 0) & (mesh.lattice < top), axis=1) & corner
    size = np.ptp(mesh.nodes_mm, axis=0) / (top / 2)
    nodes = mesh.nodes_mm.copy()
    nodes[inside] += share * size * rng.uniform(-1, 1, (int(inside.sum()), 3))
    if mesh.elements.shape[1] > 8:
        ends = mesh.elements[:, EDGES]
        nodes[mesh.elements[:, 8:]] = nodes[ends].mean(axis=2)
    return Mesh(nodes, mesh.elements, mesh.lattice)


def solid(modulus_MPa: float, poisson: float) -> Material:
    """Neo-Hookean numbers whose aggregate modulus at rest is ``modulus_MPa``."""
    lame = modulus_MPa * poisson / (1 - poisson)
    return gel((modulus_MPa - lame) / 2, PLAIN)._replace(lame=jnp.asarray(lame))


def blocks(
    mesh: Mesh,
    laws: Laws,
    material: Material,
    permeability: Permeability,
    tissue: Composition,
    fibres: Float | None = None,
) -> tuple[Block, ...]:
    """The mesh in blocks of ``CHUNK`` elements of one material; ``fibres`` (2, 3) directions everywhere."""
    parts = np.array_split(np.arange(len(mesh.elements)), -(-len(mesh.elements) // CHUNK))
    return tuple(
        Block(
            name=f"part {k}",
            elements=part,
            laws=laws,
            material=material,
            permeability=permeability,
            tissue=tissue,
            fibres=None if fibres is None else np.broadcast_to(fibres, (len(part), 2, 3)),
        )
        for k, part in enumerate(parts)
    )


def plain(mesh: Mesh, modulus_MPa: float, poisson: float, permeability_mm4_Ns: float) -> tuple[Block, ...]:
    """The whole mesh as one poroelastic solid of constant permeability."""
    none = jnp.asarray(0.0)
    return blocks(
        mesh,
        PLAIN,
        solid(modulus_MPa, poisson),
        Permeability(jnp.asarray(permeability_mm4_Ns), none, none),
        Composition(jnp.asarray(POROSITY), none),
    )
