"""What is expected of each arm in groups of people, world by world, without running trials.

For every world the same people are put into every arm with the same luck, so that a difference between arms is what the
arms do. Rescue and operations are left out: these are expected differences of arms as they are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pulposus.symptoms.definition import counts, limits
from pulposus.symptoms.many import errors_of, of_people
from pulposus.symptoms.scale import OUTCOMES, score
from pulposus.treatment import Treatment
from pulposus.trial.conduct.arms import followed_arms
from pulposus.trial.conduct.endpoints import visit_of
from pulposus.trial.conduct.grouping import Group
from pulposus.trial.conduct.pool import Pool, patients_of
from pulposus.trial.design.design import Design
from pulposus.trial.design.endpoints import Endpoint
from pulposus.trial.outcome.images import OUTPUT_OF, readings
from pulposus.trial.outcome.scores import People, arm_lines
from pulposus.trial.outcome.worlds import draw_worlds

if TYPE_CHECKING:
    import pyarrow as pa

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Moments:
    """Of groups (g,): mean and SD of what an arm shows, and its correlation with what was read before."""

    mean: Float
    sd: Float
    correlation: Float


def group_rows(design: Design, pool: Pool, groups: list[Group], first: int, count: int) -> pa.Table:
    """Rows of ``groups`` for worlds ``first`` to ``first + count - 1``: one for each world, group and active arm."""
    import pyarrow as pa

    worlds = draw_worlds(design.size.worlds, design.seed, design.without_trial)
    arms = followed_arms(design)
    shares = np.stack([group.mask for group in groups]).astype(np.float64)
    patients = patients_of(pool.people)
    columns: dict[str, list[Any]] = {}
    for world in range(first, first + count):
        rng = np.random.default_rng([design.seed, world, 5])
        people = People(patients, of_people(worlds, np.full(len(pool), world), rng))
        shown, start = _shown(design, arms, pool, people, rng)
        found = {key: _moments(values, start, shares) for key, values in shown.items()}
        control = found[design.control]
        for key in arms:
            if key == design.control:
                continue
            rows = {
                "world": np.full(len(groups), world),
                "kind": [group.kind for group in groups],
                "group": [group.key for group in groups],
                "words": [group.words for group in groups],
                "limit": [group.limit for group in groups],
                "arm": [key] * len(groups),
                "dose_1e6": np.full(len(groups), _dose(arms[key].dose_1e6)),
                "people": shares.sum(axis=1).astype(np.int64),
                "share": [group.share for group in groups],
                "difference": found[key].mean - control.mean,
                "sd_arm": found[key].sd,
                "sd_control": control.sd,
                "correlation": control.correlation,
                "control_change": control.mean,
                "screened_per_enrolled": [group.screened_per_enrolled for group in groups],
            }
            for name, values in rows.items():
                columns.setdefault(name, []).extend(np.asarray(values).tolist())
    return pa.table(columns)


def _dose(dose_1e6: float | None) -> float:
    return float("nan") if dose_1e6 is None else dose_1e6


def _outcome(endpoint: Endpoint) -> int:
    return OUTCOMES.index(str(endpoint.measure)) if endpoint.kind == "change" else 0


def _shown(
    design: Design, arms: Mapping[str, Treatment], pool: Pool, people: People, rng: np.random.Generator
) -> tuple[dict[str, Float], Float]:
    """What everybody would show under every arm: the change of the score, 1 for a responder, the change between two
    readings of a disc, (n,) by arm; of times to an event nothing, NaN. And what the trial adjusts for, (n,): the score
    or the reading before."""
    endpoint = design.main
    visit = visit_of(design, endpoint)
    start = people.patients.scores
    if endpoint.kind == "mri":
        return _images(design, str(endpoint.measure), {key: pool.responses[key] for key in arms}, pool, rng)
    if endpoint.kind == "time":
        return {key: np.full(len(pool), np.nan) for key in arms}, start[:, _outcome(endpoint)]
    month = np.array([design.visits_months[visit]])
    error = errors_of(people.unknowns, 1, rng)
    ratios = {key: pool.responses[key]["ratio"][:, [visit]] for key in arms}
    found = {}
    for key, line in arm_lines(arms, ratios, people, month).items():
        read = score(line + error)[:, 0]
        if endpoint.kind == "change":
            found[key] = read[:, _outcome(endpoint)] - start[:, _outcome(endpoint)]
        else:
            assert endpoint.definition is not None
            found[key] = np.asarray(counts(limits(endpoint.definition), start, read)).astype(np.float64)
    return found, start[:, _outcome(endpoint)]


def _images(
    design: Design, measure: str, responses: Mapping[str, Mapping[str, Float]], pool: Pool, rng: np.random.Generator
) -> tuple[dict[str, Float], Float]:
    """Changes between two readings by arm, and the reading before, each (n,).

    A trial compares readings, whose errors spread more than discs change. Every arm takes its errors from the same
    number, so that they are the same people's same errors, and one reading before serves all arms.
    """
    visit, luck = visit_of(design, design.main), int(rng.integers(np.iinfo(np.int64).max))
    found = {}
    for key, response in responses.items():
        change = response[OUTPUT_OF[measure]][:, visit]
        before, at = readings(measure, pool.people, change, design.seed, np.random.default_rng(luck))
        found[key] = at - before
    return found, before


def _moments(values: Float, start: Float, shares: Float) -> Moments:
    people = np.maximum(shares.sum(axis=1), 1)
    mean, mean_start = shares @ values / people, shares @ start / people
    variance = np.maximum(shares @ values**2 / people - mean**2, 0.0)
    variance_start = np.maximum(shares @ start**2 / people - mean_start**2, 0.0)
    covariance = shares @ (values * start) / people - mean * mean_start
    scale = np.sqrt(variance * variance_start)
    return Moments(mean, np.sqrt(variance), np.where(scale > 0, covariance / np.where(scale > 0, scale, 1.0), 0.0))
