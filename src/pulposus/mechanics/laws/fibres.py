"""Collagen fibres of the annulus: they carry tension only.

Each function is the energy of one fibre per fibre volume, MPa; two families at +-angle to the transverse plane are
summed by ``two_families``.
"""

from __future__ import annotations

from collections.abc import Callable

from pulposus.mechanics.laws.kinematics import first_invariant, squared_stretch
from pulposus.numerics.backend import jax, jnp

Array = jax.Array


def exponential(stretch_squared: Array, modulus_MPa: Array, exponent: Array) -> Array:
    """Fibre whose true stress is E1 (exp(k1 e) - 1), e the logarithmic strain; zero when shortened (record M5).

    W = E1/k1 (exp(k1 e) - 1) - E1 e. Source: doi:10.3389/fbioe.2024.1384599.
    """
    strain = jnp.maximum(jnp.log(stretch_squared) / 2, 0)
    return modulus_MPa / exponent * jnp.expm1(exponent * strain) - modulus_MPa * strain


def exponential_power(stretch_squared: Array, ksi_MPa: Array, alpha: Array, beta: Array) -> Array:
    """W = ksi/(alpha beta) (exp(alpha (In - 1)^beta) - 1) for In > 1, else 0; In the squared stretch.

    The fibre of FEBio's "fiber-exp-pow", used by the yardstick problem.
    """
    excess = jnp.maximum(stretch_squared - 1, 0)
    return ksi_MPa / (alpha * beta) * jnp.expm1(alpha * excess**beta)


def hgo(F: Array, direction: Array, k1_MPa: Array, k2: Array, kappa: Array) -> Array:
    """Holzapfel-Gasser-Ogden family with dispersion: k1/(2 k2) (exp(k2 E^2) - 1), Gasser et al. 2006,
    J R Soc Interface 3:15. E = kappa (I1 - 3) + (1 - 3 kappa)(I4 - 1), tension only.
    """
    strain = kappa * (first_invariant(F) - 3) + (1 - 3 * kappa) * (squared_stretch(F, direction) - 1)
    return k1_MPa / (2 * k2) * jnp.expm1(k2 * jnp.maximum(strain, 0) ** 2)


def direction(angle_rad: Array, sign: float) -> Array:
    """Unit fibre direction (radial, circumferential, axial) at an angle to the transverse plane."""
    return jnp.stack([jnp.zeros_like(angle_rad), jnp.cos(angle_rad), sign * jnp.sin(angle_rad)])


def two_families(F: Array, angle_rad: Array, law: Callable[[Array], Array]) -> Array:
    """Mean over the families at +angle and -angle of ``law(squared stretch)``."""
    return sum(law(squared_stretch(F, direction(angle_rad, sign))) for sign in (1.0, -1.0)) / 2
