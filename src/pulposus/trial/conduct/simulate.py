"""Trials from the first visit to the last: people, arms and worlds in, histories out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.symptoms.many import errors_of, of_people
from pulposus.symptoms.unknowns import SymptomUnknowns
from pulposus.treatment import Treatment, load
from pulposus.trial.conduct.endpoints import visit_of
from pulposus.trial.conduct.happen import Course, History, Shift, Shifts, happen
from pulposus.trial.conduct.pool import Pool, patients_of
from pulposus.trial.conduct.rates import Rates
from pulposus.trial.conduct.trials import Trials
from pulposus.trial.design.design import Design
from pulposus.trial.design.endpoints import Endpoint
from pulposus.trial.outcome.images import OUTPUT_OF, readings
from pulposus.trial.outcome.scores import People, later, relief_line, setting_line, treatment_change

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True)
class Scene:
    """What trials of a batch share: the worlds in which they run and how often things come between, one row each."""

    worlds: SymptomUnknowns
    rates: Rates
    null: bool = False
    """Whether every arm is given the control arm's treatment, under its own name."""


def treatments(design: Design, null: bool) -> dict[str, Treatment]:
    """What each arm gives, the control first."""
    return {key: design.arm(design.control if null else key).what() for key in design.arms_in_order}


def simulate(
    design: Design,
    pool: Pool,
    rows: Int,
    arm: Int,
    scene: Scene,
    rng: np.random.Generator,
    control_pain: Float | None = None,
) -> Trials:
    """Run trials (r,) of people (n,) each.

    Args:
        design: of all.
        pool: eligible people with responses of their discs.
        rows: place of each person in the pool, (r, n), in the order of enrolment.
        arm: number of each person's arm in ``Design.arms_in_order``, (r, n).
        scene: worlds and rates of the trials, (r,).
        rng: of everything that sets people and visits apart.
        control_pain: of people of the control arm at visits, (k, m), for one trial that has no such arm.
    """
    trials, n = rows.shape
    trial = np.repeat(np.arange(trials), n)
    taken = pool.take(rows.ravel())
    people = People(patients_of(taken.people), of_people(scene.worlds, trial, rng))
    months = np.array(design.visits_months)
    given = treatments(design, scene.null)
    baseline, flat = people.patients.scores, arm.ravel()
    course = Course(
        months=months,
        baseline=baseline,
        line=_own_line(design, given, taken, people, months, flat, scene.null),
        errors=errors_of(people.unknowns, len(months), rng),
        trial=trial,
        arm=flat,
        control_pain=control_pain,
    )
    shifts = _shifts(design, given, taken, people, months, scene.null)
    history = happen(course, design.events, scene.rates, 0, shifts, rng)
    images = {}
    for one in design.endpoints:
        if one.kind == "mri":
            disc = _disc(design, one, taken, scene.null, flat, history)
            before, at = readings(str(one.measure), taken.people, disc, design.seed, rng)
            images[one.key] = before.reshape(trials, n), at.reshape(trials, n)
    return Trials(months, baseline.reshape(trials, n, 2), arm, history, images)


def _disc(design: Design, endpoint: Endpoint, taken: Pool, null: bool, arm: Int, history: History) -> Float:
    """What the disc has done until an endpoint of MRI, (n,), in those who crossed over too."""
    output, visit = OUTPUT_OF[str(endpoint.measure)], visit_of(design, endpoint)
    responses = [taken.responses[design.control if null else key][output] for key in design.arms_in_order]
    found = np.choose(arm, [response[:, visit] for response in responses])
    over = design.events.crossover
    crossed = history.crossed <= visit
    if over is None or null or not crossed.any():
        return found
    months = np.array(design.visits_months)
    gained = later(taken.responses[over.to][output] - responses[0], months, float(over.month))
    return np.where(crossed, found + gained[:, visit], found)


def _own_line(
    design: Design,
    given: Mapping[str, Treatment],
    taken: Pool,
    people: People,
    months: Float,
    arm: Int,
    null: bool,
) -> Float:
    """Scores of everybody under the own arm, (n, m, 2)."""
    contexts = {key: treatment.context for key, treatment in given.items()}
    settings = {context: setting_line(context, people, months) for context in dict.fromkeys(contexts.values())}
    line = np.empty((len(people), len(months), 2))
    for number, (key, treatment) in enumerate(given.items()):
        own = arm == number
        response = taken.responses[design.control if null else key]["ratio"]
        whole = settings[contexts[key]] + treatment_change(treatment, people, months, response)
        line[own] = whole[own]
    return line


def _shifts(
    design: Design, given: Mapping[str, Treatment], taken: Pool, people: People, months: Float, null: bool
) -> Shifts:
    events = design.events
    cross = None
    if events.crossover is not None:
        key = events.crossover.to
        # Without an effect every arm has the control's treatment, so that who crosses over gains nothing by it.
        cross = (
            _nothing(months)
            if null
            else _crossing(given[key], given[design.control], taken.responses[key]["ratio"], people, months)
        )
    rescue = None if events.rescue is None else _relief(load(events.rescue.treatment), people, months)
    operation = None if events.reoperation is None else _relief(load(events.reoperation.treatment), people, months)
    return Shifts(rescue, operation, cross)


def _crossing(to: Treatment, control: Treatment, ratio: Float, people: People, months: Float) -> Shift:
    """What another arm's treatment adds when it begins on the way, with what its setting adds to that of the control.

    Of the same setting, such as a second needle, nothing more is expected than of the first; nor of relief and carrier
    that the control has too, such as exercise in both arms, which people had before they crossed over.
    """

    def shift(since: float, rows: Int) -> Float:
        some = people.take(rows)
        moved = later(ratio[rows], months, since)[:, months > since]

        def change(left: Float) -> Float:
            gained = treatment_change(to, some, left, moved, beside=control)
            if to.context == control.context:
                return gained
            return gained + setting_line(to.context, some, left) - setting_line(control.context, some, left)

        return _after(months, since, change)

    return shift


def _nothing(months: Float) -> Shift:
    """What begins and adds nothing."""

    def shift(since: float, rows: Int) -> Float:  # noqa: ARG001
        return np.zeros((len(rows), len(months), 2))

    return shift


def _after(months: Float, since: float, change: Callable[[Float], Float]) -> Float:
    """A change at the months since a beginning, put at the visits after it and 0 at others, (n, m, 2)."""
    late = months > since
    found = change(months[late] - since)
    whole = np.zeros((found.shape[0], len(months), 2))
    whole[:, late] = found
    return whole


def _relief(treatment: Treatment, people: People, months: Float) -> Shift:
    """What the relief of a treatment that begins on the way adds."""

    def shift(since: float, rows: Int) -> Float:
        some = people.take(rows)
        return _after(months, since, lambda left: relief_line(treatment, some, left))

    return shift
