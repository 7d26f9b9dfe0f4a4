"""Pairs such as pain and ODI: correlated normals, and symmetric two by two matrices by their closed forms, since
general routines loop.
"""

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


def tied(z: Array, correlation: float) -> Array:
    """Independent standard normals (..., 2), the second made to follow the first."""
    return jnp.stack([z[..., 0], correlation * z[..., 0] + jnp.sqrt(1 - correlation**2) * z[..., 1]], axis=-1)
