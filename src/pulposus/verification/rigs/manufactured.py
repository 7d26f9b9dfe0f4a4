"""A manufactured solution at finite strain: fields are chosen, the forces and sources that they need are derived from
them by automatic differentiation of the strong form, and the solver has to find the fields again.

Nothing here knows of elements but the two sums that turn a force per volume into nodal forces.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa import Model, Potential, march
from pulposus.mechanics.laws.kinematics import first_invariant, volume_ratio
from pulposus.mechanics.material import (
    Composition,
    Laws,
    Material,
    Permeability,
    matrix_energy,
    osmotic_energy,
    permeability,
)
from pulposus.numerics.backend import jax, jnp
from pulposus.numerics.dirk import BACKWARD_EULER
from pulposus.numerics.hexahedron import KINDS, operators
from pulposus.verification.rigs.block import blocks, box, moved
from pulposus.verification.rigs.point import gel

Float = NDArray[np.float64]
Array = jax.Array
SIDES_mm = (1.0, 2.0, 2.5)
LAWS = Laws(matrix="neo_hookean", osmosis="donnan", fibres="none", permeability="holmes_mow")
SHEAR_MPa, LAME_MPa, POROSITY, CHARGE_mEq_mL = 0.5, 0.3, 0.8, 0.2
STRAIN_mm = np.array([0.09, -0.07, 0.08])
ROW = 1_080  # places at a time
SOLVED, LONG_s, RAMP = 1e-9, 1e7, 4  # a step so long that nothing of the start is left; steps of the ramp


def numbers() -> tuple[Material, Permeability, Composition]:
    """Material, permeability (Holmes and Mow) and composition of the block."""
    material = gel(SHEAR_MPa, LAWS)._replace(lame=jnp.asarray(LAME_MPa))
    flow = Permeability(jnp.asarray(1e-3), jnp.asarray(2.0), jnp.asarray(1.5))
    return material, flow, Composition(jnp.asarray(POROSITY), jnp.asarray(CHARGE_mEq_mL))


def _bump(X: Array) -> Array:
    """Zero on the whole surface of the box."""
    return jnp.prod(jnp.sin(jnp.pi * X / jnp.asarray(SIDES_mm)))


def displacement(X: Array) -> Array:
    """Exact displacement (3,) at a reference place (3,): up to a fifth of strain, shear of both signs."""
    skew = 1 + 0.5 * jnp.sin(jnp.asarray([X[1], X[2], X[0]]))
    return jnp.asarray(STRAIN_mm) * _bump(X) * skew


def potential(X: Array, peak_MPa: Array) -> Array:
    """Exact fluid potential at a reference place, about ``peak_MPa`` in the middle."""
    return peak_MPa * _bump(X) * (1 + 0.3 * X[0] - 0.2 * X[2])


def _gradient(X: Array) -> Array:
    return jnp.eye(3) + jax.jacfwd(displacement)(X)


def _cofactor(F: Array) -> Array:
    """det F times the inverse of its transpose, written out: batched libraries of small matrices are slow."""
    return jnp.stack([jnp.cross(F[1], F[2]), jnp.cross(F[2], F[0]), jnp.cross(F[0], F[1])])


def _stress(X: Array, peak: Array) -> Array:
    """First Piola-Kirchhoff stress of solid and fluid."""
    material, _, tissue = numbers()

    def energy(F: Array) -> Array:
        J = volume_ratio(F)
        return matrix_energy(first_invariant(F), J, material, tissue, LAWS) + osmotic_energy(J, material, tissue, LAWS)

    F = _gradient(X)
    return jax.grad(energy)(F) - potential(X, peak) * _cofactor(F)


def _flux(X: Array, peak: Array) -> Array:
    """Flux of fluid through the reference shape: -J k C^-1 Grad mu."""
    material, flow, tissue = numbers()
    F = _gradient(X)
    J, cofactor = volume_ratio(F), _cofactor(F)
    k = permeability(J, flow, material, tissue, LAWS)
    return -k / J * cofactor.T @ (cofactor @ jax.grad(potential)(X, peak))


def forcing(X: Array, peak: Array) -> tuple[Array, Array]:
    """Force per reference volume (3,), N/mm3, and fluid source, 1/s, that the exact fields need at a place."""
    force = -jnp.trace(jax.jacfwd(_stress)(X, peak), axis1=1, axis2=2)
    return force, jnp.trace(jax.jacfwd(_flux)(X, peak))


@jax.jit
def _rows(X: Array, peak: Array) -> tuple[Array, Array, Array, Array]:
    force, source = jax.vmap(forcing, (0, None))(X, peak)
    return force, source, jax.vmap(displacement)(X), jax.vmap(potential, (0, None))(X, peak)


def fields_at(points: Float, peak_MPa: float) -> tuple[Float, Float, Float, Float]:
    """Force (e, g, 3), source (e, g), displacement (e, g, 3) and potential (e, g) at places (e, g, 3).

    In rows of one length, so that the derivatives are compiled once for all meshes.
    """
    flat = points.reshape(-1, 3)
    count = -(-len(flat) // ROW)
    padded = np.concatenate([flat, np.repeat(flat[:1], count * ROW - len(flat), axis=0)])
    parts = [jax.device_get(_rows(jnp.asarray(row), jnp.asarray(peak_MPa))) for row in padded.reshape(count, ROW, 3)]
    force, source, u, mu = (np.concatenate(part)[: len(flat)] for part in zip(*parts, strict=True))
    shape = points.shape[:2]
    return force.reshape(points.shape), source.reshape(shape), u.reshape(points.shape), mu.reshape(shape)


@dataclass(frozen=True)
class Errors:
    """Errors in the root of the integral of their square, over that of the exact field."""

    size_mm: float
    displacement: float
    potential: float


def _bent(X: Float) -> Float:
    """A smooth map of the box onto itself, so that elements are neither straight nor equal."""
    wave = np.prod(np.sin(np.pi * X / np.asarray(SIDES_mm)), axis=1)[:, None]
    return X + wave * np.array([0.06, -0.1, 0.12])


def solve(counts: tuple[int, int, int], nodes: int, stabilise: float, peak_MPa: float) -> Errors:
    """Errors on so many elements along x, y and z; their size is the cube root of their mean volume."""
    mesh = moved(box(counts, SIDES_mm, nodes), _bent)
    kind = KINDS[nodes]
    places = mesh.nodes_mm[mesh.elements]
    _, _, volume = operators(kind, places)
    points = np.einsum("gn,enj->egj", kind.value, places)
    force, source, exact_u, exact_mu = fields_at(points, peak_MPa)
    nodal, entering = np.zeros_like(mesh.nodes_mm), np.zeros(len(mesh.nodes_mm))
    np.add.at(nodal, mesh.elements, np.einsum("gn,eg,egi->eni", kind.value, volume, force))
    np.add.at(entering, mesh.elements[:, :8], np.einsum("gm,eg,eg->em", kind.corner_value, volume, source))

    edge = np.any((mesh.lattice == 0) | (mesh.lattice == mesh.lattice.max(axis=0)), axis=1)
    model = Model(
        nodes_mm=mesh.nodes_mm,
        elements=mesh.elements,
        blocks=blocks(mesh, LAWS, *numbers()),
        fixed=np.repeat(edge[:, None], 3, axis=1),
        potentials=(Potential(np.intersect1d(np.flatnonzero(edge), mesh.corners)),),
        stabilise=stabilise,
        body_force=lambda t: nodal * min(t / (RAMP * LONG_s), 1.0),
        source=lambda t: entering * min(t / (RAMP * LONG_s), 1.0),
    )
    path = march(model, [(RAMP + 2) * LONG_s], method=BACKWARD_EULER, fixed_step_s=LONG_s, solve_tolerance=SOLVED)
    last = list(path)[-1].state
    found_u = np.einsum("gn,eni->egi", kind.value, last.displacement_mm[mesh.elements])
    found_mu = np.einsum("gm,em->eg", kind.corner_value, last.potential_MPa[mesh.elements[:, :8]])

    def norm(values: Float) -> float:
        return float(np.sqrt(np.sum(volume[..., None] * values.reshape(*volume.shape, -1) ** 2)))

    return Errors(
        float(np.prod(SIDES_mm) / np.prod(counts)) ** (1 / 3),
        norm(found_u - exact_u) / norm(exact_u),
        norm(found_mu - exact_mu) / norm(exact_mu),
    )
