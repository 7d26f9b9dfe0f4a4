"""Forces, contents and fluxes of the elements of one block, and their derivatives, by automatic differentiation.

Arrays carry their components first and (points, elements) last, so that each operation is one pass over a long row.
The laws are differentiated by the invariants I1, J and the two squared fibre stretches; what follows is the geometry
of F.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from pulposus.mechanics.hexa.matrices import Geometry
from pulposus.mechanics.laws.kinematics import first_invariant, squared_stretch, volume_ratio
from pulposus.mechanics.material import (
    Composition,
    Laws,
    Material,
    Permeability,
    fibre_energy,
    matrix_energy,
    osmotic_energy,
    permeability,
)
from pulposus.numerics.backend import jax, jnp

Array = jax.Array


class Numbers(NamedTuple):
    """Numbers of the laws of a block, every leaf (k,) or a scalar; ``fibres`` (2, 3, k) or None."""

    material: Material
    permeability: Permeability
    tissue: Composition
    fibres: Array | None


class Forces(NamedTuple):
    """Of each element: nodal forces (n, 3, k) N, content (8, k) mm3, outflow (8, k) mm3/s, least J (k,)."""

    force: Array
    content: Array
    outflow: Array
    least_J: Array


class Tangent(NamedTuple):
    """At each point, times its volume: dP/dF (k, g, 27, 3) ordered (L, i, j; M) for d P_iL/d F_jM without the
    potential's part in ``stress``, cofactor (k, g, 3, 3) as (L, i), spatial gradients (k, g, 3, 8) times the root of
    the permeability."""

    stress: Array
    cofactor: Array
    flow: Array


class _Invariants(NamedTuple):
    I1: Array
    J: Array
    first: Array
    second: Array


def cofactor(F: Array) -> Array:
    """Derivative of det F by F, (3, 3, ...)."""
    rows = []
    for i in range(3):
        a, b = F[(i + 1) % 3], F[(i + 2) % 3]
        rows.append(jnp.stack([a[(k + 1) % 3] * b[(k + 2) % 3] - a[(k + 2) % 3] * b[(k + 1) % 3] for k in range(3)]))
    return jnp.stack(rows)


def _density(x: _Invariants, q: Numbers, laws: Laws) -> Array:
    """Energy per reference volume, MPa."""
    out = matrix_energy(x.I1, x.J, q.material, q.tissue, laws) + osmotic_energy(x.J, q.material, q.tissue, laws)
    if q.fibres is not None:
        families = [fibre_energy(x.I1, stretch, q.material, laws) for stretch in (x.first, x.second)]
        out = out + (families[0] + families[1]) / 2
    return out


def _by_invariants(F: Array, q: Numbers) -> tuple[_Invariants, list[Array]]:
    """Invariants and, for each, its derivative by F, (3, 3, g, k)."""
    J = volume_ratio(F)
    one = jnp.ones_like(J)
    if q.fibres is None:
        return _Invariants(first_invariant(F), J, one, one), [2 * F, cofactor(F)]
    slopes = []
    for a in q.fibres:
        image = [jnp.sum(F[i] * a[:, None, :], axis=0) for i in range(3)]
        slopes.append(jnp.stack([jnp.stack([2 * image[i] * a[L] for L in range(3)]) for i in range(3)]))
    first, second = (squared_stretch(F, a[:, None, :]) for a in q.fibres)
    return _Invariants(first_invariant(F), J, first, second), [2 * F, cofactor(F), *slopes]


def _gradient(at: Geometry, u: Array) -> Array:
    """F (3, 3, g, k) from nodal displacements (n, 3, k)."""
    F = jnp.einsum("nik,Lngk->iLgk", u, at.gradient)
    return F + jnp.eye(3)[:, :, None, None]


def _first_order(at: Geometry, u: Array, mu: Array, q: Numbers, laws: Laws) -> tuple[Array, ...]:
    F = _gradient(at, u)
    x, slopes = _by_invariants(F, q)
    by = jax.grad(lambda v: jnp.sum(_density(v, q, laws)))(x)
    potential = jnp.einsum("mk,gm->gk", mu, at.corner_value)
    parts = [by.I1, by.J - potential, by.first, by.second][: len(slopes)]
    stress = sum(b * s for b, s in zip(parts, slopes, strict=True))
    cof = slopes[1]
    spatial = jnp.einsum("iLgk,Lmgk->imgk", cof, at.corner_gradient) / x.J
    k = permeability(x.J, q.permeability, q.material, q.tissue, laws)
    return F, x, slopes, stress, cof, spatial, k * x.J


@partial(jax.jit, static_argnames="laws")
def forces(at: Geometry, u: Array, mu: Array, q: Numbers, laws: Laws) -> Forces:
    """Forces, contents and outflows from displacements (n, 3, k) mm and potentials (8, k) MPa."""
    _, x, _, stress, _, spatial, k = _first_order(at, u, mu, q, laws)
    flux = k * jnp.einsum("imgk,mk->igk", spatial, mu)
    return Forces(
        jnp.einsum("iLgk,Lngk->nik", stress * at.volume, at.gradient),
        jnp.einsum("gk,gm->mk", x.J * at.volume, at.corner_value),
        jnp.einsum("igk,imgk->mk", flux * at.volume, spatial),
        jnp.min(x.J, axis=0),
    )


@partial(jax.jit, static_argnames="laws")
def tangent(at: Geometry, u: Array, mu: Array, q: Numbers, laws: Laws) -> Tangent:
    """What the element matrices are made of; symmetric: how the permeability changes with F is left out."""
    F, x, slopes, _, cof, spatial, k = _first_order(at, u, mu, q, laws)
    total = lambda v: jnp.sum(_density(v, q, laws))  # noqa: E731
    first, push = jax.linearize(jax.grad(total), x)
    one, zero = jnp.ones_like(x.J), jnp.zeros_like(x.J)
    count = len(slopes)
    second = [push(_Invariants(*(one if i == m else zero for i in range(4)))) for m in range(count)]
    potential = jnp.einsum("mk,gm->gk", mu, at.corner_value)
    by_J = first.J - potential
    entries = []
    for L in range(3):
        for i in range(3):
            coupled = [sum(second[m][n] * slopes[n][i, L] for n in range(count)) for m in range(count)]
            for j in range(3):
                for M in range(3):
                    value = sum(coupled[m] * slopes[m][j, M] for m in range(count))
                    if i == j:
                        if L == M:
                            value = value + 2 * first.I1
                        if q.fibres is not None:
                            for a, by in zip(q.fibres, (first.first, first.second), strict=True):
                                value = value + 2 * by * a[L] * a[M]
                    elif L != M:
                        # d cof(F)_iL / d F_jM = e_ijp e_LMq F_pq
                        p, r = 3 - i - j, 3 - L - M
                        sign = (1 if (j - i) % 3 == 1 else -1) * (1 if (M - L) % 3 == 1 else -1)
                        value = value + sign * by_J * F[p, r]
                    entries.append(value * at.volume)
    points_last = jnp.moveaxis(jnp.stack(entries), (0, 1, 2), (2, 1, 0))
    k_e, g = points_last.shape[:2]
    root = jnp.sqrt(jnp.maximum(k * at.volume, 0.0))
    return Tangent(
        points_last.reshape(k_e, g, 27, 3),
        jnp.transpose(cof * at.volume, (3, 2, 1, 0)),
        jnp.transpose(spatial * root, (3, 2, 0, 1)),
    )
