"""A disc under a programme of loads: phases of hours, looked at when asked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.disc.reduced import ReducedMesh, ReducedTopology
from pulposus.disc.tissue import Tissue
from pulposus.errors import InputError
from pulposus.mechanics import axisymmetric, equilibrium, newton, slots
from pulposus.mechanics.day import element, march, stage, step, system
from pulposus.mechanics.day.parameters import FlowParameters, pores
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp
from pulposus.units import HOURS_PER_DAY, SECONDS_PER_DAY

Array = jax.Array
Float = NDArray[np.float64]
SECONDS_PER_HOUR = SECONDS_PER_DAY / HOURS_PER_DAY


@dataclass(frozen=True)
class Phase:
    """A load (b,) or one number, MPa, held for some hours; ``looks_h`` are hours of its own clock, its end is always
    looked at. The load is reached from the one before by a short ramp, which is part of the phase."""

    load_MPa: ArrayLike
    hours: float
    looks_h: tuple[float, ...] = ()


@dataclass(frozen=True)
class History:
    """Discs over time; the first look is the start. Arrays are (b, t) unless said.

    Where ``converged`` is false the looks after the failure repeat the last good state; ``reason`` says what happened.
    """

    time_h: Float
    """(t,)"""
    load_MPa: Float
    nodes_mm: Float
    """(b, t, n_r, n_z, 2)"""
    potential_MPa: Float
    """Fluid potential above the bath, (b, t, n_r, n_z)."""
    porosity: Float
    """(b, t, n_r - 1, n_z - 1)"""
    mean_height_mm: Float
    mid_height_mm: Float
    bulge_mm: Float
    nucleus_pressure_MPa: Float
    """Fluid pressure: potential and osmotic pressure, mean of the nucleus."""
    annulus_peak_stress_MPa: Float
    water_volume_mm3: Float
    volume_mm3: Float
    """Whole disc."""
    outflow_mm3: Float
    """Water that has left the whole disc through its edges since the start: summed flux, not change of volume."""
    converged: NDArray[np.bool_]
    reason: tuple[str, ...]
    steps: NDArray[np.int64]
    """Accepted time steps, (b,)."""
    refused: NDArray[np.int64]
    """Time steps tried in vain."""
    corrections: NDArray[np.int64]
    factorisations: NDArray[np.int64]


class Inputs(NamedTuple):
    """What one chunk is solved from, batch first."""

    reference_mm: Array
    porosity: Array
    charge: Array
    parameters: MechanicsParameters
    flow: FlowParameters
    start_mm: Array
    loads_MPa: Array
    """(b, phases + 1), the first is the load of the start."""


@partial(jax.jit, static_argnames="topology")
def _prepare(of: Inputs, topology: ReducedTopology) -> tuple[stage.Problem, march.Progress, Array]:
    """The problem, the start at rest in the bath, and the half heights, mm."""
    rest = equilibrium.pose(of.reference_mm, of.porosity, of.charge, of.parameters, of.loads_MPa[:, 0], topology)
    where = jax.tree.map(equilibrium.batch_last, pores(of.flow, topology.region()))
    r = of.reference_mm[:, :, -1, 0]
    # Area of the bone that belongs to each of its nodes: half of either neighbouring ring.
    ring = jnp.pi * (r[:, 1:] ** 2 - r[:, :-1] ** 2) / 2
    area = jnp.pad(ring, ((0, 0), (0, 1))) + jnp.pad(ring, ((0, 0), (1, 0)))
    bone = jnp.zeros_like(area) if of.flow.edges.bone_drained else jnp.asarray(of.flow.bone_mm_MPa_s)[:, None] * area
    problem = stage.Problem(
        rest.operators, rest.material, rest.tissue, where, element.smoothing(rest.operators, rest.material),
        jnp.pi * r[:, -1] ** 2, bone.T, jnp.moveaxis(of.reference_mm[:, :, -1], 0, -1),
    )  # fmt: skip
    y = jnp.concatenate([of.start_mm, jnp.zeros((*of.start_mm.shape[:3], 1))], axis=-1)
    y = jnp.moveaxis(y, 0, -1)
    at = stage.balance(y, problem, _static(of))
    first = jnp.full(y.shape[-1], settings.DAY_RAMP_s * settings.DAY_FIRST_SHARE)
    half = of.start_mm[:, 0, -1, 1]
    return problem, march.start(step.begin(y, at), first), half


def _static(of: Inputs, differentiable: bool = False) -> stage.Static:
    return stage.Static(of.parameters.laws, of.flow.law, of.flow.edges, differentiable)


@partial(jax.jit, static_argnames="static")
def _march(
    progress: march.Progress, length_s: Array, loads: tuple[Array, Array], tolerance_mm: Array,
    problem: stage.Problem, static: stage.Static,
) -> march.Progress:  # fmt: skip
    return march.march(progress, length_s, loads, tolerance_mm, problem, static)


@partial(jax.jit, static_argnames="topology")
def _look(
    moment: step.Moment, begun: step.Moment, of: Inputs, problem: stage.Problem, topology: ReducedTopology
) -> dict[str, Array]:
    """Outputs of an instant, batch first; ``begun`` is the start."""
    y = jnp.moveaxis(moment.y, -1, 0)
    nodes, potential = y[..., :2], y[..., 2]
    rest = newton.Problem(problem.operators, problem.material, problem.tissue, problem.plate_mm2)
    found = equilibrium.fields(nodes, potential, of.reference_mm, rest, of.parameters, topology)
    volume = axisymmetric.operators(system.elements(moment.y)[:, :2]).volume
    content = stage.balance(moment.y, problem, _static(of)).content
    free = system.unknown(_static(of).layout(moment.y))[:, :, system.POTENTIAL]
    brought = moment.content - jnp.where(free, moment.content, content) + begun.content - moment.content
    keep = ("porosity", "mean_height_mm", "mid_height_mm", "bulge_mm", "nucleus_pressure_MPa",
            "annulus_peak_stress_MPa", "water_volume_mm3")  # fmt: skip
    return {name: found[name] for name in keep} | {
        "nodes_mm": nodes,
        "potential_MPa": potential,
        "volume_mm3": 2 * jnp.sum(volume, axis=(0, 1, 2)),
        "outflow_mm3": 2 * jnp.sum(brought, axis=(0, 1)),
    }


def looks_of(
    of: Inputs,
    phases: Sequence[Phase],
    topology: ReducedTopology,
    *,
    error: float = settings.DAY_ERROR,
    differentiable: bool = False,
) -> tuple[list[dict[str, Array]], march.Progress]:
    """Outputs at the start and at every look of the programme, batch first, and how the march went."""
    problem, progress, half = _prepare(of, topology)
    tolerance = error * jax.lax.stop_gradient(half)
    begun, static = progress.moment, _static(of, differentiable)

    def look() -> dict[str, Array]:
        return _look(progress.moment, begun, of, problem, topology)

    looks = [look()]
    for number, phase in enumerate(phases, start=1):
        before, now = of.loads_MPa[:, number - 1], of.loads_MPa[:, number]
        ramp = min(settings.DAY_RAMP_s, phase.hours * SECONDS_PER_HOUR / 2)
        first = jnp.full_like(progress.step_s, ramp * settings.DAY_FIRST_SHARE)
        progress = _march(_turned(progress, first), jnp.float64(ramp), (before, now), tolerance, problem, static)
        progress, reached = _turned(progress, progress.step_s), ramp
        for hour in _times(phase):
            length = hour * SECONDS_PER_HOUR - reached
            reached += length
            progress = _march(progress, jnp.float64(length), (now, now), tolerance, problem, static)
            looks.append(look())
    return looks, progress


def _turned(progress: march.Progress, step_s: Array) -> march.Progress:
    """At a kink of the load: what came before says nothing about what follows."""
    smooth = jnp.zeros_like(progress.moment.smooth)
    return progress._replace(moment=progress.moment._replace(smooth=smooth), step_s=step_s)


def _times(phase: Phase) -> list[float]:
    """Hours of the phase's looks, its end last."""
    return sorted({*phase.looks_h, phase.hours})


def follow(
    mesh: ReducedMesh,
    tissue: Tissue,
    parameters: MechanicsParameters,
    flow: FlowParameters,
    phases: Sequence[Phase],
    *,
    start_nodes_mm: Float,
    start_load_MPa: ArrayLike,
    error: float = settings.DAY_ERROR,
) -> History:
    """Follow a batch of discs through a programme of axial loads.

    Args:
        mesh: the stress-free reference shapes.
        tissue: the reference composition on their elements.
        parameters: laws and numbers of the tissue, one set per disc.
        flow: permeability, one set per disc.
        phases: loads and hours, one after the other.
        start_nodes_mm: swelling equilibrium to start from, (b, n_r, n_z, 2), as :func:`equilibrate` gives it.
        start_load_MPa: the load of that equilibrium, (b,) or one number; nominal pressure as in ``equilibrate``.
        error: largest error of a node's place in one time step, as a share of the half height.

    Raises:
        InputError: when shapes disagree, a value is out of its range, or a phase has no time.
    """
    b = mesh.batch
    loads = np.stack([np.broadcast_to(np.asarray(x, float), (b,)) for x in _loads(start_load_MPa, phases)], axis=1)
    equilibrium.check(mesh, tissue, parameters, loads)
    _check(mesh, flow, phases, start_nodes_mm)
    arguments: Any = (
        mesh.nodes_mm,
        tissue.porosity,
        tissue.fixed_charge_mEq_mL,
        parameters,
        flow,
        start_nodes_mm,
        loads,
    )

    def chunk(rows: NDArray[np.int64]) -> tuple[list[Any], march.Progress]:
        part = Inputs(*jax.tree.map(lambda leaf: jnp.asarray(np.asarray(leaf)[rows]), arguments))
        looks, progress = looks_of(part, phases, mesh.topology, error=error)
        return jax.device_get((looks, progress._replace(moment=None)))  # type: ignore[arg-type]

    chunks = slots.chunks(b, settings.DAY_CHUNK)
    with ThreadPoolExecutor(max_workers=min(len(chunks), os.cpu_count() or 1)) as pool:
        parts = list(pool.map(chunk, chunks))
    joined = jax.tree.map(lambda *leaves: np.concatenate(leaves)[:b], *parts)
    return _history(joined, loads, phases)


def _loads(start_MPa: ArrayLike, phases: Sequence[Phase]) -> list[ArrayLike]:
    return [start_MPa, *(phase.load_MPa for phase in phases)]


def _history(joined: tuple[list[dict[str, Float]], march.Progress], loads: Float, phases: Sequence[Phase]) -> History:
    looks, done = joined
    times, which = [0.0], [0]
    begin = 0.0
    for number, phase in enumerate(phases, start=1):
        times += [begin + hour for hour in _times(phase)]
        which += [number] * len(_times(phase))
        begin += phase.hours
    failed = np.asarray(done.failed)
    return History(
        time_h=np.asarray(times),
        load_MPa=loads[:, which],
        converged=failed == 0,
        reason=tuple(_reason(int(code)) for code in failed),
        steps=np.asarray(done.steps),
        refused=np.asarray(done.refused),
        corrections=np.asarray(done.corrections),
        factorisations=np.asarray(done.factorisations),
        **{name: np.stack([look[name] for look in looks], axis=1) for name in looks[0]},
    )


_WHY = {
    1: "even the shortest time step left its equations unsolved; check porosity, fixed charge and load of this disc",
    2: "even the shortest time step was too inaccurate; check the loads and the permeability of this disc",
    3: "its steps were used up before the next look; look more often or check the permeability of this disc",
}


def _reason(code: int) -> str:
    return f"The programme of loads stopped: {_WHY[code]}." if code else ""


def _check(mesh: ReducedMesh, flow: FlowParameters, phases: Sequence[Phase], start_mm: Float) -> None:
    if flow.batch != mesh.batch:
        raise InputError(f"There are {flow.batch} sets of permeability for {mesh.batch} discs: give one per disc.")
    if np.shape(start_mm) != mesh.nodes_mm.shape:
        raise InputError(f"start_nodes_mm has shape {np.shape(start_mm)}, expected {mesh.nodes_mm.shape}.")
    if not phases:
        raise InputError("The programme has no phase: give at least one load with its hours.")
    for number, phase in enumerate(phases, start=1):
        if not (np.isfinite(phase.hours) and phase.hours > 0):
            raise InputError(f"Phase {number} lasts {phase.hours} hours: give a time above zero.")
        if phase.looks_h and not (min(phase.looks_h) > 0 and max(phase.looks_h) <= phase.hours):
            raise InputError(f"Phase {number} is looked at outside its {phase.hours} hours: {phase.looks_h}.")
    for name in ("scale_mm4_Ns", "exponent", "stiffening", "bone_mm_MPa_s"):
        found = getattr(flow, name)
        if not np.all(np.isfinite(found)) or np.any(found < 0):
            raise InputError(f"flow.{name} holds {np.min(found)} to {np.max(found)}: give finite values above zero.")
