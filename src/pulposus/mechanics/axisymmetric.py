"""Axisymmetric four-node elements of the half disc: 2 x 2 Gauss points, hoop stretch r/R.

A node's local number is ``2 * side + level`` (side 0 inner, 1 outer; level 0 lower, 1 upper), its components are
(r, z). Energies are of the half disc, all the way round (2 pi included): N mm.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pulposus.mechanics.material import Composition, Laws, Material, energy
from pulposus.numerics.backend import jax, jnp

Array = jax.Array


def _shape_functions() -> tuple[np.ndarray, np.ndarray]:
    """Values (4 points, 4 nodes) and gradients (4 points, 4 nodes, 2) at the Gauss points."""
    corner = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]], dtype=float)
    point = corner / np.sqrt(3)
    factor = 1 + point[:, None, :] * corner[None]
    value = factor[..., 0] * factor[..., 1] / 4
    gradient = np.stack([corner[:, 0] * factor[..., 1], corner[:, 1] * factor[..., 0]], axis=-1) / 4
    return value, gradient


VALUE, GRADIENT = _shape_functions()


class Operators(NamedTuple):
    """What a reference element needs to turn node positions into F, at its four Gauss points.

    ``gradient`` (4, 4, 2) is dN/d(R, Z), ``hoop`` (4, 4) is N/R, ``volume`` (4,) the ring's reference volume in
    mm3 (2 pi R dA).
    """

    gradient: Array
    hoop: Array
    volume: Array


def operators(reference_mm: Array) -> Operators:
    """Operators of one element from its reference nodes (4, 2)."""
    value, local = jnp.asarray(VALUE), jnp.asarray(GRADIENT)
    map_ = jnp.einsum("gnk,nc->gck", local, reference_mm)  # d(R, Z)/d(local)
    det = map_[:, 0, 0] * map_[:, 1, 1] - map_[:, 0, 1] * map_[:, 1, 0]
    inverse = (
        jnp.stack(
            [
                jnp.stack([map_[:, 1, 1], -map_[:, 0, 1]], -1),
                jnp.stack([-map_[:, 1, 0], map_[:, 0, 0]], -1),
            ],
            -2,
        )
        / det[:, None, None]
    )
    radius = value @ reference_mm[:, 0]
    return Operators(
        jnp.einsum("gnk,gkc->gnc", local, inverse), value / radius[:, None], 2 * jnp.pi * radius * det
    )


def stretches(operators: Operators, nodes_mm: Array) -> Array:
    """The five entries of F that are not zero, (4 points, 5): rR, rZ, zR, zZ, hoop."""
    plane = jnp.einsum("nc,gnk->gck", nodes_mm, operators.gradient)
    hoop = operators.hoop @ nodes_mm[:, 0]
    return jnp.stack([plane[:, 0, 0], plane[:, 0, 1], plane[:, 1, 0], plane[:, 1, 1], hoop], axis=-1)


def deformation_gradient(entries: Array) -> Array:
    """F (3, 3) in the order (r, hoop, z) from its five entries."""
    rr, rz, zr, zz, hoop = entries
    zero = jnp.zeros_like(rr)
    return jnp.array([[rr, zero, rz], [zero, hoop, zero], [zr, zero, zz]])


def volume_ratio(entries: Array) -> Array:
    """Determinant of F from its five entries (..., 5)."""
    rr, rz, zr, zz, hoop = jnp.moveaxis(entries, -1, 0)
    return (rr * zz - rz * zr) * hoop


def point_energy(entries: Array, material: Material, tissue: Composition, laws: Laws) -> Array:
    """Energy per reference volume from the five entries of F."""
    return energy(deformation_gradient(entries), material, tissue, laws)


def element_energy(operators: Operators, nodes_mm: Array, material: Material, tissue: Composition, laws: Laws) -> Array:
    """Energy of one element, N mm."""
    entries = stretches(operators, nodes_mm)
    return jnp.sum(operators.volume * jax.vmap(lambda f: point_energy(f, material, tissue, laws))(entries))
