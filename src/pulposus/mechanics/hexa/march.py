"""Marching through time with error-controlled implicit steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError, RunError
from pulposus.mechanics.hexa.iterate import Counts, Held, Stage, StageError, Task, size_of, solve
from pulposus.mechanics.hexa.model import Curve, Model
from pulposus.mechanics.hexa.state import State
from pulposus.mechanics.hexa.system import System
from pulposus.numerics import settings
from pulposus.numerics.dirk import BACKWARD_EULER, ESDIRK3, Tableau, next_step

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Step:
    """One accepted time step. ``reaction`` (m,) force (N) or moment (N mm) of the body on each motion of the plates;
    ``error`` the estimated error in units of the tolerance; ``counts`` the cost so far."""

    state: State
    reaction: Float
    error: float
    output: bool
    """Whether this is one of the output times."""
    counts: Counts


def march(
    model: Model,
    times_s: Sequence[float],
    *,
    start: State | None = None,
    tolerance: float = settings.HEXA_TOLERANCE,
    solve_tolerance: float | None = None,
    first_step_s: float | None = None,
    fixed_step_s: float | None = None,
    method: Tableau = ESDIRK3,
    system: System | None = None,
) -> Iterator[Step]:
    """Solve from ``start`` (rest at time 0) to the last of ``times_s``, stopping at each of them.

    Args:
        times_s: increasing output times.
        tolerance: accepted error of one step, relative to the largest displacement and the largest potential.
        solve_tolerance: change, relative to the same, at which the iteration of a stage stops; a share of the
            tolerance when None.
        first_step_s: first step tried; when None a tenth of the way to the first stop, or a thousandth after a jump of
            load (that step has no estimate of its error).
        fixed_step_s: steps of this length without error control (convergence studies).
        system: of the same model, to save its set-up.

    Yields:
        Every accepted step; those at output times are marked.

    Raises:
        InputError: times that do not increase.
        RunError: when no step, however short, can be solved; the last step yielded is the last good state.
    """
    state = start or State.rest(model)
    times = [float(t) for t in times_s]
    if not times or any(b <= a for a, b in pairwise([state.time_s, *times])):
        raise InputError(f"Output times are {times} from {state.time_s} s: give times that increase.")
    run = _Run(system or System(model), tolerance, solve_tolerance or settings.HEXA_SOLVE * tolerance, method)
    run.begin(state)
    kinks = _kinks(model)
    stops = sorted({t for t in [*times, *kinks] if state.time_s < t <= times[-1]})
    share = settings.HEXA_FIRST_AFTER_JUMP if run.jumps() else settings.HEXA_FIRST
    step = state.step_s or first_step_s or share * (stops[0] - state.time_s)
    for stop in stops:
        while run.time < stop:
            left = stop - run.time
            wanted = fixed_step_s or step
            length = _fitted(wanted, left)
            if length < settings.HEXA_SHORTEST * (times[-1] - state.time_s):
                raise RunError(
                    f"No time step from {run.time:.6g} s could be solved ({run.why}): the last good state stands; "
                    "lower the load, refine the mesh there, or check the material of that element."
                )
            error = run.attempt(length)
            if error is None:
                step = length * settings.HEXA_STEP_CUT
                if fixed_step_s is not None:
                    raise RunError(f"The fixed step of {length:.6g} s from {run.time:.6g} s failed: {run.why}.")
                continue
            if error > 1 and fixed_step_s is None:
                run.held.counts.rejected += 1
                step = next_step(length, error, method.order)
                continue
            grown = next_step(length, error, method.order)
            # A step cut short by a stop says little about the next one.
            step = grown if length >= wanted else max(grown, min(wanted, grown * 4))
            run.accept(length, run.time + length >= stop and stop in kinks)
            arrived = abs(run.time - stop) <= settings.HEXA_SAME_TIME * stop
            if arrived:
                run.time = stop
            yield run.report(error, step, arrived and stop in times)


def _fitted(wanted: float, left: float) -> float:
    """A step near the wanted one that leaves no sliver before the next stop."""
    if wanted >= left:
        return left
    return min(wanted, left / 2)


def _kinks(model: Model) -> set[float]:
    curves: list[Curve] = [load.curve for load in model.loads] + [p.curve for p in model.potentials]
    for plate in model.plates:
        curves += [*plate.prescribed.values(), *plate.load.values()]
    return {t for curve in curves for t in curve.times_s}


class _Run:
    """The state of a march between steps."""

    def __init__(self, system: System, tolerance: float, solve_tolerance: float, method: Tableau) -> None:
        self.system, self.method = system, method
        self.tolerance, self.solve_tolerance = tolerance, solve_tolerance
        self.held, self.why = Held(), ""
        self.time = 0.0
        self.first = True
        self.before: list[tuple[float, Stage]] = []

    def begin(self, state: State) -> None:
        system = self.system
        self.time = state.time_s
        x = system.gather(state.displacement_mm, state.potential_MPa)
        motion = np.concatenate([*state.motions, np.zeros(0)])
        f = system.fields(x, motion, state.time_s)
        self.here = Stage(x, motion, f, system.balance(f))

    def attempt(self, length: float) -> float | None:
        """Error of a step in units of the tolerance, or None when it failed."""
        method = BACKWARD_EULER if self.first and self.jumps() else self.method
        system, now = self.system, self.here
        weight = method.gamma * length
        outflows = [self._net_outflow(now, self.time)] if method.a[0, 0] == 0 else []
        last, places = now, [*self.before, (self.time, now)]
        try:
            if self.held.linear is not None and not (
                1 < settings.HEXA_WEIGHT_MOVED * self.held.weight / weight < settings.HEXA_WEIGHT_MOVED**2
            ):
                self.held.renew(system, now.fields, weight)
            for i in method.implicit:
                gone = sum((method.a[i, j] * outflows[j] for j in range(len(outflows))), np.zeros(len(now.fields.mu)))
                time = self.time + method.c[i] * length
                source = self._source(time)
                target = now.balance.content - length * gone + weight * source
                x, motion = self._guess(last, places, time)
                last = solve(system, Task(time, weight, target, self.solve_tolerance), x, motion, self.held)
                outflows.append(last.balance.outflow - source)
                places.append((time, last))
        except (StageError, np.linalg.LinAlgError) as error:
            singular = isinstance(error, np.linalg.LinAlgError)
            self.why = "the equations are singular: can the body still move as a whole?" if singular else str(error)
            self.held.counts.failed += 1
            self.held.linear = None
            return None
        self.trial = last
        if not np.any(method.error):
            return 0.0
        wrong = length * sum(w * q for w, q in zip(method.error, outflows, strict=True))
        return self._error(last, wrong)

    def _guess(self, last: Stage, places: list[tuple[float, Stage]], time_s: float) -> tuple[Float, Float]:
        """Unknowns at a time by the polynomial through the known states nearest to it."""
        near = sorted(places, key=lambda place: abs(place[0] - time_s))[: settings.HEXA_GUESS]
        if len(near) < 2:
            return last.x, last.motion
        x, motion = np.zeros_like(last.x), np.zeros_like(last.motion)
        for k, (at, stage) in enumerate(near):
            share = np.prod([(time_s - t) / (at - t) for m, (t, _) in enumerate(near) if m != k])
            x += share * stage.x
            motion += share * stage.motion
        return x, motion

    def jumps(self) -> bool:
        """Whether the state at the start is out of balance with its loads: its rate is then no guide."""
        system, now = self.system, self.here
        motion = system.prescribed(now.motion, self.time)
        r, m = system.residual(now.fields, now.balance, self.time, 0.0, now.balance.content)
        scale = max(float(np.abs(now.balance.force).max()), *(float(np.abs(part).max(initial=0.0)) for part in (r, m)))
        jump = max(float(np.abs(part).max(initial=0.0)) for part in (r, m))
        return bool(np.any(motion != now.motion)) or jump > settings.HEXA_BALANCED * scale

    def _source(self, time_s: float) -> Float:
        source = self.system.model.source
        return np.zeros(len(self.system.model.nodes_mm)) if source is None else source(time_s)

    def _net_outflow(self, stage: Stage, time_s: float) -> Float:
        return stage.balance.outflow - self._source(time_s)

    def _error(self, stage: Stage, content: Float) -> float:
        """Largest relative error of displacement, potential and motions that an error of content means."""
        system = self.system
        r = system.gather(np.zeros_like(stage.fields.u), content)
        assert self.held.correction is not None
        dx, dm = self.held.correction(r, np.zeros(len(system.unknowns.loose)))
        scale, turn = size_of(system, stage.x, stage.motion)
        relative = np.concatenate([dx / scale, dm / turn[system.unknowns.loose]])
        return float(np.abs(relative).max(initial=0.0)) / self.tolerance

    def accept(self, length: float, kink: bool) -> None:
        self.before = [] if kink else [(self.time, self.here)]
        self.here = self.trial
        self.time += length
        self.first = False
        self.held.counts.steps += 1

    def report(self, error: float, step: float, output: bool) -> Step:
        system, here = self.system, self.here
        offsets = np.cumsum([0, *(len(p.motions) for p in system.model.plates)])
        motions = tuple(here.motion[a:b] for a, b in pairwise(offsets))
        state = State(self.time, here.fields.u, here.fields.mu, motions, step)
        reaction = system.reaction(here.fields, here.balance) if len(here.motion) else np.zeros(0)
        return Step(state, reaction, error, output, replace(self.held.counts))
