"""Invariants of the deformation gradient: what the energies depend on.

F has its 3 x 3 components first and any axes after them, (3, 3, ...), so that one call serves a whole mesh. The
determinant is written out: a batched one from a library is slow.
"""

from __future__ import annotations

from pulposus.numerics.backend import jax, jnp

Array = jax.Array


def volume_ratio(F: Array) -> Array:
    """Determinant of F: current volume per reference volume, J."""
    return (
        F[0, 0] * (F[1, 1] * F[2, 2] - F[1, 2] * F[2, 1])
        - F[0, 1] * (F[1, 0] * F[2, 2] - F[1, 2] * F[2, 0])
        + F[0, 2] * (F[1, 0] * F[2, 1] - F[1, 1] * F[2, 0])
    )


def first_invariant(F: Array) -> Array:
    """I1, the trace of F^T F."""
    return jnp.sum(F * F, axis=(0, 1))


def squared_stretch(F: Array, direction: Array) -> Array:
    """I4 of a unit reference direction (3, ...): its squared stretch."""
    image = [F[i, 0] * direction[0] + F[i, 1] * direction[1] + F[i, 2] * direction[2] for i in range(3)]
    return image[0] ** 2 + image[1] ** 2 + image[2] ** 2
