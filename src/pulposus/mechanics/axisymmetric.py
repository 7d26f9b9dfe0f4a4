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
    """Values (4 nodes, 4 points) and gradients (2 directions, 4 nodes, 4 points) at the Gauss points."""
    corner = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]], dtype=float)
    factor = 1 + corner[:, None, :] * corner[None] / np.sqrt(3)
    value = factor[..., 0] * factor[..., 1] / 4
    return value, np.stack([corner[:, None, 0] * factor[..., 1], corner[:, None, 1] * factor[..., 0]]) / 4


VALUE, GRADIENT = _shape_functions()


class Operators(NamedTuple):
    """What turns node positions into F at the four Gauss points of the elements.

    ``to_R``, ``to_Z``, ``hoop`` (4 nodes, 4 points, ...): dN/dR, dN/dZ and N/R; ``volume`` (4 points, ...): the
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


class Invariants(NamedTuple):
    """I1, J and the squared fibre stretch I4 (one for both families: they mirror each other)."""

    I1: Array
    J: Array
    I4: Array


def _held(tree: Any) -> Any:
    """The same values, computed once and stored: keeps the compiler from repeating logs in every use of them."""
    return jax.lax.optimization_barrier(tree)


def _total(terms: Iterable[Any]) -> Array:
    """Plain sum of arrays: an unrolled chain of additions, which compiles to one loop."""
    return reduce(add, terms)  # type: ignore[no-any-return]


def _over_nodes(weights: NDArray[np.float64], values: Array) -> Array:
    """Sum over nodes: weights (4 nodes, 4 points) with values (4 nodes, ...) to (4 points, ...)."""
    axes = (slice(None), *(None,) * (values.ndim - 1))
    return _total(jnp.asarray(weights[n])[axes] * values[n] for n in range(len(weights)))


def operators(reference_mm: Array) -> Operators:
    """Operators of elements from their reference nodes (4 nodes, 2, ...)."""
    (r_xi, z_xi), (r_eta, z_eta) = ([_over_nodes(g, reference_mm[:, c]) for c in (0, 1)] for g in GRADIENT)
    det = r_xi * z_eta - z_xi * r_eta
    radius = _over_nodes(VALUE, reference_mm[:, 0])
    axes = (..., *(None,) * (reference_mm.ndim - 2))
    along, up, value = GRADIENT[0][axes], GRADIENT[1][axes], VALUE[axes]
    return Operators(
        (along * z_eta - up * z_xi) / det, (up * r_xi - along * r_eta) / det, value / radius, 2 * jnp.pi * radius * det
    )


def stretches(ops: Operators, nodes_mm: Array) -> Entries:
    """The entries of F that are not zero, at the points (4, ...), from nodes (4, 2, ...)."""

    def along(operator: Array, component: int) -> Array:
        return _total(operator[n] * nodes_mm[n, component] for n in range(4))

    return Entries(
        along(ops.to_R, 0), along(ops.to_Z, 0), along(ops.to_R, 1), along(ops.to_Z, 1), along(ops.hoop, 0)
    )


def deformation_gradient(f: Entries) -> Array:
    """F (3, 3, ...) in the order (r, hoop, z)."""
    zero = jnp.zeros_like(f.rR)
    rows = [[f.rR, zero, f.rZ], [zero, f.hoop, zero], [f.zR, zero, f.zZ]]
    return jnp.stack([jnp.stack(row) for row in rows])


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
        + fibre_energy(of.I4, material)
        + osmotic_energy(of.J, material, tissue, laws)
    )


def energy(ops: Operators, nodes_mm: Array, material: Material, tissue: Composition, laws: Laws) -> tuple[Array, Array]:
    """Energy of each element, N mm, and its smallest J."""
    of = _held(invariants(_held(stretches(ops, nodes_mm)), material.fibre_along))
    values = _held(density(of, material, tissue, laws))
    return _total(ops.volume[g] * values[g] for g in range(4)), jnp.min(of.J, axis=0)


def _first(f: Entries, along: Array) -> Invariants:
    """First derivatives of the invariants by the entries of F: three tuples of five."""
    by_I1 = tuple(2 * x for x in f)
    by_J = (f.zZ * f.hoop, -f.zR * f.hoop, -f.rZ * f.hoop, f.rR * f.hoop, f.rR * f.zZ - f.rZ * f.zR)
    up = 1 - along
    return Invariants(by_I1, by_J, (0.0, 2 * up * f.rZ, 0.0, 2 * up * f.zZ, 2 * along * f.hoop))  # type: ignore[arg-type]


def _second(f: Entries, along: Array, by: Invariants, i: int, j: int) -> Array:
    """Second derivatives of the invariants by entries i and j of F, each weighted with ``by``."""
    of_J = {(0, 3): f.hoop, (1, 2): -f.hoop, (0, 4): f.zZ, (1, 4): -f.zR, (2, 4): -f.rZ, (3, 4): f.rR}
    if i != j:
        return by.J * of_J[i, j] if (i, j) in of_J else jnp.zeros_like(by.J)
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
    leaves, tree = jax.tree.flatten(push)
    push = jax.tree.unflatten(tree, _held(leaves))
    one, zero = jnp.ones_like(of.J), jnp.zeros_like(of.J)
    second = [push(Invariants(*(one if i == k else zero for i in range(3)))) for k in range(3)]
    return values, _held(first), _held(second)


def stress(f: Entries, material: Material, tissue: Composition, laws: Laws) -> Entries:
    """Total (solid and fluid) first Piola-Kirchhoff stress, MPa."""
    of = _held(invariants(f, material.fibre_along))
    by = _held(jax.grad(lambda x: jnp.sum(density(x, material, tissue, laws)))(of))
    first = _first(f, material.fibre_along)
    return Entries(*(_total(by[k] * first[k][i] for k in range(3)) for i in range(5)))


def expand(
    ops: Operators, nodes_mm: Array, material: Material, tissue: Composition, laws: Laws
) -> tuple[Array, Array, Array]:
    """Energy (...) in N mm, nodal forces (4, 2, ...) in N and tangent (4, 2, 4, 2, ...) in N/mm of the elements.

    The laws are differentiated automatically by the invariants; what follows is the geometry of F.
    """
    along = material.fibre_along
    f = _held(stretches(ops, nodes_mm))
    of = _held(invariants(f, along))
    values, by, by2 = _differentiate(of, material, tissue, laws)
    first = _held(_first(f, along))
    coupled = _held([[_total(by2[k][m] * first[m][i] for m in range(3)) for i in range(5)] for k in range(3)])
    piola = _held([ops.volume * _total(by[k] * first[k][i] for k in range(3)) for i in range(5)])
    upper = {
        (i, j): ops.volume
        * (_total(first[k][i] * coupled[k][j] for k in range(3)) + _second(f, along, by, i, j))
        for i in range(5)
        for j in range(i, 5)
    }
    upper = _held(upper)

    # A node's r moves the entries rR, rZ and hoop of F, its z moves zR and zZ.
    moves = (((ops.to_R, 0), (ops.to_Z, 1), (ops.hoop, 4)), ((ops.to_R, 2), (ops.to_Z, 3)))
    force = [_total(op[:, g] * piola[i][g] for op, i in move for g in range(4)) for move in moves]
    half = _held(
        [[_total(op * upper[min(i, j), max(i, j)] for op, j in move) for i in range(5)] for move in moves]
    )
    blocks = _held(
        [
            [_total(op[:, None, g] * half[b][i][None, :, g] for op, i in left for g in range(4)) for b in (0, 1)]
            for left in moves
        ]
    )
    stiffness = jnp.stack([jnp.stack(row, axis=2) for row in blocks], axis=1)
    return _total(ops.volume[g] * values[g] for g in range(4)), jnp.stack(force, axis=1), stiffness
