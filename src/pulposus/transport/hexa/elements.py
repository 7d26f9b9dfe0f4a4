"""Diffusion and reaction of one element, and what keeps concentrations positive.

Ordinary elements are trilinear Galerkin elements with eight Gauss points: of the schemes measured on the yardstick
disc the only one within 0.5 % of its answer (docs/transport.md). On flat or oblique elements some couplings between
nodes are positive, and where cells leave almost nothing a node could then be drawn below zero. Elements that touch
such a node are *starved*: they take the gradient at their corners, as the reduced disc does, and let each corner use
what it has. A box then couples along its edges only, whatever its aspect; couplings of oblique elements that are still
positive are dropped (which adds diffusion). Their rows are those of an M-matrix with a demand that vanishes with the
concentration, which cannot go below zero.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pulposus.numerics.backend import jax, jnp
from pulposus.numerics.hexahedron import CORNERS, HEX8, trilinear
from pulposus.transport.arrays import Real
from pulposus.transport.hexa.tables import corner_shape_gradient, shape_gradient

Array = jax.Array
_AT_CORNERS = trilinear(CORNERS)[1]


class Elements(NamedTuple):
    """The discrete operators of a mesh, per element e with eight corners and eight points."""

    corners: Array
    """(e, 8) node numbers."""
    starved: Array
    """(e,): which elements take the monotone form."""
    stiffness: Array
    """(e, 8, 8): diffusion with unit water diffusivity, mm times what scales it."""
    volume_mm3: Array
    """(e, 8): of each point; points are Gauss points, or the corners where the element is starved."""
    share_mm3: Array
    """(e, 8): volume that belongs to each corner."""


def discretise(nodes_mm: Real, elements: Real, factor: Real, starved: Real) -> Elements:
    """Operators of the elements (e, 8 or 20) with diffusivity scaled by ``factor`` (e,)."""
    elements, starved = jnp.asarray(elements), jnp.asarray(starved)
    x = jnp.asarray(nodes_mm)[elements]
    corners = elements[:, : len(CORNERS)]
    gauss, volume = _stiffness(x, shape_gradient(elements.shape[1]), HEX8.corner_gradient, HEX8.weights)
    corner, corner_volume = _stiffness(x, corner_shape_gradient(elements.shape[1]), _AT_CORNERS, np.ones(len(CORNERS)))
    sound = jnp.all(corner_volume > 0, axis=1)[:, None, None]  # a corner may be folded where no Gauss point is
    monotone = _monotone(jnp.where(sound, corner, gauss))
    stiffness = jnp.where(starved[:, None, None], monotone, gauss)
    share = volume @ HEX8.corner_value
    return Elements(
        corners=corners,
        starved=starved,
        stiffness=jnp.asarray(factor)[:, None, None] * stiffness,
        volume_mm3=jnp.where(starved[:, None], share, volume),
        share_mm3=share,
    )


def _stiffness(x: Array, shape: Real, gradient: Real, weights: Real) -> tuple[Array, Array]:
    """Diffusion (e, 8, 8) with unit diffusivity summed over points, and their volumes (e, 8), from nodes (e, n, 3)."""
    jacobian, inverse = _invert(jnp.einsum("gkn,enj->egkj", shape, x))
    slope = jnp.einsum("egjk,gkn->egjn", inverse, gradient)
    volume = jacobian * weights
    flat = slope.reshape(len(x), -1, len(CORNERS))
    weight = jnp.repeat(volume, 3, axis=1)[..., None]
    return jnp.swapaxes(flat, 1, 2) @ (weight * flat), volume


def _invert(t: Array) -> tuple[Array, Array]:
    """Determinant (...) and inverse (..., j, k) of tangents (..., k, j)."""

    def turned(rows: int, columns: int) -> Array:
        return jnp.roll(t, (-rows, -columns), axis=(-2, -1))

    cofactors = turned(1, 1) * turned(2, 2) - turned(1, 2) * turned(2, 1)
    determinant = jnp.sum(t[..., 0, :] * cofactors[..., 0, :], axis=-1)
    by = jnp.where(determinant == 0, 1.0, determinant)
    return determinant, jnp.swapaxes(cofactors, -2, -1) / by[..., None, None]


def _monotone(stiffness: Array) -> Array:
    """Element matrices without their positive couplings; rows still sum to zero."""
    off = jnp.minimum(stiffness, 0) * (1 - np.eye(len(CORNERS)))
    return off - jnp.sum(off, axis=-1, keepdims=True) * np.eye(len(CORNERS))


def at_points(e: Elements, field: Real) -> Array:
    """A nodal field (n,) at the points of the elements, (e, 8)."""
    corner = jnp.asarray(field)[e.corners]
    return jnp.where(e.starved[:, None], corner, corner @ HEX8.corner_value.T)


def to_nodes(e: Elements, amounts: Array, count: int) -> Array:
    """Amounts at the points (e, 8) handed to the ``count`` nodes, (count,)."""
    return assemble(e, jnp.where(e.starved[:, None], amounts, amounts @ HEX8.corner_value), count)


def assemble(e: Elements, at_corners: Array, count: int) -> Array:
    """Sum of corner values (e, 8) at the ``count`` nodes."""
    return jax.ops.segment_sum(at_corners.ravel(), e.corners.ravel(), num_segments=count)


def outflow(e: Elements, field: Real) -> Array:
    """Diffusive outflow of every node with unit water diffusivity, (n,)."""
    field = jnp.asarray(field)
    flow = jnp.einsum("eij,ej->ei", e.stiffness, field[e.corners])
    return assemble(e, flow, field.shape[0])


def slope_blocks(e: Elements, slopes: Array) -> Array:
    """Element matrices (e, 8, 8) of what each point uses more per unit concentration (e, 8)."""
    pairs = (HEX8.corner_value[:, :, None] * HEX8.corner_value[:, None, :]).reshape(len(CORNERS), -1)
    smooth = (slopes @ pairs).reshape(*slopes.shape, len(CORNERS))
    return jnp.where(e.starved[:, None, None], slopes[..., None] * np.eye(len(CORNERS)), smooth)
