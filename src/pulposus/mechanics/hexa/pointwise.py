"""The laws at the points of a block: derivatives of the energy by the invariants, by automatic differentiation.

What the energy depends on are I1, J and the squared stretches of both fibre families; arrays are (p,), one entry a
point. The geometry of F is left to the caller, so that little has to be compiled.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

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
    """Numbers of the laws at the points, every leaf (p,)."""

    material: Material
    permeability: Permeability
    tissue: Composition


class Invariants(NamedTuple):
    """I1, J, and the squared stretches of both fibre families, each (p,)."""

    I1: Array
    J: Array
    first: Array
    second: Array


def _density(x: Invariants, q: Numbers, laws: Laws) -> Array:
    """Energy per reference volume, MPa."""
    out = matrix_energy(x.I1, x.J, q.material, q.tissue, laws) + osmotic_energy(x.J, q.material, q.tissue, laws)
    if laws.fibres != "none":
        families = [fibre_energy(x.I1, stretch, q.material, laws) for stretch in (x.first, x.second)]
        out = out + (families[0] + families[1]) / 2
    return out


def _slope(q: Numbers, laws: Laws):  # type: ignore[no-untyped-def]
    return jax.grad(lambda x: jnp.sum(_density(x, q, laws)))


@partial(jax.jit, static_argnames="laws")
def first(x: Invariants, q: Numbers, laws: Laws) -> tuple[Invariants, Array]:
    """Derivatives of the energy density (MPa) by the invariants, and the permeability (mm4/(N s))."""
    return _slope(q, laws)(x), permeability(x.J, q.permeability, q.material, q.tissue, laws)


@partial(jax.jit, static_argnames="laws")
def second(x: Invariants, q: Numbers, laws: Laws) -> tuple[Invariants, tuple[Invariants, ...], Array]:
    """First and second derivatives of the energy density by the invariants, and the permeability."""
    by, push = jax.linearize(_slope(q, laws), x)
    one, zero = jnp.ones_like(x.J), jnp.zeros_like(x.J)
    count = 2 if laws.fibres == "none" else 4
    by2 = tuple(push(Invariants(*(one if i == m else zero for i in range(4)))) for m in range(count))
    return by, by2, permeability(x.J, q.permeability, q.material, q.tissue, laws)
