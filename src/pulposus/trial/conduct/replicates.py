"""Many trials as one piece of a run: enrolled, followed, analysed, decided, one row for each effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.conduct.adapt import adapt
from pulposus.trial.conduct.decide import benefit_p, hypothesis_p, rejected
from pulposus.trial.conduct.endpoints import answer, visit_of
from pulposus.trial.conduct.enrol import allocated, enrolled
from pulposus.trial.conduct.finished import Finished, Truth, effect_rows, event_free_rows, event_rows
from pulposus.trial.conduct.looks import stop, z_of
from pulposus.trial.conduct.pool import Pool, table_of
from pulposus.trial.conduct.rates import draw_rates, middle_rates
from pulposus.trial.conduct.sensitivity import sensitivity_rows
from pulposus.trial.conduct.simulate import Scene, simulate
from pulposus.trial.conduct.trials import Trials
from pulposus.trial.design.design import Design
from pulposus.trial.design.endpoints import Endpoint
from pulposus.trial.outcome.worlds import draw_worlds, middle_world, repeated

if TYPE_CHECKING:
    import pyarrow as pa

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Scenario = Literal["assurance", "fixed", "null"]
ROWS = 16_000
"""People of a batch: as many trials at once as stay below. With fewer, reading the cohort takes its time."""
IMPUTED_TRIALS = 200
"""Trials analysed by multiple imputation too, which takes longer than all else: enough for means of effects."""


@dataclass(frozen=True)
class Batch:
    """Trials ``first`` to ``first + count - 1`` of a scenario that has ``of`` trials in all."""

    scenario: Scenario
    first: int
    count: int
    of: int


def batches(design: Design, scenario: Scenario, trials: int) -> tuple[Batch, ...]:
    """All trials of a scenario, in batches of about equal work."""
    count = max(1, ROWS // largest(design, scenario))
    return tuple(Batch(scenario, first, min(count, trials - first), trials) for first in range(0, trials, count))


def with_sensitivity(design: Design, batch: Batch) -> bool:
    """Whether trials of a batch are analysed under other assumptions too: some of those in drawn worlds."""
    return bool(design.events.sensitivity) and batch.scenario == "assurance" and batch.first < IMPUTED_TRIALS


def with_event_free(design: Design, batch: Batch) -> bool:
    """Whether curves of the share without an event are kept: of trials in drawn worlds, where an endpoint is a time."""
    return bool(design.timed) and batch.scenario == "assurance"


def sizes(design: Design, scenario: Scenario) -> tuple[int, ...]:
    """Sizes of the trial that are analysed: only the planned one without effect or where the design adapts."""
    return (design.patients,) if scenario == "null" or design.adaptation else design.sizes


def largest(design: Design, scenario: Scenario) -> int:
    """People simulated in each trial, grown as far as it may."""
    grown = design.adaptation.people if design.adaptation else None
    return max(*sizes(design, scenario), round(design.patients * (grown.largest if grown else 1)))


def scene(design: Design, batch: Batch) -> Scene:
    """Worlds and rates of a batch; a world's number is that of its trial, whatever the batch."""
    seed, without = design.seed, design.without_trial
    rows = np.arange(batch.first, batch.first + batch.count)
    if batch.scenario == "fixed":
        nothing = np.zeros(batch.count, dtype=np.int64)
        return Scene(repeated(middle_world(seed, without), batch.count), middle_rates(design, seed).take(nothing))
    worlds = draw_worlds(batch.of, seed, without).take(rows)
    return Scene(worlds, draw_rates(design, batch.of, seed).take(rows), batch.scenario == "null")


def stream(design: Design, batch: Batch, replicate: int) -> np.random.Generator:
    """Random numbers of who is enrolled into one trial, the same whatever the batch."""
    return np.random.default_rng([design.seed, SCENARIOS.index(batch.scenario), replicate, 1])


SCENARIOS: tuple[Scenario, ...] = ("assurance", "fixed", "null")


def run_batch(design: Design, pool: Pool, batch: Batch, truth: Truth) -> dict[str, pa.Table]:
    """Run and analyse a batch: tables ``replicates``, ``events`` and, where a design has them, ``event_free`` and
    ``sensitivity``.

    ``truth`` is what each effect is expected to be in the world of the batch, where that is known.
    """
    people = largest(design, batch.scenario)
    draws = [stream(design, batch, batch.first + i) for i in range(batch.count)]
    told = scene(design, batch)
    rng = np.random.default_rng([design.seed, SCENARIOS.index(batch.scenario), batch.first, 2])
    if design.adaptation:
        return _tables(design, batch, adapt(design, pool, told, draws, batch.first, rng), truth)
    rows = np.stack([enrolled(len(pool), people, one) for one in draws])
    arms = np.stack([allocated(design, people, one) for one in draws])
    trials = simulate(design, pool, rows, arms, told, rng)
    return _tables(design, batch, _fixed(design, trials, batch, sizes(design, batch.scenario)), truth)


def _fixed(design: Design, trials: Trials, batch: Batch, at: tuple[int, ...]) -> list[Finished]:
    done = []
    numbers = np.arange(batch.first, batch.first + batch.count)
    for size in at:
        own = trials.first(size)
        wanted = [one for one in design.endpoints if size == design.patients or one.key in _tested(design)]
        if design.looks is not None:
            done += _stopped(design, own, wanted, numbers)
            continue
        answers = {one.key: answer(design, one, own) for one in wanted}
        shown = rejected(design, hypothesis_p(design, answers))
        look, used = np.full(len(shown), -1), np.full(len(shown), size)
        done.append(Finished(numbers, size, own, answers, shown, look, used, ("",) * len(shown)))
    return done


def _tested(design: Design) -> set[str]:
    return {hypothesis.split("/")[0] for hypothesis in design.hypotheses()}


def _stopped(design: Design, trials: Trials, wanted: list[Endpoint], numbers: Int) -> list[Finished]:
    """Trials with what they had when they stopped, those of a look together; looks are at the first primary endpoint.

    Whoever is enrolled while a look waits for the last of its people counts among the people used.
    """
    assert design.looks is not None
    size, main = trials.shape[1], design.main
    people = [round(share * size) for share in design.looks.information]
    each = [answer(design, main, trials.first(n)) for n in people]
    tested = [design.active.index(one.split("/")[1]) for one in design.hypotheses()]
    z = np.stack([z_of(benefit_p(design, main.key, one))[:, tested] for one in each], axis=1)
    ended = stop(design, z)
    coming = round(design.enrolled_per_month * design.visits_months[visit_of(design, main)])
    done = []
    for look, n in enumerate(people):
        which = np.flatnonzero(ended.look == look)
        if not len(which):
            continue
        own = trials.some(which).first(n)
        answers = {
            one.key: each[look].some(which) if one.key == main.key else answer(design, one, own) for one in wanted
        }
        used, at = np.full(len(which), min(size, n + coming)), np.full(len(which), look)
        done.append(Finished(numbers[which], size, own, answers, ended.shown[which], at, used, ("",) * len(which)))
    return done


def _tables(design: Design, batch: Batch, done: list[Finished], truth: Truth) -> dict[str, pa.Table]:
    import pyarrow as pa

    def joined(parts: list[dict[str, Any]]) -> pa.Table:
        return pa.concat_tables([table_of(part) for part in parts])

    planned = [one for one in done if one.size == design.patients]
    tables = {
        "replicates": joined([effect_rows(design, batch.scenario, one, truth) for one in done]),
        "events": joined([event_rows(batch.scenario, one, design.arms_in_order) for one in planned]),
    }
    if with_event_free(design, batch):
        tables["event_free"] = joined([event_free_rows(design, batch.scenario, one) for one in planned])
    if with_sensitivity(design, batch):
        tables["sensitivity"] = joined([sensitivity_rows(design, batch.scenario, one) for one in planned])
    return tables
