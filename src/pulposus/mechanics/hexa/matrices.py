"""Geometry of a block of elements, and element matrices as products of small matrices."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics.backend import jax, jnp
from pulposus.numerics.hexahedron import KINDS, Hexahedron, operators

Array = jax.Array
Float = NDArray[np.float64]


class Geometry(NamedTuple):
    """``gradient`` (3, n, g, k) and ``corner_gradient`` (3, 8, g, k) in 1/mm, ``corner_value`` (g, 8), ``volume``
    (g, k) mm3."""

    gradient: Array
    corner_gradient: Array
    corner_value: Array
    volume: Array


def geometry(nodes_mm: Float, elements: NDArray[np.int64]) -> tuple[Geometry, Float]:
    """Geometry of elements (k, 8 or 20), and the gradients (k, g, 3, n) as the products want them."""
    kind: Hexahedron = KINDS[elements.shape[1]]
    full, corner, volume = operators(kind, nodes_mm[elements])
    return (
        Geometry(
            jnp.asarray(np.ascontiguousarray(full.transpose(2, 3, 1, 0))),
            jnp.asarray(np.ascontiguousarray(corner.transpose(2, 3, 1, 0))),
            jnp.asarray(kind.corner_value),
            jnp.asarray(np.ascontiguousarray(volume.T)),
        ),
        full,
    )


def stiffness(gradient: Float, stress: Float) -> Float:
    """Element matrices (k, n, 3, 3, n) ordered (a, i, j, b) from gradients (k, g, 3, n) and dP/dF (k, g, 27, 3)."""
    k, g, _, n = gradient.shape
    half = np.matmul(stress, gradient).reshape(k, g * 3, 9 * n)
    left = gradient.reshape(k, g * 3, n).transpose(0, 2, 1)
    return np.matmul(left, half).reshape(k, n, 3, 3, n)


def coupling(gradient: Float, cofactor: Float, corner_value: Float) -> Float:
    """Element matrices (k, 8, 3, n) ordered (m, i, b): derivative of content m by displacement i of node b."""
    k, g, _, n = gradient.shape
    # (k, g, i, n) = sum over L of cofactor (k, g, L, i) and gradient (k, g, L, n)
    slope = np.matmul(cofactor.transpose(0, 1, 3, 2), gradient).reshape(k, g, 3 * n)
    return np.matmul(corner_value.T, slope).reshape(k, 8, 3, n)


def conductance(flow: Float) -> Float:
    """Element matrices (k, 8, 8) of Darcy flow from (k, g, 3, 8)."""
    k = len(flow)
    rows = flow.reshape(k, -1, 8)
    return np.matmul(rows.transpose(0, 2, 1), rows)


def projection(kind: Hexahedron, volume: Float, weight: Float) -> Float:
    """Element matrices (k, 8, 8) of the pressure projection: weight (k,) times (N - mean N)(N - mean N)."""
    share = volume / volume.sum(axis=1, keepdims=True)
    mean = share @ kind.corner_value
    away = kind.corner_value[None] - mean[:, None, :]
    scaled = away * (volume * weight[:, None])[..., None]
    return np.matmul(scaled.transpose(0, 2, 1), away)
