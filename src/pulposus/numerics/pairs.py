"""Pairs such as pain and ODI: correlated normals, and symmetric two by two matrices by their closed forms, since
general routines loop.
"""

from __future__ import annotations

from pulposus.numerics.backend import Array, library_of


def inverse(matrix: Array) -> Array:
    """Inverse, (..., 2, 2)."""
    a, b, d = matrix[..., 0, 0], matrix[..., 0, 1], matrix[..., 1, 1]
    xp = library_of(matrix)
    turned = xp.stack([xp.stack([d, -b], axis=-1), xp.stack([-b, a], axis=-1)], axis=-2)
    return turned / (a * d - b**2)[..., None, None]


def lower_root(matrix: Array) -> Array:
    """Cholesky factor of a positive matrix, (..., 2, 2)."""
    a, b, d = matrix[..., 0, 0], matrix[..., 0, 1], matrix[..., 1, 1]
    xp = library_of(matrix)
    first = xp.sqrt(a)
    below = b / first
    second = xp.sqrt(d - below**2)
    rows = [xp.stack([first, xp.zeros_like(first)], axis=-1), xp.stack([below, second], axis=-1)]
    return xp.stack(rows, axis=-2)


def tied(z: Array, correlation: float) -> Array:
    """Independent standard normals (..., 2), the second made to follow the first."""
    xp = library_of(z)
    return xp.stack([z[..., 0], correlation * z[..., 0] + xp.sqrt(1 - correlation**2) * z[..., 1]], axis=-1)
