"""Nodes, unknowns and the symmetric system of one implicit stage: the batch is the last axis everywhere.

A state ``y`` is (n_r, n_z, 3, b): r and z in mm, the fluid potential above the bath in MPa.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics import assembly
from pulposus.numerics import blocktri, ninepoint
from pulposus.numerics.backend import jax, jnp

Array = jax.Array
R, Z, POTENTIAL = range(3)
COMPONENTS = 3


@dataclass(frozen=True)
class Edges:
    """Which edges water crosses freely and whether the rim may bulge; static.

    A drained edge has the potential of the bath. A bone that is not drained lets water through by its conductance.
    """

    rim_drained: bool = True
    bone_drained: bool = True
    rim_free: bool = True


@cache
def layout(n_r: int, n_z: int, edges: Edges) -> assembly.Layout:
    """Unknowns of a line: r below the plate, z between mid-plane and plate, the potential where it is not given."""
    keep: list[int] = []
    for level in range(n_z):
        top, bottom = level == n_z - 1, level == 0
        free = {R: not top, Z: not top and not bottom, POTENTIAL: not (top and edges.bone_drained)}
        keep += [COMPONENTS * level + component for component in range(COMPONENTS) if free[component]]
    still = {(0, place) for place in keep if place % COMPONENTS == R}
    if edges.rim_drained:
        still |= {(n_r - 1, place) for place in keep if place % COMPONENTS == POTENTIAL}
    if not edges.rim_free:
        still |= {(n_r - 1, place) for place in keep if place % COMPONENTS == R}
    return assembly.Layout(n_r, n_z, COMPONENTS, tuple(keep), frozenset(still))


@cache
def unknown(where: assembly.Layout) -> NDArray[np.bool_]:
    """Which components of the nodes are unknowns of the lines, (n_r, n_z, 3, 1)."""
    mask = np.zeros((where.n_r, where.n_z * COMPONENTS, 1), dtype=bool)
    mask[:, list(where.keep)] = True
    for line, place in where.fixed:
        mask[line, place] = False
    return mask.reshape(where.n_r, where.n_z, COMPONENTS, 1)


def elements(nodal: Array) -> Array:
    """Node values (n_r, n_z, c, b) of the elements, (4, c, n_r - 1, n_z - 1, b)."""
    return jax.vmap(assembly.gather, in_axes=-1, out_axes=-1)(nodal)


def to_nodes(element: Array) -> Array:
    """Sum element values (4, n_r - 1, n_z - 1, ...) into the nodes, (n_r, n_z, ...)."""
    return sum(
        (ninepoint.pad(element[a], (a // 2, 1 - a // 2), (a % 2, 1 - a % 2)) for a in range(4)),
        start=jnp.zeros(()),
    )


class Factored(NamedTuple):
    """The factors of a stage's system, and the plate's border: influence (n_r, m, b), column, Schur corner (b,)."""

    factors: blocktri.Factors
    column: Array
    influence: Array
    corner: Array


def factor(element: Array, leak: Array, where: assembly.Layout) -> Factored:
    """Factor the system of element matrices (4, 3, 4, 3, n_r - 1, n_z - 1, b).

    ``leak`` (n_r, b) is what the bone lets through per potential in the stage, mm3/MPa.
    """
    system = assembly.assemble_matrix(element, where)
    diagonal = system.diagonal
    place = COMPONENTS * (where.n_z - 1) + POTENTIAL
    if place in where.keep:
        at = where.keep.index(place)
        diagonal = diagonal.at[:, at, at].add(-leak)
    factors = blocktri.factor_symmetric(diagonal, system.upper)
    influence = blocktri.solve_factored(factors, system.column)
    corner = system.corner - jnp.sum(system.column * influence, axis=(0, 1))
    return Factored(factors, system.column, influence, corner)


def solve(system: Factored, rhs: Array, where: assembly.Layout) -> Array:
    """Changes of the nodes (n_r, n_z, 3, b) for a right-hand side per node; what is fixed does not change."""
    shape = rhs.shape
    lines = jnp.where(unknown(where), rhs, 0.0).reshape(where.n_r, -1, shape[-1])[:, np.array(where.keep)]
    plate = jnp.sum(rhs[:, -1, Z], axis=0)
    particular = blocktri.solve_factored(system.factors, lines)
    height = (plate - jnp.sum(system.column * particular, axis=(0, 1))) / system.corner
    moved = particular - height * system.influence
    flat = jnp.zeros((where.n_r, where.n_z * COMPONENTS, shape[-1])).at[:, np.array(where.keep)].set(moved)
    return flat.reshape(shape).at[:, -1, Z].set(height)
