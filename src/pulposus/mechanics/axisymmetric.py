"""Axisymmetric four-node elements of the half disc: 2 x 2 Gauss points, hoop stretch r/R.

Arrays carry their components first and the elements (any axes, the batch last) after them: every operation is then
one pass over long rows of numbers. A node's local number is ``2 * side + level`` (side 0 inner, 1 outer; level 0
lower, 1 upper), its components are (r, z). Energies are of the half disc, all the way round: N mm.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.material import Composition, Laws, Material, fibre_energy, matrix_energy, osmotic_energy
from pulposus.numerics.backend import jax, jnp

Array = jax.Array


def _shape_functions() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values (4 points, 4 nodes) and gradients (2 directions, 4 points, 4 nodes) at the Gauss points."""
    corner = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]], dtype=float)
    factor = 1 + corner[:, None, :] * corner[None] / np.sqrt(3)  # points (scaled corners) by nodes
    value = factor[..., 0] * factor[..., 1] / 4
    return value, np.stack([corner[:, 0] * factor[..., 1], corner[:, 1] * factor[..., 0]]) / 4


VALUE, GRADIENT = _shape_functions()


class Operators(NamedTuple):
    """What turns node positions into F at the four Gauss points of the elements.

    ``to_R``, ``to_Z``, ``hoop`` (4 points, 4 nodes, ...): dN/dR, dN/dZ and N/R; ``volume`` (4 points, ...): the
    ring's reference volume, mm3 (2 pi R dA).
    """

    to_R: Array
    to_Z: Array
    hoop: Array
    volume: Array


class Entries(NamedTuple):
    """The five entries of F that are not zero, or what belongs to them."""

    rR: Array
    rZ: Array
    zR: Array
    zZ: Array
    hoop: Array


_ENTRIES = len(Entries._fields)


class Invariants(NamedTuple):
    """I1, J and the squared fibre stretch I4 (one for both families: they mirror each other)."""

    I1: Array
    J: Array
    I4: Array


def total(terms: Iterable[Any]) -> Any:
    """Plain sum of arrays: an unrolled chain of additions, which compiles to one loop."""
    return reduce(add, terms)


def _over_nodes(weights: NDArray[np.float64], values: Array) -> Array:
    """Sum over nodes: weights (4 points, 4 nodes) with values (4 nodes, ...) to (4 points, ...)."""
    axes = (slice(None), *(None,) * (values.ndim - 1))
    return total(jnp.asarray(weights[:, n])[axes] * values[n] for n in range(4))


def at_points(nodal: Array) -> Array:
    """Node values (4, ...) at the Gauss points, (4 points, ...)."""
    return _over_nodes(VALUE, nodal)


def operators(reference_mm: Array) -> Operators:
    """Operators of elements from their reference nodes (4 nodes, 2, ...)."""
    (r_xi, z_xi), (r_eta, z_eta) = ([_over_nodes(g, reference_mm[:, c]) for c in (0, 1)] for g in GRADIENT)
    det = r_xi * z_eta - z_xi * r_eta
    radius = _over_nodes(VALUE, reference_mm[:, 0])
    axes = (..., *(None,) * (reference_mm.ndim - 2))
    xi, eta, value = GRADIENT[0][axes], GRADIENT[1][axes], VALUE[axes]
    det_, radius_ = det[:, None], radius[:, None]
    return Operators(
        (xi * z_eta[:, None] - eta * z_xi[:, None]) / det_,
        (eta * r_xi[:, None] - xi * r_eta[:, None]) / det_,
        jnp.asarray(value) / radius_,
        2 * jnp.pi * radius * det,
    )


def stretches(ops: Operators, nodes_mm: Array) -> Entries:
    """The entries of F that are not zero at one point (...), from the nodes (4, 2, ...) and its operators."""

    def along(operator: Array, component: int) -> Array:
        return total(operator[n] * nodes_mm[n, component] for n in range(4))

    return Entries(along(ops.to_R, 0), along(ops.to_Z, 0), along(ops.to_R, 1), along(ops.to_Z, 1), along(ops.hoop, 0))


def invariants(f: Entries, along: Array) -> Invariants:
    """Invariants of F; ``along`` is the squared cosine of the fibre angle."""
    return Invariants(
        f.rR**2 + f.rZ**2 + f.zR**2 + f.zZ**2 + f.hoop**2,
        (f.rR * f.zZ - f.rZ * f.zR) * f.hoop,
        along * f.hoop**2 + (1 - along) * (f.rZ**2 + f.zZ**2),
    )


def density(of: Invariants, material: Material, tissue: Composition, laws: Laws) -> Array:
    """Energy per reference volume, MPa."""
    return (
        matrix_energy(of.I1, of.J, material, tissue, laws)
        + fibre_energy(of.I1, of.I4, material, laws)
        + osmotic_energy(of.J, material, tissue, laws)
    )


def energy(ops: Operators, nodes_mm: Array, material: Material, tissue: Composition, laws: Laws) -> Array:
    """Energy of each element, N mm; not finite where a point has folded or lost all its water."""

    def point(at: Operators) -> Array:
        of = invariants(stretches(at, nodes_mm), material.fibre_along)
        return at.volume * density(of, material, tissue, laws)

    return jnp.sum(jax.lax.map(point, ops), axis=0)


def of_J(f: Entries) -> tuple[Array, ...]:
    """Derivatives of J by the entries of F."""
    return f.zZ * f.hoop, -f.zR * f.hoop, -f.rZ * f.hoop, f.rR * f.hoop, f.rR * f.zZ - f.rZ * f.zR


def _first(f: Entries, along: Array) -> tuple[tuple[Array, ...], ...]:
    """First derivatives of I1, J and I4 by the entries of F, five each."""
    by_I1 = tuple(2 * x for x in f)
    up, zero = 1 - along, jnp.zeros_like(f.rR)
    return by_I1, of_J(f), (zero, 2 * up * f.rZ, zero, 2 * up * f.zZ, 2 * along * f.hoop)


def _second(f: Entries, along: Array, by: Invariants, i: int, j: int) -> Array:
    """Second derivatives of the invariants by entries i and j of F, each weighted with ``by``."""
    mixed = {(0, 3): f.hoop, (1, 2): -f.hoop, (0, 4): f.zZ, (1, 4): -f.zR, (2, 4): -f.rZ, (3, 4): f.rR}
    if i != j:
        return by.J * mixed[i, j] if (i, j) in mixed else jnp.zeros_like(by.J)
    of_I4 = (0.0, 1 - along, 0.0, 1 - along, along)
    return 2 * (by.I1 + by.I4 * of_I4[i])


def _differentiate(
    of: Invariants, material: Material, tissue: Composition, laws: Laws
) -> tuple[Array, Invariants, list[Invariants]]:
    """Energy density, its first and its second derivatives by the invariants, by automatic differentiation."""

    def total(x: Invariants) -> tuple[Array, Array]:
        values = density(x, material, tissue, laws)
        return jnp.sum(values), values

    first, push, values = jax.linearize(jax.grad(total, has_aux=True), of, has_aux=True)
    one, zero = jnp.ones_like(of.J), jnp.zeros_like(of.J)
    second = [push(Invariants(*(one if i == k else zero for i in range(3)))) for k in range(3)]
    return values, first, second


def stress(f: Entries, material: Material, tissue: Composition, laws: Laws, potential: Array | float = 0.0) -> Entries:
    """Total (solid and fluid) first Piola-Kirchhoff stress, MPa, with the fluid ``potential`` (MPa) above the bath."""
    of = invariants(f, material.fibre_along)
    by = jax.grad(lambda x: jnp.sum(density(x, material, tissue, laws)))(of)
    by = by._replace(J=by.J - potential)
    first = _first(f, material.fibre_along)
    return Entries(*(total(by[k] * first[k][i] for k in range(3)) for i in range(_ENTRIES)))


def forces(
    ops: Operators, nodes_mm: Array, material: Material, tissue: Composition, laws: Laws, potential: Array
) -> tuple[Array, Array]:
    """Nodal forces (4, 2, ...) in N and content (4, ...) in mm3, the volume of tissue weighted by the shape functions.

    ``potential`` (4 nodes, ...) is the fluid potential above the bath, MPa: it works on the content.
    """

    def laws_at(point: tuple[Operators, Array]) -> tuple[Entries, Array]:
        at, pushed = point
        f = stretches(at, nodes_mm)
        piola = stress(f, material, tissue, laws, pushed)
        return Entries(*(at.volume * entry for entry in piola)), at.volume * invariants(f, material.fibre_along).J

    def by_nodes(point: tuple[Operators, Entries]) -> list[Array]:
        at, piola = point
        return [total(op * piola[i] for op, i in move) for move in moves(at)]

    piola, volume = jax.lax.map(laws_at, (ops, at_points(potential)))
    force = jax.lax.map(by_nodes, (ops, piola))
    return jnp.stack([jnp.sum(component, axis=0) for component in force], axis=1), _over_nodes(VALUE.T, volume)


def expand(
    ops: Operators,
    nodes_mm: Array,
    material: Material,
    tissue: Composition,
    laws: Laws,
    potential: Array | None = None,
) -> tuple[Array, Array, Array]:
    """Energy (...) in N mm, nodal forces (4, 2, ...) in N and tangent (4, 2, 4, 2, ...) in N/mm of the elements.

    ``potential`` (4 nodes, ...), MPa, adds the work of the fluid to forces and tangent (not to the energy).
    The laws are differentiated automatically by the invariants; what follows is the geometry of F. Each stage is a
    loop over the points of its own: across a loop the compiler stores what it has computed, within one it repeats
    cheap arithmetic in every use of its result (in one piece this function is six times slower).
    """
    along = material.fibre_along

    def laws_at(point: tuple[Operators, Array | None]) -> tuple[Entries, Array, Invariants, list[Invariants]]:
        at, pushed = point
        f = stretches(at, nodes_mm)
        values, by, by2 = _differentiate(invariants(f, along), material, tissue, laws)
        return f, at.volume * values, by if pushed is None else by._replace(J=by.J - pushed), by2

    def by_entries(point: tuple[Array, Entries, Invariants, list[Invariants]]) -> tuple[Any, Any]:
        volume, f, by, by2 = point
        first = _first(f, along)
        coupled = [[total(by2[k][m] * first[m][j] for m in range(3)) for j in range(_ENTRIES)] for k in range(3)]
        piola = [volume * total(by[k] * first[k][i] for k in range(3)) for i in range(_ENTRIES)]
        return piola, {
            f"{i}{j}": volume * (total(first[k][i] * coupled[k][j] for k in range(3)) + _second(f, along, by, i, j))
            for i in range(_ENTRIES)
            for j in range(i, _ENTRIES)
        }

    def by_nodes(point: tuple[Operators, Any, Any]) -> tuple[Any, Any]:
        at, piola, upper = point
        force = [total(op * piola[i] for op, i in move) for move in moves(at)]
        half = [
            [total(op * upper[f"{min(i, j)}{max(i, j)}"] for op, j in move) for i in range(_ENTRIES)]
            for move in moves(at)
        ]
        return force, half

    f, values, by, by2 = jax.lax.map(laws_at, (ops, None if potential is None else at_points(potential)))
    piola, upper = jax.lax.map(by_entries, (ops.volume, f, by, by2))
    force, half = jax.lax.map(by_nodes, (ops, piola, upper))

    def by_node(to_R: Array, to_Z: Array, hoop: Array) -> Array:
        return jnp.stack(
            [
                jnp.stack(
                    [total(op[g, None] * column[i][g] for op, i in move for g in range(4)) for column in half],
                    axis=1,
                )
                for move in moves(Operators(to_R, to_Z, hoop, ops.volume))
            ]
        )

    stiffness = jax.lax.map(lambda n: by_node(*n), [jnp.swapaxes(op, 0, 1) for op in ops[:3]])
    return (
        jnp.sum(values, axis=0),
        jnp.stack([jnp.sum(component, axis=0) for component in force], axis=1),
        stiffness,
    )


def moves(ops: Operators) -> tuple[tuple[tuple[Array, int], ...], ...]:
    """A node's r moves the entries rR, rZ and hoop of F, its z moves zR and zZ."""
    return ((ops.to_R, 0), (ops.to_Z, 1), (ops.hoop, 4)), ((ops.to_R, 2), (ops.to_Z, 3))
