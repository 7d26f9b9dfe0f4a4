"""The fluid in an element: how much is stored, how it pushes on the nodes, how it flows.

Arrays are as in :mod:`pulposus.mechanics.axisymmetric`: components first, then elements, the batch last. The content
of a node is the tissue volume weighted by its shape function; since solid keeps its volume, its change is water.
"""

from __future__ import annotations

from typing import NamedTuple

from pulposus.mechanics import axisymmetric
from pulposus.mechanics.axisymmetric import VALUE, Operators
from pulposus.mechanics.laws import permeability
from pulposus.mechanics.material import Composition, Laws, Material
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp

Array = jax.Array


class Pores(NamedTuple):
    """Numbers of the permeability law on the elements (..., b): ``scale`` mm4/(N s), two exponents."""

    scale: Array
    exponent: Array
    stiffening: Array


def permeability_mm4_Ns(
    J: Array, pores: Pores, material: Material, tissue: Composition, law: permeability.Law
) -> Array:
    """Permeability of the elements at their volume ratio."""
    if law == "porosity_power":
        return permeability.porosity_power(J, tissue.porosity, material.inside_solid, pores.scale, pores.exponent)
    if law == "holmes_mow":
        return permeability.holmes_mow(J, 1 - tissue.porosity, pores.scale, pores.exponent, pores.stiffening)
    if law == "argoubi":
        return permeability.argoubi(J, tissue.porosity, pores.scale, pores.exponent)
    return permeability.constant(J, pores.scale)


def smoothing(ops: Operators, material: Material) -> Array:
    """What holds the potential steady where water cannot yet move, (4, 4, ...) in mm3/MPa.

    Displacement and potential have the same shape functions, so that an undrained step would leave the potential
    free to alternate from node to node. Storing a little content against its deviation from the element's mean
    (pressure projection, Bochev and Dohrmann 2006; White and Borja 2008) prevents it, loses no water, and fades with
    the square of the element's size.
    """
    values = jnp.asarray(VALUE).reshape(*VALUE.shape, *(1,) * (ops.volume.ndim - 1))
    weight = ops.volume[:, None]
    deviation = values - jnp.sum(weight * values, axis=0) / jnp.sum(weight, axis=0)
    compliance = settings.DAY_SMOOTHING / material.shear
    return compliance * jnp.sum(weight[:, None] * deviation[:, :, None] * deviation[:, None], axis=0)


def coupling(ops: Operators, nodes_mm: Array) -> Array:
    """Change of content (4 nodes) by the nodes' places (4, 2): (4, 4, 2, ...), mm2."""

    def point(at: Operators) -> list[list[Array]]:
        by = [at.volume * entry for entry in axisymmetric.of_J(axisymmetric.stretches(at, nodes_mm))]
        return [
            [axisymmetric.total(op[n] * by[i] for op, i in move) for move in axisymmetric.moves(at)] for n in range(4)
        ]

    moved = jax.lax.map(point, ops)
    return jnp.stack(
        [
            jnp.stack(
                [jnp.stack([axisymmetric.total(VALUE[g, a] * c[g] for g in range(4)) for c in node]) for node in moved]
            )
            for a in range(4)
        ]
    )


def conductance(
    reference_mm3: Array, nodes_mm: Array, pores: Pores, material: Material, tissue: Composition,
    law: permeability.Law,
) -> Array:  # fmt: skip
    """Flow between the nodes of the deformed elements per difference of potential, (4, 4, ...) in mm3/(MPa s).

    ``reference_mm3`` (...) is the elements' volume at rest; the permeability is that of their mean volume ratio.
    """
    now = axisymmetric.operators(nodes_mm)
    k = permeability_mm4_Ns(jnp.sum(now.volume, axis=0) / reference_mm3, pores, material, tissue, law)

    def point(at: Operators) -> list[Array]:
        weight = k * at.volume
        return [weight * (at.to_R[a] * at.to_R[b] + at.to_Z[a] * at.to_Z[b]) for a in range(4) for b in range(a + 1)]

    lower = [jnp.sum(entry, axis=0) for entry in jax.lax.map(point, now)]

    def entry(a: int, b: int) -> Array:
        return lower[a * (a + 1) // 2 + b]

    return jnp.stack([jnp.stack([entry(max(a, b), min(a, b)) for b in range(4)]) for a in range(4)])


def expand(
    ops: Operators, y: Array, material: Material, tissue: Composition, laws: Laws, held: Array, flow: Array
) -> Array:
    """Symmetric tangent (4, 3, 4, 3, ...) of forces and (negative) contents by r, z and potential, of one stage.

    ``y`` (4, 3, ...) are the nodes' unknowns, ``held`` the smoothing, ``flow`` the conductance times the stage's time.
    """
    _, _, stiffness = axisymmetric.expand(ops, y[:, :2], material, tissue, laws, y[:, 2])
    push = -coupling(ops, y[:, :2])
    by_place = jnp.concatenate([stiffness, jnp.moveaxis(push, 0, 2)[:, :, :, None]], axis=3)
    by_potential = jnp.concatenate([push, -(held + flow)[:, :, None]], axis=2)
    return jnp.concatenate([by_place, by_potential[:, None]], axis=1)
