"""Collagen fibres of the annulus: they carry tension only.

Each function is the energy of one family per fibre volume, MPa, elementwise in its squared stretch I4.
"""

from __future__ import annotations

from pulposus.numerics.backend import jax, jnp

Array = jax.Array


def exponential(I4: Array, modulus_MPa: Array, exponent: Array) -> Array:
    """Fibre whose true stress is E1 (exp(k1 e) - 1), e the logarithmic strain; zero when shortened (record M5).

    W = E1/k1 (exp(k1 e) - 1) - E1 e. Source: doi:10.3389/fbioe.2024.1384599.
    """
    strain = jnp.maximum(jnp.log(I4) / 2, 0)
    return modulus_MPa / exponent * jnp.expm1(exponent * strain) - modulus_MPa * strain


def exponential_power(I4: Array, ksi_MPa: Array, alpha: Array, beta: Array) -> Array:
    """W = ksi/(alpha beta) (exp(alpha (I4 - 1)^beta) - 1) for I4 > 1, else 0.

    The fibre of FEBio's "fiber-exp-pow", used by the yardstick problem.
    """
    excess = jnp.maximum(I4 - 1, 0)
    return ksi_MPa / (alpha * beta) * jnp.expm1(alpha * excess**beta)


def hgo(I1: Array, I4: Array, k1_MPa: Array, k2: Array, kappa: Array) -> Array:
    """Holzapfel-Gasser-Ogden family with dispersion: k1/(2 k2) (exp(k2 E^2) - 1), Gasser et al. 2006,
    J R Soc Interface 3:15. E = kappa (I1 - 3) + (1 - 3 kappa)(I4 - 1), tension only.
    """
    strain = kappa * (I1 - 3) + (1 - 3 * kappa) * (I4 - 1)
    return k1_MPa / (2 * k2) * jnp.expm1(k2 * jnp.maximum(strain, 0) ** 2)


def direction(along: Array, sign: float) -> Array:
    """Unit fibre direction (radial, circumferential, axial), (3, ...).

    ``along`` is the squared cosine of its angle to the transverse plane, ``sign`` picks the family.
    """
    return jnp.stack([jnp.zeros_like(along), jnp.sqrt(along), sign * jnp.sqrt(1 - along)])
