"""The pieces of a run, each a function that a worker can import: they know the design, a number, and what they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pulposus.symptoms.gains import cells_gain
from pulposus.symptoms.products import product_of
from pulposus.trial.conduct.arms import followed_arms
from pulposus.trial.conduct.cohort import courses_table, make_people
from pulposus.trial.conduct.finished import Truth
from pulposus.trial.conduct.grouping import Cohort, groups
from pulposus.trial.conduct.groups import group_rows
from pulposus.trial.conduct.pool import Pool, people_of_table, traits_of
from pulposus.trial.conduct.replicates import Batch, run_batch
from pulposus.trial.conduct.screened import block_seed, from_table, until_enough
from pulposus.trial.conduct.truth import null_truth, truth
from pulposus.trial.design.design import Design
from pulposus.trial.disc.actions import distinct
from pulposus.trial.disc.check import check
from pulposus.trial.disc.courses import full_courses, read
from pulposus.trial.disc.emulator import train
from pulposus.trial.disc.kept import from_table as emulator_of
from pulposus.trial.disc.kept import to_table
from pulposus.trial.disc.traits import DiscTraits
from pulposus.trial.outcome.worlds import middle_world

if TYPE_CHECKING:
    import pyarrow as pa

Tables = dict[str, "pa.Table"]
TRAINING, CHECKING = 20_000, 30_000
"""Blocks of candidates from which discs are drawn, apart from those of the cohort."""


def training(design: Design, number: int, discs: int, share: float) -> pa.Table:
    """Discs solved in full, to learn from: of people who may enrol, and of some who break one rule."""
    return _solved(design, TRAINING + number, discs, share, near=discs // 4)


def checking(design: Design, number: int, discs: int, share: float) -> pa.Table:
    """Discs solved in full that nothing is learnt from: of people who may enrol."""
    return _solved(design, CHECKING + number, discs, share, near=0)


def _solved(design: Design, block: int, discs: int, share: float, near: int) -> pa.Table:
    traits = _traits(design, block, discs, share, near)
    months = (0.0, *design.visits_months)
    return full_courses(traits, distinct(followed_arms(design)), months, block_seed(design, block))


def _traits(design: Design, block: int, discs: int, share: float, near: int) -> DiscTraits:
    if design.population.table is not None:
        found = from_table(design)
        able, close = np.flatnonzero(found.failed == 0), np.flatnonzero(found.failed == 1)
        rng = np.random.default_rng([design.seed, block])
        near = near if len(close) else 0
        rows = np.concatenate([rng.choice(able, discs - near), rng.choice(close, near) if near else close[:0]])
        return traits_of(found.people.take(rows))
    found = until_enough(design, block, discs - near, share)
    able, close = np.flatnonzero(found.failed == 0), np.flatnonzero(found.failed == 1)[:near]
    short = discs - len(able) - len(close)
    return traits_of(found.people.take(np.concatenate([able, close, able[:short]])))


def trained(design: Design, inputs: Tables) -> pa.Table:
    """The emulator."""
    arms = followed_arms(design)
    return to_table(train(read(inputs["training"], distinct(arms)), arms))


def emulator_error(design: Design, inputs: Tables) -> pa.Table:
    """The emulator beside discs solved in full, in responses and in points of pain of the middle world."""
    arms = followed_arms(design)
    found = check(emulator_of(inputs["trained"], arms), read(inputs["checking"], distinct(arms)))
    world = middle_world(design.seed, design.without_trial)
    gain = {key: float(cells_gain(product_of(arm), world)[0, 0]) for key, arm in arms.items()}
    table = found.table()
    rows = table.to_pylist()
    return table.append_column("points", [[row["bias"] * gain[row["arm"]] for row in rows]]).append_column(
        "sentence", [[found.sentence(row["arm"], row["month"]) for row in rows]]
    )


def people(design: Design, number: int, eligible: int, share: float, inputs: Tables) -> Tables:
    """People of the cohort."""
    return make_people(design, number, eligible, share, inputs)


def courses(design: Design, number: int, inputs: Tables) -> pa.Table:
    """Everybody of a piece under every arm."""
    return courses_table(design, _pool(inputs), number)


def expected(design: Design, inputs: Tables) -> pa.Table:
    """What each arm shows in the middle world."""
    import pyarrow as pa

    found = truth(design, _pool(inputs))
    return pa.table(
        {
            "endpoint": [key for key, _ in found],
            "arm": [arm for _, arm in found],
            "difference": list(found.values()),
        }
    )


def replicates(design: Design, batch: Batch, inputs: Tables) -> Tables:
    """Trials of a batch."""
    known: Truth = {}
    if batch.scenario == "null":
        known = null_truth(design)
    elif batch.scenario == "fixed":
        rows: list[dict[str, Any]] = inputs["expected"].to_pylist()
        known = {(row["endpoint"], row["arm"]): row["difference"] for row in rows}
    return run_batch(design, _pool(inputs), batch, known)


def group_worlds(design: Design, first: int, count: int, inputs: Tables) -> pa.Table:
    """Groups of people in some worlds."""
    table, screening = inputs["people"], inputs["screening"].to_pylist()
    totals = [row for row in screening if row["rule"] == ""]
    cohort = Cohort(
        people=people_of_table(table),
        failed=table["failed"].to_numpy(),
        failed_rule=np.array(table["failed_rule"].to_pylist(), dtype=str),
        together=np.array(table["together"].to_pylist(), dtype=bool),
        screened_per_enrolled=sum(row["candidates"] for row in totals) / sum(row["eligible"] for row in totals),
    )
    pool = Pool.of_tables(table, inputs["responses"], eligible=False)
    return group_rows(design, pool, groups(design, cohort), first, count)


def _pool(inputs: Tables) -> Pool:
    return Pool.of_tables(inputs["people"], inputs["responses"])
