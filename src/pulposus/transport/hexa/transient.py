"""Oxygen, glucose and lactate in time: storage n dc/dt, backward Euler, steps chosen by their error.

Backward Euler keeps concentrations positive at any step; the fluid volume is lumped at the nodes. A step is taken
once whole and once in two halves; the difference is its error and the halves are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError, RunError
from pulposus.numerics import settings
from pulposus.transport.hexa.problem import NutrientProblem
from pulposus.transport.hexa.timestep import State, Stepper

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class HexTransient:
    """Fields at the asked times: ``times_day`` (t,), concentrations (t, n), ledger of each solute."""

    times_day: Float
    oxygen_kPa: Float
    glucose_mM: Float
    lactate_mM: Float
    steps: int
    """Accepted steps."""
    rejected: int
    mass_balance: float
    """Change of content less what entered and was made, worst solute, over the amount that moved."""


def solve_transient(
    problem: NutrientProblem,
    start: State,
    times_day: Sequence[float],
    *,
    tolerance: float = settings.TRANSPORT_3D_TOLERANCE,
    fixed_steps: int | None = None,
) -> HexTransient:
    """March from time 0 through the asked times.

    Args:
        start: oxygen, glucose and lactate at the nodes, each (n,) or one number; held nodes take the supply at once.
        times_day: increasing, above 0.
        tolerance: largest error of one step, as a share of each solute's largest value at the start or in the supply.
        fixed_steps: take this many equal steps between two asked times instead (to observe the order).

    Raises:
        InputError: times that do not increase, a start that does not fit, or a tolerance below round-off.
        RunError: the step became too small.
    """
    times = np.asarray(times_day, dtype=float)
    if times.size == 0 or np.any(np.diff(np.concatenate([[0.0], times])) <= 0):
        raise InputError(f"The times (day) are {list(times_day)}; expect at least one, increasing, the first above 0.")
    if not tolerance >= settings.TRANSPORT_3D_TOLERANCE_LEAST:
        raise InputError(f"The tolerance is {tolerance:g}; expect {settings.TRANSPORT_3D_TOLERANCE_LEAST:g} or more.")
    stepper = Stepper(problem, start)
    kept: list[State] = []
    now, span = 0.0, float(times[-1])
    step = settings.TRANSPORT_3D_STEP_FIRST * span
    accepted = rejected = 0
    for end in times:
        if fixed_steps is not None:
            for _ in range(fixed_steps):
                stepper.keep([stepper.advance(stepper.state, (end - now) / fixed_steps)])
                accepted += 1
            now = end
        while now < end:
            length = min(step, end - now)
            error, halves = stepper.doubled(length)
            ratio = settings.TRANSPORT_3D_STEP_SAFETY * np.sqrt(tolerance / max(error, np.finfo(float).tiny))
            if error <= tolerance:
                stepper.keep(halves)
                accepted, now = accepted + 1, end if length == end - now else now + length
            else:
                rejected += 1
            grown = length * float(np.clip(ratio, settings.TRANSPORT_3D_STEP_SHRINK, settings.TRANSPORT_3D_STEP_GROW))
            # A step cut short by an asked time says nothing against the longer one before it.
            step = grown if error > tolerance else max(grown, step)
            if step < settings.TRANSPORT_3D_STEP_LEAST * span or accepted + rejected > settings.TRANSPORT_3D_STEP_MOST:
                raise RunError(
                    f"Transport in time stopped at day {now:.4g}: a step of {step:.2g} days still errs by {error:.2g} "
                    f"(wanted {tolerance:.2g}); allow a larger tolerance or look at the mesh and cells."
                )
        kept.append(stepper.state)
    fill = problem.mesh.fill
    oxygen, glucose, lactate = (np.stack([fill(np.asarray(s[k])) for s in kept]) for k in range(3))
    return HexTransient(times, oxygen, glucose, lactate, accepted, rejected, stepper.ledger.imbalance())
