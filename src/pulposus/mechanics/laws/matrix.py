"""The solid matrix: a compressible neo-Hookean law, and Wilson's form of it that stiffens as the pores close.

Energies in MPa per reference volume, elementwise functions of the invariants I1 and J of F.
"""

from __future__ import annotations

from pulposus.numerics.backend import jax, jnp

Array = jax.Array


def neo_hookean(I1: Array, J: Array, mu_MPa: Array, lambda_MPa: Array) -> Array:
    """mu/2 (I1 - 3) - mu ln J + lambda/2 (ln J)^2. Aggregate modulus at J = 1: lambda + 2 mu."""
    log_j = jnp.log(J)
    return mu_MPa / 2 * (I1 - 3) - mu_MPa * log_j + lambda_MPa / 2 * log_j**2


def wilson(I1: Array, J: Array, shear_MPa: Array, solid_fraction: Array) -> Array:
    """Energy whose Cauchy stress is Wilson's matrix law (record M2); ``solid_fraction`` is 1 - n0.

    W = G/2 (I1 - 3 J^(2/3)) + G/6 (ln J)^2 (2 J + s)/(J - s). The second term is the integral, in closed form, of
    the published volumetric stress -(G/6)(ln J/J)[-1 + 3(J + s)/(s - J) + 3 J s ln J/(s - J)^2]; it grows without
    bound when all fluid is gone (J = s) and is +inf beyond.
    Source: Wilson, Schroeder, as used by doi:10.3389/fbioe.2024.1384599.
    """
    log_j = jnp.log(J)
    shape = shear_MPa / 2 * (I1 - 3 * jnp.exp(2 / 3 * log_j))
    volume = shear_MPa / (2 * 3) * log_j**2 * (2 * J + solid_fraction) / (J - solid_fraction)
    return jnp.where(solid_fraction < J, shape + volume, jnp.inf)


def wilson_shear_modulus(aggregate_MPa: Array, solid_fraction: Array) -> Array:
    """Shear modulus of Wilson's law whose aggregate modulus at J = 1 is ``aggregate_MPa``, MPa.

    H = G [4/3 + (2 + s)/(3 (1 - s))]: the confined modulus of the law linearised at J = 1.
    """
    return aggregate_MPa / (4 / 3 + (2 + solid_fraction) / (3 * (1 - solid_fraction)))
