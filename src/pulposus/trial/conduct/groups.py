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
from pulposus.trial.outcome.images import OUTPUT_OF, changed
from pulposus.trial.outcome.scores import People, arm_lines
from pulposus.trial.outcome.worlds import draw_worlds

if TYPE_CHECKING:
    import pyarrow as pa

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Moments:
    """Of groups (g,): mean and SD of what an arm shows, and its correlation with the score before."""

    mean: Float
    sd: Float
    correlation: Float


def group_rows(design: Design, pool: Pool, groups: list[Group], first: int, count: int) -> pa.Table:
    """Rows of ``groups`` for worlds ``first`` to ``first + count - 1``: one for each world, group and active arm."""
    import pyarrow as pa

    endpoint = design.main
    worlds = draw_worlds(design.size.worlds, design.seed, design.without_trial)
    arms = followed_arms(design)
    shares = np.stack([group.mask for group in groups]).astype(np.float64)
    patients = patients_of(pool.people)
    columns: dict[str, list[Any]] = {}
    for world in range(first, first + count):
        rng = np.random.default_rng([design.seed, world, 5])
        people = People(patients, of_people(worlds, np.full(len(pool), world), rng))
        shown = _shown(design, arms, pool, people, rng)
        start = people.patients.scores[:, _outcome(endpoint)]
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
) -> dict[str, Float]:
    """What everybody would show under every arm: the change of the score, 1 for a responder, the change of a disc as an
    image would read it on average, (n,) by arm; of times to an event nothing, NaN."""
    endpoint = design.main
    visit = visit_of(design, endpoint)
    if endpoint.kind == "mri":
        measure = str(endpoint.measure)
        of_arm = {key: pool.responses[key][OUTPUT_OF[measure]][:, visit] for key in arms}
        return {key: changed(measure, pool.people, change) for key, change in of_arm.items()}
    if endpoint.kind == "time":
        return {key: np.full(len(pool), np.nan) for key in arms}
    month = np.array([design.visits_months[visit]])
    error = errors_of(people.unknowns, 1, rng)
    ratios = {key: pool.responses[key]["ratio"][:, [visit]] for key in arms}
    start = people.patients.scores
    found = {}
    for key, line in arm_lines(arms, ratios, people, month).items():
        read = score(line + error)[:, 0]
        if endpoint.kind == "change":
            found[key] = read[:, _outcome(endpoint)] - start[:, _outcome(endpoint)]
        else:
            assert endpoint.definition is not None
            found[key] = np.asarray(counts(limits(endpoint.definition), start, read)).astype(np.float64)
    return found


def _moments(values: Float, start: Float, shares: Float) -> Moments:
    people = np.maximum(shares.sum(axis=1), 1)
    mean, mean_start = shares @ values / people, shares @ start / people
    variance = np.maximum(shares @ values**2 / people - mean**2, 0.0)
    variance_start = np.maximum(shares @ start**2 / people - mean_start**2, 0.0)
    covariance = shares @ (values * start) / people - mean * mean_start
    scale = np.sqrt(variance * variance_start)
    return Moments(mean, np.sqrt(variance), np.where(scale > 0, covariance / np.where(scale > 0, scale, 1.0), 0.0))
