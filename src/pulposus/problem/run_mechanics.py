"""Mechanics of a posed problem, state after state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import log1p

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import RunError
from pulposus.mechanics.hexa import Model, State, march
from pulposus.mechanics.hexa.system import System
from pulposus.numerics.settings import HEXA_TOLERANCE
from pulposus.problem.fields import ElementFields
from pulposus.problem.posed import Posed
from pulposus.problem.snapshot import Row, Snapshot
from pulposus.problem.swelling import swell
from pulposus.problem.to_mechanics import MM_PER_M, MOTIONS, model_of
from pulposus.progress import Progress, silent

Float = NDArray[np.float64]


def run_mechanics(posed: Posed, start: Snapshot | None = None, progress: Progress = silent) -> Iterator[Snapshot]:
    """Solve from the start, or go on from an earlier state.

    Every output time begins a march of its own from the written state alone, so that a run that was continued gives
    the same numbers as one that was not.

    Yields:
        The start (unless it goes on), then each output state. Before a failure, the last good state as no output.

    Raises:
        RunError: no time step could be solved.
    """
    model = model_of(posed)
    show = _Shown(posed, model)
    if posed.problem.programme.kind == "swelling":
        if start is None:
            state, reaction, cost = swell(model, _last_time(posed), progress)
            yield show(state, reaction, cost)
        return
    if start is None:
        state, cost = State.rest(model), (0, 0)
        reaction = np.zeros(sum(len(plate.motions) for plate in model.plates))
        if posed.problem.programme.start == "swollen":
            state, reaction, cost = swell(model, 0.0, progress)
        yield show(state, reaction, cost)
    else:
        state, cost = state_of(start.arrays), (int(start.row["steps"]), int(start.row["factorisations"]))
    yield from _creep(posed, model, state, cost, show, progress)


def _creep(
    posed: Posed, model: Model, state: State, cost: tuple[int, int], show: _Shown, progress: Progress
) -> Iterator[Snapshot]:
    programme = posed.problem.programme
    system, end = System(model), programme.times()[-1]
    # Time runs by decades, and so does the bar.
    unit = programme.times()[0] / 10
    for time in programme.times():
        if time <= state.time_s:
            continue
        last, before = None, cost
        try:
            for step in march(
                model,
                [time],
                start=state,
                tolerance=programme.tolerance or HEXA_TOLERANCE,
                first_step_s=programme.first_step_s,
                system=system,
            ):
                last = step
                cost = before[0] + step.counts.steps, before[1] + step.counts.factorisations
                progress(
                    f"t = {step.state.time_s:.4g} of {end:.6g} s", log1p(step.state.time_s / unit) / log1p(end / unit)
                )
        except RunError:
            if last is not None:
                yield replace(show(last.state, last.reaction, cost), output=False)
            raise
        assert last is not None
        yield show(last.state, last.reaction, cost)
        state = last.state


def _last_time(posed: Posed) -> float:
    return max((points[-1][0] for points in posed.problem.curves.values()), default=0.0)


def state_of(arrays: Mapping[str, Float]) -> State:
    """The state that a written one holds."""
    motions = [arrays[f"motion_{k}"] for k in range(len(arrays)) if f"motion_{k}" in arrays]
    return State(
        float(arrays["time_s"]),
        arrays["displacement_mm"],
        arrays["potential_MPa"],
        tuple(motions),
        float(arrays["step_s"]),
    )


class _Shown:
    """Turns a state of the solver into a snapshot."""

    def __init__(self, posed: Posed, model: Model) -> None:
        self._posed, self._fields = posed, ElementFields(model)

    def __call__(self, state: State, reaction: Float, cost: tuple[int, int]) -> Snapshot:
        cells = self._fields(state)
        row: dict[str, float] = {
            "time_s": state.time_s,
            "steps": cost[0],
            "factorisations": cost[1],
            "largest_fluid_pressure_MPa": float(cells["fluid_pressure_MPa"].max()),
            "least_volume_ratio": float(cells["volume_ratio"].min()),
        }
        arrays = {
            "time_s": np.array(state.time_s),
            "displacement_mm": state.displacement_mm,
            "potential_MPa": state.potential_MPa,
            "step_s": np.array(state.step_s),
        }
        for k, plate in enumerate(self._posed.problem.plates):
            arrays[f"motion_{k}"] = state.motions[k]
            row |= _plate_row(plate.name, state.motions[k], reaction[6 * k : 6 * k + 6])
        return Snapshot(state.time_s, arrays, row, self._fields.at_nodes(state), cells)


def _plate_row(name: str, motion: Float, reaction: Float) -> Row:
    """Motions in mm and degrees, forces of the plate on the body in N and Nm."""
    row: dict[str, float] = {}
    for k, short in enumerate(MOTIONS):
        turn = k >= 3
        row[f"{name}_{short}_{'deg' if turn else 'mm'}"] = float(np.rad2deg(motion[k]) if turn else motion[k])
    for k, axis in enumerate("xyz"):
        row[f"{name}_force_{axis}_N"] = float(reaction[k])
    for k, axis in enumerate("xyz"):
        row[f"{name}_moment_{axis}_Nm"] = float(reaction[3 + k]) / MM_PER_M
    return row
