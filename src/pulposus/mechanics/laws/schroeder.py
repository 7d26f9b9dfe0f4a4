"""Osmotic pressure of Schroeder's law with extrafibrillar water and activity coefficients (records M3, V6).

Water inside the collagen fibrils is closed to proteoglycan, so that the fixed charge crowds into the rest; how much
is inside depends on the pressure itself, which is therefore a fixed point. The mode ``published`` evaluates the
external activity at the fixed charge, as the published code does; otherwise at the bath concentration, as the
derivation asks. Source: doi:10.3389/fbioe.2024.1384599 and its code, after Schroeder 2007 and Wilson 2007.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np
from jax.custom_derivatives import SymbolicZero

from pulposus.numerics.backend import jax, jnp
from pulposus.numerics.settings import OSMOTIC_FIXED_POINT_STEPS, OSMOTIC_QUADRATURE_POINTS

Array = jax.Array


class SchroederTissue(NamedTuple):
    """What the law needs beside J; every leaf a scalar (or of one common shape).

    ``fluid`` is the reference porosity n0, ``charge`` cF0 n0, ``collagen`` g per g dry, ``inside`` the three
    constants (a, b, c) of a exp(b Pi) + c (g water per g collagen; b per MPa, Pi = -pressure), ``density`` the
    solid's in g/mL, ``activity`` the four constants of the activity coefficient, ``manning`` the charge parameter
    of the polyion, ``coefficient`` the osmotic coefficient of the salt.
    """

    fluid: Array
    charge: Array
    collagen: Array
    inside: tuple[Array, Array, Array]
    least_extrafibrillar: Array
    density: Array
    activity: tuple[Array, Array, Array, Array]
    manning: Array
    coefficient: Array


NO_TISSUE: SchroederTissue = SchroederTissue(*(jax.tree.map(float, (0, 0, 0, (0, 0, 0), 0, 0, (0, 0, 0, 0), 0, 0))))
"""Stands where the law is not used."""


def _activity(concentration: Array, constants: tuple[Array, Array, Array, Array]) -> Array:
    scale, power, rate, floor = constants
    return scale * jnp.exp(-rate * concentration**power) + floor


def pressure(J: Array, tissue: SchroederTissue, bath: Array, RT_MPa: Array, published: bool = True) -> Array:
    """Osmotic swelling pressure, MPa, after a fixed number of fixed-point steps (it contracts fast)."""
    fluid = (tissue.fluid - 1 + J) / J
    solid = (1 - fluid) * tissue.density
    mass = fluid + solid
    charge = tissue.charge / J
    inside, rate, rest = tissue.inside
    outside = _activity(tissue.charge / tissue.fluid if published else bath, tissue.activity)

    def step(_: int, state: tuple[Array, Array]) -> tuple[Array, Array]:
        swelling, ratio = state
        hydration = inside * jnp.exp(-rate * swelling) + rest
        water = (fluid - hydration * tissue.collagen * solid) / mass
        extrafibrillar = jnp.maximum(water, tissue.least_extrafibrillar)
        local = charge / (extrafibrillar * mass)
        ions = jnp.hypot(local, 2 * ratio * bath)
        polyion = local / (local + ions)
        inner = _activity(ions / 2, tissue.activity) * jnp.exp(-tissue.manning * polyion / 2)
        coefficient = tissue.coefficient * (1 - tissue.manning * polyion / 2)
        return RT_MPa * (coefficient * ions - 2 * tissue.coefficient * bath), outside / inner

    start = RT_MPa * (jnp.hypot(charge / fluid, 2 * bath) - 2 * bath)
    swelling, _ = jax.lax.fori_loop(0, OSMOTIC_FIXED_POINT_STEPS, step, (start, jnp.ones_like(start)))
    return swelling


def _integral(J: Array, tissue: SchroederTissue, bath: Array, RT_MPa: Array, published: bool) -> Array:
    nodes, weights = np.polynomial.legendre.leggauss(OSMOTIC_QUADRATURE_POINTS)
    values = jax.vmap(lambda a: pressure(1 + a * (J - 1), tissue, bath, RT_MPa, published))(
        jnp.asarray((nodes + 1) / 2)
    )
    return -(J - 1) * jnp.tensordot(jnp.asarray(weights / 2), values, axes=1)


@partial(jax.custom_jvp, nondiff_argnums=(4,))
def energy(J: Array, tissue: SchroederTissue, bath: Array, RT_MPa: Array, published: bool = True) -> Array:
    """Energy per reference volume with dW/dJ = -pressure exactly, MPa; zero at J = 1.

    The integral over J is by Gauss-Legendre quadrature and serves the line search only: stress and tangent come
    from the pressure itself.
    """
    return _integral(J, tissue, bath, RT_MPa, published)


@partial(energy.defjvp, symbolic_zeros=True)
def _energy_jvp(published: bool, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Array, Array]:
    J, tissue, bath, RT_MPa = primals
    others = (tissue, bath, RT_MPa)
    change = (
        0 * J if isinstance(tangents[0], SymbolicZero) else -pressure(J, tissue, bath, RT_MPa, published) * tangents[0]
    )
    leaves = jax.tree.leaves(tangents[1:], is_leaf=lambda t: isinstance(t, SymbolicZero))
    if not all(isinstance(leaf, SymbolicZero) for leaf in leaves):
        filled = jax.tree.map(
            lambda t, x: jnp.zeros_like(x) if isinstance(t, SymbolicZero) else t,
            tuple(tangents[1:]),
            others,
            is_leaf=lambda t: isinstance(t, SymbolicZero),
        )
        change = change + jax.jvp(lambda t, c, RT: _integral(J, t, c, RT, published), others, filled)[1]
    return energy(J, tissue, bath, RT_MPa, published), change
