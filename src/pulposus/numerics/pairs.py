"""Symmetric two by two matrices, by their closed forms: of pain and ODI there are many, and general routines loop."""

from __future__ import annotations

from pulposus.numerics.backend import Array, jnp


def inverse(matrix: Array) -> Array:
    """Inverse, (..., 2, 2)."""
    a, b, d = matrix[..., 0, 0], matrix[..., 0, 1], matrix[..., 1, 1]
    turned = jnp.stack([jnp.stack([d, -b], axis=-1), jnp.stack([-b, a], axis=-1)], axis=-2)
    return turned / (a * d - b**2)[..., None, None]


def lower_root(matrix: Array) -> Array:
    """Cholesky factor of a positive matrix, (..., 2, 2)."""
    a, b, d = matrix[..., 0, 0], matrix[..., 0, 1], matrix[..., 1, 1]
    first = jnp.sqrt(a)
    below = b / first
    second = jnp.sqrt(d - below**2)
    rows = [jnp.stack([first, jnp.zeros_like(first)], axis=-1), jnp.stack([below, second], axis=-1)]
    return jnp.stack(rows, axis=-2)
