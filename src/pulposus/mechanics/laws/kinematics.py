"""Invariants of the deformation gradient, written out: a batched 3 x 3 determinant from a library is slow."""

from __future__ import annotations

from pulposus.numerics.backend import jax, jnp

Array = jax.Array


def volume_ratio(F: Array) -> Array:
    """Determinant of F (3, 3): current volume per reference volume."""
    return (
        F[0, 0] * (F[1, 1] * F[2, 2] - F[1, 2] * F[2, 1])
        - F[0, 1] * (F[1, 0] * F[2, 2] - F[1, 2] * F[2, 0])
        + F[0, 2] * (F[1, 0] * F[2, 1] - F[1, 1] * F[2, 0])
    )


def first_invariant(F: Array) -> Array:
    """Trace of F^T F."""
    return jnp.sum(F * F)


def squared_stretch(F: Array, direction: Array) -> Array:
    """Squared stretch of a unit reference direction (3,)."""
    image = F @ direction
    return jnp.sum(image * image)
