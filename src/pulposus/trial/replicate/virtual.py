"""A finished trial run again: the same arms and visits, other people, in each of many worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.library import sample
from pulposus.numerics.rows import take
from pulposus.symptoms.many import errors_of, of_people
from pulposus.symptoms.patient import ManyPatients
from pulposus.symptoms.unknowns import SymptomUnknowns
from pulposus.trial.conduct.happen import Course, History, Shifts, happen
from pulposus.trial.conduct.rates import TOPIC, Rates
from pulposus.trial.design.events import Events
from pulposus.trial.outcome.scores import People, setting_line
from pulposus.trial.replicate.blocks import blocks
from pulposus.trial.replicate.gains import arm_change
from pulposus.trial.replicate.protocol import Protocol, ReplicatedArm

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True)
class Replicates:
    """Virtual trials (r,) of people (n,), those of one arm after those of another."""

    baseline: Float  # (r, n, 2)
    change: Float  # (r, n, m, 2), NaN where somebody was not seen
    arm: Int  # (n,), number of the arm

    def of_arm(self, arm: int) -> tuple[Float, Float]:
        """Baselines and changes of one arm's people."""
        own = self.arm == arm
        return self.baseline[:, own], self.change[:, own]


def rates(arms: int, trials: int, seed: int) -> Rates:
    """Drop-out and missed visits of trials (trials,), as published for trials of injections into the back.

    Nothing else comes between: what was printed is of people on the treatment that they were given.
    """
    none = np.zeros(trials)
    leave = sample(TOPIC, "dropout_per_year", trials, seed)
    return Rates(
        leave=np.repeat(leave[:, None], arms, axis=1),
        leave_log_ratio=sample(TOPIC, "dropout_log_hazard_per_sd_worse", trials, seed),
        missed_visit=sample(TOPIC, "missed_visit_share", trials, seed, low=0.0, high=1.0),
        rescue=none,
        rescue_log_ratio=none,
        operation=none,
        operation_log_ratio=none,
        cross=none,
    )


def run(
    trial: Protocol,
    worlds: SymptomUnknowns,
    unknown: Mapping[str, Float],
    pools: Sequence[ManyPatients],
    comes_between: Rates,
    rng: np.random.Generator,
) -> Replicates:
    """One virtual trial in each world.

    Args:
        trial: to run again.
        worlds: (r,).
        unknown: gains (r, 2) of treatments that the library does not hold.
        pools: people of each arm.
        comes_between: of the trials, (r,).
        rng: of everything that sets people and visits apart.
    """
    r, m = len(worlds), len(trial.months)
    starts, lines, errors = [], [], []
    for arm, pool in zip(trial.arms, pools, strict=True):
        gain = None if arm.unknown is None else unknown[arm.unknown]
        start, line, error = _arm(arm, pool, worlds, gain, trial.months, rng)
        starts.append(start.reshape(r, arm.people, 2))
        lines.append(line.reshape(r, arm.people, m, 2))
        errors.append(error.reshape(r, arm.people, m, 2))
    arms = np.repeat(np.arange(len(trial.arms)), [arm.people for arm in trial.arms])
    baseline = np.concatenate(starts, axis=1)
    course = Course(
        months=trial.months,
        baseline=baseline.reshape(-1, 2),
        line=np.concatenate(lines, axis=1).reshape(-1, m, 2),
        errors=np.concatenate(errors, axis=1).reshape(-1, m, 2),
        trial=np.repeat(np.arange(r), len(arms)),
        arm=np.tile(arms, r),
    )
    history = happen(course, Events(), comes_between, control=-1, shifts=Shifts(), rng=rng)
    return Replicates(baseline, _changes(history, course.baseline).reshape(r, len(arms), m, 2), arms)


def _arm(
    arm: ReplicatedArm,
    pool: ManyPatients,
    worlds: SymptomUnknowns,
    unknown: Float | None,
    months: Float,
    rng: np.random.Generator,
) -> tuple[Float, Float, Float]:
    """Baselines (n, 2), lines and errors (n, m, 2) of an arm's people in all worlds, those of one world together."""
    of_world = np.repeat(np.arange(len(worlds)), arm.people)
    parts: list[tuple[Float, Float, Float]] = []
    for block in blocks(len(of_world)):
        own = of_world[block]
        patients = take(pool, rng.integers(len(pool), size=len(own)))
        people = People(patients, of_people(worlds, own, rng))
        gain = None if unknown is None else unknown[own]
        line = setting_line(arm.arm.setting, people, months) + arm_change(arm, people, months, gain)
        parts.append((patients.scores, line, errors_of(people.unknowns, len(months), rng)))
    start, line, error = (np.concatenate(part) for part in zip(*parts, strict=True))
    return start, line, error


def _changes(history: History, baseline: Float) -> Float:
    return np.where(history.seen[:, :, None], history.scores - baseline[:, None, :], np.nan)
