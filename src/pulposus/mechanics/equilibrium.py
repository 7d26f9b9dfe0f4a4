"""Swelling equilibrium of a batch of reduced discs under an axial load, in a bath.

At equilibrium the fluid potential is that of the bath everywhere, so that the disc is hyperelastic: the shape
minimises matrix, fibre and osmotic energy and the work of the load.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.reduced import ReducedMesh, ReducedTopology, Region
from pulposus.disc.tissue import Tissue
from pulposus.errors import InputError
from pulposus.mechanics import axisymmetric, newton, slots
from pulposus.mechanics.laws import composition
from pulposus.mechanics.material import Composition, osmotic_pressure
from pulposus.mechanics.parameters import MechanicsParameters, material
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp

Array = jax.Array
Float = NDArray[np.float64]
__all__ = ["Equilibrium", "equilibrate", "mean_height_mm", "solve"]


@dataclass(frozen=True)
class Equilibrium:
    """What a loaded disc looks like. Element arrays are (b, n_r - 1, n_z - 1), the rest (b,) unless said.

    Where ``converged`` is false the other values are those of the last state and not to be used; ``reason`` says
    what happened (empty where converged).
    """

    nodes_mm: Float
    """Deformed nodes, (b, n_r, n_z, 2)."""
    jacobian: Float
    """Mean volume ratio of each element."""
    porosity: Float
    fixed_charge_mEq_mL: Float
    """Per fluid volume, in the deformed state."""
    mean_height_mm: Float
    """Whole disc, averaged over its area."""
    mid_height_mm: Float
    bulge_mm: Float
    """Outward displacement of the rim at mid-height, against the reference."""
    nucleus_pressure_MPa: Float
    """Mean fluid pressure (swelling pressure) of the nucleus."""
    annulus_peak_stress_MPa: Float
    """Largest axial compressive total stress of the annulus at mid-height."""
    water_volume_mm3: Float
    """Whole disc."""
    converged: NDArray[np.bool_]
    reason: tuple[str, ...]
    iterations: NDArray[np.int64]


def batch_last(values: Array) -> Array:
    """Move the batch from the first axis to the last."""
    return jnp.moveaxis(jnp.asarray(values), 0, -1)


def pose(
    reference_mm: Array, porosity: Array, charge: Array, parameters: MechanicsParameters, load_MPa: Array,
    topology: ReducedTopology,
) -> newton.Problem:  # fmt: skip
    """Operators, numbers and the plate's force of discs, from arrays with the batch first."""
    bone = reference_mm[:, -1, -1, 0]
    return newton.Problem(
        axisymmetric.operators(newton.elements(reference_mm)),
        jax.tree.map(batch_last, material(parameters, topology.region())),
        Composition(batch_last(porosity), batch_last(charge)),
        load_MPa * jnp.pi * bone**2,
    )


@partial(jax.jit, static_argnames="topology")
def solve(
    reference_mm: Array, state: newton.State, porosity: Array, charge: Array, parameters: MechanicsParameters,
    load_MPa: Array, topology: ReducedTopology,
) -> newton.State:  # fmt: skip
    """The compiled core: a few Newton steps of a batch, from arrays only (pure)."""
    problem = pose(reference_mm, porosity, charge, parameters, load_MPa, topology)
    return newton.advance(state, problem, parameters.laws, settings.MECHANICS_STEPS)


@partial(jax.jit, static_argnames="topology")
def _outputs(
    reference_mm: Array, nodes_mm: Array, porosity: Array, charge: Array, parameters: MechanicsParameters,
    load_MPa: Array, topology: ReducedTopology,
) -> dict[str, Array]:  # fmt: skip
    problem = pose(reference_mm, porosity, charge, parameters, load_MPa, topology)
    return fields(nodes_mm, jnp.zeros(nodes_mm.shape[:3]), reference_mm, problem, parameters, topology)


def fields(
    nodes_mm: Array, potential_MPa: Array, reference_mm: Array, problem: newton.Problem,
    parameters: MechanicsParameters, topology: ReducedTopology,
) -> dict[str, Array]:  # fmt: skip
    """Outputs named as in :class:`Equilibrium` of nodes (b, n_r, n_z, 2) with their fluid potential (b, n_r, n_z)."""
    nodes = newton.elements(nodes_mm)
    potential = newton.elements(potential_MPa[..., None])[:, 0]

    def point(here: tuple[axisymmetric.Operators, Array]) -> tuple[Array, Array, Array]:
        at, pushed = here
        f = axisymmetric.stretches(at, nodes)
        J = axisymmetric.invariants(f, problem.material.fibre_along).J
        piola = axisymmetric.stress(f, problem.material, problem.tissue, parameters.laws, pushed)
        pressure = pushed + osmotic_pressure(J, problem.material, problem.tissue, parameters.laws)
        axial = piola.zR * f.zR + piola.zZ * f.zZ  # J times the axial Cauchy stress
        return at.volume * J, at.volume * J * pressure, at.volume * axial

    points = (problem.operators, axisymmetric.at_points(potential))
    current, pressure, axial = (jnp.sum(x, axis=0) for x in jax.lax.map(point, points))
    J = current / jnp.sum(problem.operators.volume, axis=0)
    region = topology.region()
    nucleus = jnp.asarray(region == Region.NUCLEUS)[..., None]
    annulus = jnp.asarray(np.isin(region[:, 0], (Region.INNER_ANNULUS, Region.OUTER_ANNULUS)))[:, None]
    porosity = composition.porosity(problem.tissue.porosity, J)
    charge = composition.fixed_charge(problem.tissue.fixed_charge, problem.tissue.porosity, J)
    by_disc = {
        "jacobian": J,
        "porosity": porosity,
        "fixed_charge_mEq_mL": charge,
        "water_volume_mm3": 2 * jnp.sum(porosity * current, axis=(0, 1)),
        "nucleus_pressure_MPa": jnp.sum(pressure * nucleus, axis=(0, 1)) / jnp.sum(current * nucleus, axis=(0, 1)),
        "annulus_peak_stress_MPa": jnp.max(jnp.where(annulus, -axial[:, 0] / current[:, 0], -jnp.inf), axis=0),
    }
    return {name: jnp.moveaxis(values, -1, 0) for name, values in by_disc.items()} | {
        "mean_height_mm": mean_height_mm(nodes_mm),
        "mid_height_mm": 2 * nodes_mm[:, 0, -1, 1],
        "bulge_mm": nodes_mm[:, -1, 0, 0] - reference_mm[:, -1, 0, 0],
    }


def mean_height_mm(nodes_mm: Array) -> Array:
    """Height of the whole disc averaged over the area of its endplate, (b,): exact for straight edges."""
    r, z = nodes_mm[:, :, -1, 0], nodes_mm[:, :, -1, 1]
    inner, outer, low, high = r[:, :-1], r[:, 1:], z[:, :-1], z[:, 1:]
    moment = (outer - inner) * (low * (2 * inner + outer) + high * (inner + 2 * outer)) / (2 * 3)
    return 2 * jnp.sum(moment, axis=1) / (r[:, -1] ** 2 / 2)


def equilibrate(
    mesh: ReducedMesh,
    tissue: Tissue,
    parameters: MechanicsParameters,
    load_MPa: Float,
    *,
    start_nodes_mm: Float | None = None,
) -> Equilibrium:
    """Swelling equilibrium of a batch under an axial load.

    Args:
        mesh: the stress-free reference shapes.
        tissue: the reference composition on their elements.
        parameters: laws and numbers, one set per disc.
        load_MPa: (b,) nominal pressure: the force is ``load_MPa * pi R^2`` with R the radius of the reference mesh
            at the bone (its last node), which prestress leaves as measured. Compression is positive.
        start_nodes_mm: where to start the iteration, else the reference shape. A near one saves time.

    Raises:
        InputError: when shapes disagree or a value is out of its physical range.
    """
    load = np.broadcast_to(np.asarray(load_MPa, dtype=float), (mesh.batch,))
    check(mesh, tissue, parameters, load)
    start = mesh.nodes_mm if start_nodes_mm is None else start_nodes_mm
    posed = (mesh.nodes_mm, tissue.porosity, tissue.fixed_charge_mEq_mL, parameters, load)
    state, found = _solve_all(posed, start, mesh.topology)
    residual = np.asarray(state.residual)
    converged = residual <= settings.MECHANICS_RESIDUAL
    return Equilibrium(
        nodes_mm=np.asarray(state.nodes_mm),
        converged=converged,
        reason=tuple(_reason(*each) for each in zip(converged, residual, np.asarray(state.refused), strict=True)),
        iterations=np.asarray(state.iterations),
        **{name: np.asarray(values) for name, values in found.items()},
    )


def _solve_all(
    posed: tuple[Any, ...], start_mm: Float, topology: ReducedTopology
) -> tuple[newton.State, dict[str, Float]]:
    """States and outputs of a batch of any size."""
    batch = start_mm.shape[0]
    chunks = slots.chunks(batch, settings.MECHANICS_CHUNK)

    def advance(here: tuple[Any, ...], state: newton.State) -> newton.State:
        return solve(here[0], state, *here[1:], topology)

    state = slots.run(advance, newton.busy, posed, jax.device_get(newton.begin(jnp.asarray(start_mm))), len(chunks[0]))

    def outputs(rows: NDArray[np.int64]) -> dict[str, Float]:
        here = jax.tree.map(lambda leaf: np.asarray(leaf)[rows], posed)
        found: dict[str, Float] = jax.device_get(_outputs(here[0], state.nodes_mm[rows], *here[1:], topology))
        return found

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        parts = list(pool.map(outputs, chunks))
    return state, {name: np.concatenate([part[name] for part in parts])[:batch] for name in parts[0]}


def _reason(converged: bool, residual: float, refused: int) -> str:
    if converged:
        return ""
    what = "no step lowers the energy" if refused else "the iteration count is full"
    return (
        f"Swelling equilibrium did not converge: {what} at a relative residual of {residual:.1e}; "
        "check porosity, fixed charge and load of this disc, or start from a nearer shape."
    )


def check(mesh: ReducedMesh, tissue: Tissue, parameters: MechanicsParameters, load: Float) -> None:
    """Raise InputError when shapes disagree or a value is out of its physical range."""
    expected = (mesh.batch, mesh.topology.n_r - 1, mesh.topology.n_z - 1)
    for name in ("porosity", "fixed_charge_mEq_mL"):
        found = getattr(tissue, name)
        if found.shape != expected:
            raise InputError(f"tissue.{name} has shape {found.shape}, expected {expected}: one value per element.")
        if not np.all(np.isfinite(found)) or np.any(found < 0) or (name == "porosity" and np.any(found >= 1)):
            raise InputError(f"tissue.{name} holds {np.min(found)} to {np.max(found)}: give finite physical values.")
    if parameters.batch != mesh.batch:
        raise InputError(f"There are {parameters.batch} sets of parameters for {mesh.batch} discs: give one per disc.")
    if not np.all(np.isfinite(load)) or np.any(load < 0):
        raise InputError(f"load_MPa holds {np.min(load)}: give finite pressures of zero or more (compression).")
