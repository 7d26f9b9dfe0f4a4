"""Transport of a posed problem: three coupled nutrients, steady or in time, or one solute, steady."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.numerics.backend import jnp
from pulposus.numerics.settings import TRANSPORT_3D_TOLERANCE
from pulposus.problem.conditions import Concentrations
from pulposus.problem.posed import Posed
from pulposus.problem.snapshot import Snapshot
from pulposus.progress import Progress, silent
from pulposus.transport.hexa import (
    Held,
    NutrientProblem,
    State,
    pose,
    solve_solute,
    solve_steady,
    solve_transient,
    transport_mesh,
)
from pulposus.transport.parameters import CellType, published_parameters
from pulposus.units import SECONDS_PER_DAY

Float = NDArray[np.float64]


def run_transport(posed: Posed, start: Snapshot | None = None, progress: Progress = silent) -> Iterator[Snapshot]:
    """Solve from the start, or go on from an earlier state; each output time is reached from the one before alone.

    Yields:
        The steady state, or the start (unless it goes on) and each output state.

    Raises:
        InputError: one solute in time, or solutes whose uptake halves at different concentrations.
        RunError: no convergence.
    """
    in_time, solute = posed.problem.programme.kind == "transient", posed.domains[0].material.solute is not None
    if in_time and solute:
        raise InputError(
            f"{posed.name}: programme.kind: found 'transient' with one solute, expected 'steady', in which alone it is "
            "solved; correct it, or give cells for oxygen, glucose and lactate."
        )
    if in_time:
        yield from _transient(posed, start, progress)
    elif start is None:
        progress("transport", 0.0)
        yield _solute(posed) if solute else _steady(posed)


def _per_element(posed: Posed, values: list[float]) -> Float:
    out = np.zeros(len(posed.mesh.elements))
    for domain, each in zip(posed.domains, values, strict=True):
        out[domain.elements] = each
    return out


def _porosity(posed: Posed) -> Float:
    solid = [domain.material.solid_fraction for domain in posed.domains]
    return _per_element(posed, [1 - s for s in solid if s is not None])


def _nutrients(posed: Posed) -> NutrientProblem:
    """Native cells, the library's central values, concentrations as the problem holds them."""
    cells = _per_element(posed, [domain.material.cells_1e6_mL or 0.0 for domain in posed.domains])
    supply = [Held(posed.sets.nodes[item.nodes], *_three(item)) for item in posed.problem.concentrations]
    mesh = transport_mesh(posed.mesh.nodes_mm, posed.mesh.elements)
    return pose(mesh, _porosity(posed), {CellType.NATIVE: cells}, published_parameters(), supply)


def _three(given: Concentrations) -> tuple[float, float, float]:
    return given.oxygen_kPa or 0.0, given.glucose_mM or 0.0, given.lactate_mM or 0.0


def _steady(posed: Posed) -> Snapshot:
    found = solve_steady(_nutrients(posed))
    points = {"oxygen_kPa": found.oxygen_kPa, "glucose_mM": found.glucose_mM, "lactate_mM": found.lactate_mM}
    return _snapshot(posed, 0.0, {**points, "pH": found.ph}, found.steps, found.flux_balance)


def _transient(posed: Posed, start: Snapshot | None, progress: Progress) -> Iterator[Snapshot]:
    problem, programme = _nutrients(posed), posed.problem.programme
    if start is None:
        assert posed.problem.initial is not None
        fields = [np.full(problem.mesh.count, each) for each in _three(posed.problem.initial)]
        held = problem.inputs
        for field, at in zip(fields, (held.held_oxygen_kPa, held.held_glucose_mM, held.held_lactate_mM), strict=True):
            field[problem.space.held] = at
        state, now, steps = State(*fields), 0.0, 0
        yield _in_time(posed, problem, 0.0, state, 0, 0.0)
    else:
        state = State(*(np.asarray(start.arrays[name]) for name in State._fields))
        now, steps = start.time_s, int(start.row["steps"])
    for time in programme.times():
        if time <= now:
            continue
        found = solve_transient(
            problem,
            state,
            [(time - now) / SECONDS_PER_DAY],
            tolerance=programme.tolerance or TRANSPORT_3D_TOLERANCE,
        )
        state, now, steps = (
            State(found.oxygen_kPa[0], found.glucose_mM[0], found.lactate_mM[0]),
            time,
            steps + found.steps,
        )
        progress(f"t = {time:.4g} of {programme.times()[-1]:.6g} s", time / programme.times()[-1])
        yield _in_time(posed, problem, time, state, steps, found.mass_balance)


def _in_time(
    posed: Posed, problem: NutrientProblem, time_s: float, state: State, steps: int, balance: float
) -> Snapshot:
    points = {name: problem.mesh.fill(np.asarray(field)) for name, field in state._asdict().items()}
    return _snapshot(
        posed, time_s, {**points, "pH": np.asarray(problem.rates.ph(jnp.asarray(points["lactate_mM"])))}, steps, balance
    )


def _solute(posed: Posed) -> Snapshot:
    solutes = [domain.material.solute for domain in posed.domains if domain.material.solute is not None]
    half = {solute.half_mM for solute in solutes if solute.uptake_mM_s > 0}
    if len(half) > 1:
        raise InputError(
            f"{posed.name}: materials: found half_mM of {', '.join(f'{h:g}' for h in sorted(half))} mM, expected one "
            "for all materials that take the solute up; make them equal."
        )
    held = np.full(len(posed.mesh.nodes_mm), np.nan)
    for item in posed.problem.concentrations:
        held[posed.sets.nodes[item.nodes]] = item.concentration_mM
    nodes = np.flatnonzero(np.isfinite(held))
    found = solve_solute(
        transport_mesh(posed.mesh.nodes_mm, posed.mesh.elements),
        _porosity(posed),
        _per_element(posed, [solute.diffusivity_mm2_s for solute in solutes]),
        _per_element(posed, [solute.uptake_mM_s for solute in solutes]),
        half.pop() if half else 1.0,
        nodes,
        held[nodes],
    )
    return _snapshot(posed, 0.0, {"concentration_mM": found.concentration_mM}, found.steps, found.flux_balance)


def _snapshot(posed: Posed, time_s: float, points: dict[str, Float], steps: int, balance: float) -> Snapshot:
    """Extremes of the whole, then those of each domain where there are several."""
    row: dict[str, float] = {"time_s": time_s, "steps": steps, "flux_balance": balance}
    corners = posed.mesh.elements[:, :8]
    where = [("", np.unique(corners))]
    if len(posed.domains) > 1:
        where += [(f"{domain.name}_", np.unique(corners[domain.elements])) for domain in posed.domains]
    for prefix, nodes in where:
        for name, values in points.items():
            row[f"{prefix}least_{name}"] = float(values[nodes].min())
            row[f"{prefix}largest_{name}"] = float(values[nodes].max())
    return Snapshot(time_s, {"time_s": np.array(time_s), **points}, row, points)
