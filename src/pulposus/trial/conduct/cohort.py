"""A piece of the cohort: people who may enrol, what their discs do under every arm, and how each arm would go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pulposus.symptoms.many import errors_of, of_people
from pulposus.symptoms.scale import OUTCOMES, score
from pulposus.trial.conduct.arms import followed_arms
from pulposus.trial.conduct.pool import OUTPUTS, Pool, patients_of, people_table, responses_table, traits_of
from pulposus.trial.conduct.screened import Screened, block_seed, from_table, rule_key, until_enough
from pulposus.trial.conduct.simulate import treatments
from pulposus.trial.design.design import Design
from pulposus.trial.disc.kept import from_table as emulator_of
from pulposus.trial.outcome.scores import People, arm_lines
from pulposus.trial.outcome.worlds import draw_worlds

if TYPE_CHECKING:
    import pyarrow as pa

Float = NDArray[np.float64]
Int = NDArray[np.int64]
NEAR_MISSES = 0.5
"""People who break one rule only, kept for telling what it is worth, over people who may enrol."""


def make_people(
    design: Design, piece: int, eligible: int, share: float, inputs: dict[str, pa.Table]
) -> dict[str, pa.Table]:
    """Tables ``people``, ``screening`` and ``responses`` of one piece.

    Args:
        design: of the trial.
        piece: number of the piece.
        eligible: people of the piece who may enrol; all of a user's table where there is one.
        share: of candidates that may enrol, for how many to draw at once.
        inputs: the trained emulator.
    """
    found = from_table(design) if design.population.table is not None else until_enough(design, piece, eligible, share)
    kept, together = _kept(found)
    chosen = Screened(found.people.take(kept), found.broken[:, kept], found.rules)
    responses = respond(design, inputs["trained"], chosen, piece)
    extra = {"failed": chosen.failed, "failed_rule": np.array(chosen.failed_rule), "together": together}
    return {
        "people": people_table(chosen.people, extra),
        "screening": screening_table(found, piece),
        "responses": responses_table(chosen.people.id, responses),
    }


def respond(design: Design, emulator: pa.Table, chosen: Screened, piece: int) -> dict[str, dict[str, Float]]:
    """Responses of discs by arm and output, (n, visits) each."""
    arms = followed_arms(design)
    found = emulator_of(emulator, arms).respond(traits_of(chosen.people), block_seed(design, piece))
    return {key: {name: getattr(found, name)[key][:, 1:] for name in OUTPUTS} for key in arms}


def _kept(found: Screened) -> tuple[Int, NDArray[np.bool_]]:
    """Places of people to keep: all who may enrol, and those who break one rule among the first candidates.

    The mask tells who is among those first candidates, so that with and without a rule are compared as they come.
    """
    failed = found.failed
    able = np.flatnonzero(failed == 0)
    near = np.flatnonzero(failed == 1)[: max(int(NEAR_MISSES * len(able)), 1)]
    last = near[-1] if len(near) == int(NEAR_MISSES * len(able)) and len(near) else len(failed) - 1
    kept = np.union1d(able, near)
    return kept, kept <= last


def screening_table(found: Screened, piece: int) -> pa.Table:
    """Candidates of a piece, and what each rule does to them; the row without a rule is the sum."""
    import pyarrow as pa

    failed = found.failed
    rows = [("", int(np.sum(failed > 0)), 0)]
    for rule, broken in zip(found.rules, found.broken, strict=True):
        rows.append((rule_key(rule), int(broken.sum()), int(np.sum(broken & (failed == 1)))))
    return pa.table(
        {
            "piece": [piece] * len(rows),
            "candidates": [len(failed)] * len(rows),
            "eligible": [int(np.sum(failed == 0))] * len(rows),
            "rule": [row[0] for row in rows],
            "removed": [row[1] for row in rows],
            "removed_alone": [row[2] for row in rows],
        }
    )


def courses_table(design: Design, pool: Pool, piece: int) -> pa.Table:
    """Every eligible person under every arm at every visit, each in one world: scores as read, discs as they are."""
    import pyarrow as pa

    n, months = len(pool), np.array(design.visits_months)
    rng = np.random.default_rng([design.seed, piece, 4])
    worlds = draw_worlds(design.size.worlds, design.seed, design.without_trial)
    world = rng.permutation(np.arange(n) % design.size.worlds)
    people = People(patients_of(pool.people), of_people(worlds, world, rng))
    errors = errors_of(people.unknowns, len(months), rng)
    given = treatments(design, null=False)
    lines = arm_lines(given, {key: pool.responses[key]["ratio"] for key in given}, people, months)
    visits = np.concatenate([[0.0], months])
    parts = []
    for key, line in lines.items():
        read = np.concatenate([people.patients.scores[:, None, :], score(line + errors)], axis=1)
        own = pool.responses[key]

        def at_visits(output: str, own: Mapping[str, Float] = own) -> Float:
            return np.concatenate([np.zeros((n, 1)), own[output]], axis=1)

        columns = {
            "person": np.repeat(pool.people.id, len(visits)),
            "world": np.repeat(world, len(visits)),
            "month": np.tile(visits, n),
            **{f"{name}_0_100": read[:, :, i].ravel() for i, name in enumerate(OUTCOMES)},
            "ratio": at_visits("ratio").ravel(),
            "severity": (pool.people.severity[:, None] + at_visits("severity_change")).ravel(),
            "height_mm": (pool.people.middle_height_mm[:, None] * np.exp(at_visits("log_height_ratio"))).ravel(),
            "t2_ms": (pool.people.T2_ms[:, None] * np.exp(at_visits("log_T2_ratio"))).ravel(),
        }
        parts.append(pa.table({"arm": pa.array([key] * (n * len(visits)), pa.string()), **columns}))
    return pa.concat_tables(parts)
