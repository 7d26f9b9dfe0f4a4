"""A trial visit by visit: scores as they are read, and who leaves, takes something else, crosses over, is operated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.library import value
from pulposus.symptoms.draws import TOPIC
from pulposus.symptoms.scale import score
from pulposus.trial.conduct.rates import Rates
from pulposus.trial.design.events import Events
from pulposus.units import MONTHS_PER_YEAR

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Mask = NDArray[np.bool_]
Shift = Callable[[float, Int], Float]
"""Points (k, visits, 2) that something which begins at a month adds to the scores of people (k,) at later visits."""
TIMES = 4
"""Parts of the time between two visits, in the middle of which what comes there is taken to begin."""
CLOSE, MOST_STEPS = 1e-9, 100
"""Part of those who leave to which their number is solved, and steps after which it is left as it is."""


@dataclass(frozen=True)
class Shifts:
    """What comes between does to scores; None where a design leaves it out."""

    rescue: Shift | None = None
    operation: Shift | None = None
    crossover: Shift | None = None


@dataclass(frozen=True)
class History:
    """What happened to people (n,) at visits (m,). A visit number is that of the first visit after the event, ``m``
    where there was none. Rescue and operations come to people who have left too, but then nobody hears of them."""

    scores: Float  # (n, m, 2), as a questionnaire would read them, whether or not somebody came
    seen: Mask  # (n, m)
    left: Int
    rescued: Int
    crossed: Int
    operated: Int
    operated_month: Float  # infinite without an operation
    rescued_month: Float
    followed_months: Float  # until when somebody is in the trial

    @property
    def visits(self) -> int:
        return self.scores.shape[1]

    def known(self, event: str) -> Int:
        """First visit after rescue, crossover or reoperation that came while somebody was in the trial, (n,)."""
        if event == "crossover":
            return self.crossed
        rescue = event == "rescue"
        first, month = (self.rescued, self.rescued_month) if rescue else (self.operated, self.operated_month)
        return np.where(month <= self.followed_months, first, self.visits)


@dataclass(frozen=True)
class Course:
    """People (n,) of trials before anything comes between."""

    months: Float  # (m,)
    baseline: Float  # (n, 2)
    line: Float  # (n, m, 2), on the endless line under their own arm
    errors: Float  # (n, m, 2)
    trial: Int  # (n,), from 0
    arm: Int  # (n,)
    control_pain: Float | None = None
    """Pain of people of the control arm at visits, (k, m), where the people are of one trial that has no such arm."""


def happen(
    course: Course, events: Events, rates: Rates, control: int, shifts: Shifts, rng: np.random.Generator
) -> History:
    """Run all trials of a batch.

    Who leaves is told by the change of pain beside others of the trial, so that the trial loses the share asked for.
    (Told beside others of the arm, an arm with bad luck would keep its luck while its spread shrinks, and tests would
    find too much.) Rescue and operations come by pain itself: the control arm has the rates of the trial, an arm in
    less pain has fewer.

    Args:
        course: the people, with some of the control arm in every trial unless its pain is given.
        events: of the design.
        rates: of the trials, (trials,).
        control: number of the control arm.
        shifts: what each event does to scores.
        rng: of who meets what.
    """
    n, m = course.line.shape[:2]
    chance = rng.uniform(size=(6, m, n))
    pain_sd = value(TOPIC, "pain_between_person_sd")
    better = value(TOPIC, "pain_meaningful_change")
    controls = course.arm == control
    own = rates.take(course.trial)
    leave = np.take_along_axis(own.leave, course.arm[:, None], axis=1)[:, 0]
    extra = np.zeros_like(course.line)
    scores = np.empty_like(course.line)
    seen = np.zeros((n, m), dtype=bool)
    never = np.full(n, m)
    left, rescued, crossed, operated = never.copy(), never.copy(), never.copy(), never.copy()
    operated_month, rescued_month, followed = np.full(n, np.inf), np.full(n, np.inf), np.full(n, course.months[-1])
    last = course.baseline[:, 0]
    change_seen = np.zeros(n)
    since = 0.0
    for v, month in enumerate(course.months):
        years = (month - since) / MONTHS_PER_YEAR
        span = month - since
        for hazard, ratio, at, when, shift, u in (
            (own.rescue, own.rescue_log_ratio, rescued, rescued_month, shifts.rescue, chance[0:2, v]),
            (own.operation, own.operation_log_ratio, operated, operated_month, shifts.operation, chance[2:4, v]),
        ):  # fmt: skip
            if shift is None:
                continue
            pain = np.exp(ratio * last / pain_sd)
            if course.control_pain is None:
                usual = _means(pain, course.trial, controls)
            else:
                before = last if v == 0 else course.control_pain[:, v - 1]
                usual = np.mean(np.exp(ratio[0] * before / pain_sd))
            comes = (at == m) & (u[0] < -np.expm1(-hazard * pain / usual * years))
            at[comes], when[comes] = v, since + span * u[1][comes]
            for part in range(TIMES):
                rows = np.flatnonzero(comes & (np.floor(u[1] * TIMES) == part))
                if len(rows):
                    extra[rows] += shift(since + span * (part + 1 / 2) / TIMES, rows)
        scores[:, v] = score(course.line[:, v] + extra[:, v] + course.errors[:, v])
        change_now = scores[:, v, 0] - course.baseline[:, 0]
        told_by = change_now if events.drop_out.mechanism == "unseen" else change_seen
        felt = np.exp(own.leave_log_ratio * told_by / pain_sd)
        stayed = left == m
        leaves = stayed & (chance[4, v] < _leaving(leave * years, felt, course.trial, stayed))
        left[leaves] = v
        followed[leaves] = (since + month) / 2
        seen[:, v] = (left == m) & (chance[5, v] >= own.missed_visit)
        change_seen = np.where(seen[:, v], change_now, change_seen)
        if shifts.crossover is not None and events.crossover is not None and month == events.crossover.month:
            offered = (course.arm == control) & (left == m) & (-change_now < better)
            crosses = offered & (rng.uniform(size=n) < own.cross)
            crossed[crosses] = v + 1
            if crosses.any():
                extra[crosses] += shifts.crossover(float(month), np.flatnonzero(crosses))
        last, since = scores[:, v, 0], float(month)
    return History(scores, seen, left, rescued, crossed, operated, operated_month, rescued_month, followed)


def _leaving(hazard: Float, felt: Float, group: Int, counted: Mask) -> Float:
    """Chance of leaving, (n,): the people counted in a group leave as often as by their ``hazard`` alone, but those who
    feel worse more.

    Solves sum(1 - exp(-k hazard felt)) = sum(1 - exp(-hazard)) for k in each group. (A mean hazard would lose fewer
    where ``felt`` is spread wide, since nobody leaves twice.) The left side is concave in k, so that Newton's method
    from below never passes the root.
    """
    size = int(group.max()) + 1
    own, place = (hazard * felt)[counted], group[counted]
    wanted = np.bincount(place, -np.expm1(-hazard[counted]), minlength=size)
    slope = np.bincount(place, own, minlength=size)
    k = np.zeros(size)
    missing = wanted
    for _ in range(MOST_STEPS):
        k = k + np.divide(missing, slope, out=np.zeros(size), where=slope > 0)
        gone = -np.expm1(-own * k[place])
        missing = wanted - np.bincount(place, gone, minlength=size)
        if np.all(np.abs(missing) <= CLOSE * wanted):
            break
        slope = np.bincount(place, own * (1 - gone), minlength=size)
    return np.asarray(-np.expm1(-hazard * felt * k[group]))


def _means(values: Float, group: Int, counted: Mask) -> Float:
    """Mean over the people counted in each one's group, (n,); 1 where none is."""
    size = int(group.max()) + 1
    people = np.bincount(group[counted], minlength=size)
    total = np.bincount(group[counted], values[counted], minlength=size)
    return np.asarray(np.where(people > 0, total / np.maximum(people, 1), 1.0)[group])
