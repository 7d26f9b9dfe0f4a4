"""One implicit stage: Broyden's method on a factor that is kept for as long as it serves.

A factorisation costs as much as a hundred solves with it, so the factor of an earlier stage, or of an earlier step,
is used with rank-one updates (Broyden 1965, the form of Kelley 1995) and renewed when the iteration slows down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa.model import MOTIONS
from pulposus.mechanics.hexa.system import Balance, Correction, Fields, Linear, System
from pulposus.numerics import settings

Float = NDArray[np.float64]


@dataclass
class Counts:
    """What a solve has cost so far."""

    steps: int = 0
    rejected: int = 0
    failed: int = 0
    factorisations: int = 0
    tangents: int = 0
    iterations: int = 0


@dataclass
class Held:
    """The tangent and the factor at hand, with the weight they were made for."""

    linear: Linear | None = None
    correction: Correction | None = None
    weight: float = -1.0
    fresh: bool = False
    counts: Counts = field(default_factory=Counts)

    def renew(self, system: System, f: Fields, weight: float) -> None:
        """A new tangent and factor at a state."""
        self.linear = self.correction = None  # what is dropped first need not lie beside what is made
        self.linear = system.linearise(f)
        self.counts.tangents += 1
        self.refactor(f, weight)

    def refactor(self, f: Fields, weight: float) -> None:
        """Factor of the tangent at hand for another weight."""
        assert self.linear is not None
        self.correction = None
        self.correction = self.linear.factor(f, weight)
        self.counts.factorisations += 1
        self.weight, self.fresh = weight, True


@dataclass(frozen=True, eq=False)
class Stage:
    """Result of a stage: unknowns, all motions, fields and balance there."""

    x: Float
    motion: Float
    fields: Fields
    balance: Balance


class StageError(Exception):
    """The stage could not be solved; the message says why."""


@dataclass(frozen=True)
class Task:
    """What a stage solves: balance of forces and of fluid at a time, see ``System.residual``."""

    time_s: float
    weight_s: float
    target: Float
    tolerance: float


def size_of(system: System, x: Float, motion: Float) -> tuple[Float, Float]:
    """Scales of unknowns (free,) and motions by which changes are judged: the largest of each kind."""
    q = system.unknowns
    n_u = int((q.displacement >= 0).sum())
    small = settings.HEXA_SMALL  # less is lost in rounding
    far = max(*(float(np.abs(v).max(initial=0.0)) for v in (x[:n_u], motion)), small * system.size_mm)
    scale = np.full(len(x), far)
    scale[n_u:] = max(float(np.abs(x[n_u:]).max(initial=0.0)), small * system.modulus_MPa)
    turning = np.full(len(motion), far)
    start = 0
    for plate in system.model.plates:
        if plate.slide is None:
            reach = np.ptp(system.model.nodes_mm[plate.nodes], axis=0).max()
            turning[start + 3 : start + len(MOTIONS)] = far / reach
        start += len(plate.motions)
    return scale, turning


def solve(system: System, task: Task, x: Float, motion: Float, held: Held) -> Stage:
    """Solve a stage from a guess.

    Raises:
        StageError: when even new tangents do not bring it to balance.
    """
    loose = system.unknowns.loose
    new_motion = system.prescribed(motion, task.time_s)
    f = system.fields(x, motion, task.time_s)
    if held.linear is None:
        held.renew(system, f, task.weight_s)
    if np.any(new_motion != motion):
        x, motion = _follow(system, task, f, x, motion, new_motion, held)
        f = system.fields(x, motion, task.time_s)
    here = system.balance(f)
    for refresh in range(settings.HEXA_REFRESH + 1):
        moves: list[tuple[Float, float]] = []
        sizes: list[float] = []
        why = "the iteration did not settle"
        for _ in range(settings.HEXA_ITERATIONS):
            assert held.correction is not None
            held.counts.iterations += 1
            r, m = system.residual(f, here, task.time_s, task.weight_s, task.target)
            dx, dm = held.correction(-r, -m)
            if not moves:
                scale, turn = size_of(system, x + dx, _moved(motion, dm, loose))
            z = np.concatenate([dx / scale, dm / turn[loose]])
            for (s, norm), (after, _) in pairwise(moves):
                z = z + after * (s @ z) / norm
            if moves:
                s, norm = moves[-1]
                z = z / max(1 - s @ z / norm, settings.HEXA_BROYDEN_LEAST)
            size = float(np.abs(z).max(initial=0.0))
            if not np.isfinite(size):
                why = "a correction is not finite"
                break
            if size <= task.tolerance:
                held.fresh = False
                return Stage(x, motion, f, here)
            sizes.append(size)
            if len(sizes) > 3 and (sizes[-1] / sizes[-4]) ** (1 / 3) > settings.HEXA_SLOW:
                if refresh and size <= settings.HEXA_ROUNDING:
                    return Stage(x, motion, f, here)  # even a new tangent gains nothing: rounding is reached
                break
            length, shorter = 1.0, None
            for _ in range(settings.HEXA_HALVINGS + 1):
                move = length * z
                trial_x = x + move[: len(x)] * scale
                trial_motion = _moved(motion, move[len(x) :] * turn[loose], loose)
                trial = system.fields(trial_x, trial_motion, task.time_s)
                there = system.balance(trial)
                if there.least_J > 0 and np.isfinite(there.force).all() and np.isfinite(there.outflow).all():
                    shorter = move
                    break
                length /= 2
            if shorter is None:
                why = f"element {there.worst} folds or loses all its water"
                break
            if length < 1:
                moves = []  # the updates assume full moves
            moves.append((shorter, float(shorter @ shorter)))
            x, motion, f, here = trial_x, trial_motion, trial, there
        if refresh < settings.HEXA_REFRESH:
            if refresh:
                system.factorise.double()  # a new tangent did not help: do not let rounding be the reason
            held.renew(system, f, task.weight_s)
    raise StageError(why)


def _moved(motion: Float, change: Float, loose: NDArray[np.int64]) -> Float:
    out = motion.copy()
    out[loose] += change
    return out


def _follow(
    system: System, task: Task, f: Fields, x: Float, motion: Float, new_motion: Float, held: Held
) -> tuple[Float, Float]:
    """First guess after prescribed motions jump: the body follows linearly, so that no element is crushed."""
    assert held.linear is not None
    assert held.correction is not None
    jump = new_motion - motion
    jump[system.unknowns.loose] = 0
    there = system.balance(f)
    r, m = system.residual(f, there, task.time_s, task.weight_s, task.target)
    if held.linear.border is not None and held.linear.plate is not None:
        moved = f.lever @ jump
        r = r + held.linear.border @ moved
        m = m + (f.lever.T @ (held.linear.plate @ moved))[system.unknowns.loose]
    dx, dm = held.correction(-r, -m)
    return x + dx, _moved(motion, dm, system.unknowns.loose) + jump
