"""What a world says of every number of a table."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from pulposus.calibration.table import Table
from pulposus.calibration.world import World
from pulposus.library import value
from pulposus.numerics.backend import Array, jax, jnp
from pulposus.symptoms.arm import ArmScores, Visit, arm_scores, summary
from pulposus.symptoms.context import needle_profile, typical_patient
from pulposus.symptoms.definition import responders
from pulposus.symptoms.draws import TOPIC


class Deviations(NamedTuple):
    """How trials (t) and arms (a) differ from the mean."""

    natural: Array  # (t, 2), points at the effect month
    response: Array  # (t, 2)
    effect: Array  # (t, 2), of the gain of cells
    other: Array  # (k, 2), of the gain of another treatment in a trial
    luck: Array  # (a, 2), standard normal: whom the arm happened to get
    excess: Array  # (t, 2), change that comes with having no control arm


class Predicted(NamedTuple):
    """Expected numbers: scores (s,) with their SDs, and shares (c,)."""

    score: Array
    sd: Array
    change_sd: Array
    share: Array


def gains(table: Table, world: World, deviations: Deviations) -> Array:
    """Points that the treatment of each visit's arm gains beyond its setting, (v, 2)."""
    trial = table.trial[table.visit_arm]
    cells = world.effect + table.cell_class @ world.classes + deviations.effect[trial]
    grown = _needle_course(table, world)
    total = table.cells[:, None] * cells + grown[:, None] * (table.carrier @ world.carriers)
    if table.other_names:
        q = jnp.minimum(table.baseline[table.visit_arm] / typical_patient().scores, 1.0)
        own = world.others + deviations.other[table.other_number]
        total = total + q * jnp.sum(table.others[:, :, None] * own, axis=1)
    return total


def _needle_course(table: Table, world: World) -> Array:
    return needle_profile(jnp.asarray(table.month), world.unknowns)[0]


def visit_scores(table: Table, world: World, deviations: Deviations) -> ArmScores:
    """Scores at every visit, each field leading with (v,)."""
    arm = table.visit_arm
    trial = table.trial[arm]
    excess = _needle_course(table, world)[:, None] * deviations.excess[trial]
    visits = Visit(
        *(jnp.asarray(x) for x in (table.baseline[arm], table.baseline_sd[arm], table.duration_months[arm])),
        *(jnp.asarray(x) for x in (table.month, table.needle[arm], table.saline[arm])),
    )

    def one(visit: Visit, natural: Array, response: Array, shift: Array) -> ArmScores:
        shared = world.unknowns
        own = replace(
            shared,
            entrenched_drift=shared.entrenched_drift + natural,
            sham_arm_change=shared.sham_arm_change + natural + response,
        )
        return arm_scores(visit, own, shift)

    shift = excess - gains(table, world, deviations)
    return jax.vmap(one)(visits, deviations.natural[trial], deviations.response[trial], shift)


def predict(table: Table, world: World, deviations: Deviations) -> Predicted:
    """Expected numbers of a table, with the luck of the arms in them.

    An arm's luck moves its realised mean by a share of its standard error, the same at all its visits; its responders
    follow the realised mean.
    """
    scores = visit_scores(table, world, deviations)
    plain = jax.vmap(summary)(scores)
    shared = jnp.sqrt(value(TOPIC, "visit_correlation"))
    error = plain.change_sd / jnp.sqrt(table.people[table.visit_arm])[:, None]
    lucky = scores._replace(mean=scores.mean + shared * error * deviations.luck[table.visit_arm])
    drawn = jax.vmap(summary)(lucky)
    v, k = table.score_visit, table.score_outcome
    share = responders(ArmScores(*(part[table.count_visit] for part in lucky)), table.limits)
    return Predicted(drawn.mean[v, k], plain.sd[v, k], plain.change_sd[v, k], share)
