"""Osmotic swelling pressure by Donnan equilibrium of the fixed charge with the bath, and its energy.

Concentrations are mEq/mL, ``RT_MPa`` is the gas constant times temperature in MPa per mEq/mL. ``water`` is the
extrafibrillar fluid volume per reference volume, ``charge`` the fixed charge per reference volume (mEq/mL), so
that the concentration is charge/water and d(water) = dJ.
"""

from __future__ import annotations

from pulposus.numerics.backend import jax, jnp

Array = jax.Array


def donnan_pressure(fixed_charge: Array, bath: Array, RT_MPa: Array, coefficient: Array) -> Array:
    """RT phi (sqrt(cF^2 + 4 c^2) - 2 c), MPa; phi = 1 is the ideal Donnan pressure (records V5, V7)."""
    return RT_MPa * coefficient * (jnp.hypot(fixed_charge, 2 * bath) - 2 * bath)


def donnan_energy(water: Array, charge: Array, bath: Array, RT_MPa: Array, coefficient: Array) -> Array:
    """Energy per reference volume with dW/dJ = -pressure, in closed form, MPa.

    The integral of sqrt(q^2/x^2 + 4 c^2) dx is sqrt(q^2 + 4 c^2 x^2) - q asinh(q/(2 c x)): it rises without bound
    as the last water leaves, and is +inf beyond.
    """
    salt = 2 * bath * water
    integral = jnp.sqrt(charge**2 + salt**2) - charge * jnp.arcsinh(charge / salt) - salt
    return jnp.where(water > 0, -RT_MPa * coefficient * integral, jnp.inf)
