"""Natural course: recent pain mostly falls, entrenched pain mostly stays, people differ.

Change at month t from the true score b of a patient with pain for d months:

    -w(d) k b (1 - c(t))  +  (1 - w(d)) D g(t)  +  sigma z p(t)

w = 1/(1 + (d/d50)^2) is what is left of the favourable course; c = f + (1 - f) exp(-(t/tau)^beta) runs through
the pooled cohorts of recent persistent pain (Costa 2012, source in the library); D is the drift of entrenched
pain at the effect month; sigma is the spread between people, fully grown within a few months.
"""

from __future__ import annotations

import numpy as np

from pulposus.library.load import value
from pulposus.numerics.backend import Array, library_of
from pulposus.symptoms.draws import TOPIC
from pulposus.symptoms.unknowns import ArmUnknowns, SymptomUnknowns


def remaining_share(months: Array, floor_share: Array) -> Array:
    """Share of the starting pain that recent persistent pain still has: (n, m) from (m,) and (n,)."""
    fall = library_of(months).exp(-((months / value(TOPIC, "course_time")) ** value(TOPIC, "course_exponent")))
    return floor_share[:, None] + (1 - floor_share[:, None]) * fall


def favourable_weight(duration_months: float | Array, half_duration: Array) -> Array:
    """How much of the course of recent pain applies after this duration: (n,)."""
    return 1 / (1 + (duration_months / half_duration) ** 2)


def with_persistence(weight: Array, odds_ratio: Array) -> Array:
    """The favourable weight where the odds of staying as it is are multiplied: (n,)."""
    return weight / (weight + (1 - weight) * odds_ratio)


def rise(months: Array, time: Array) -> Array:
    """1 - exp(-t/time): (n, m) from (m,) and (n,)."""
    return -library_of(months, time).expm1(-months / time[:, None])


def fall_and_drift(
    duration_months: float | Array, months: Array, unknowns: ArmUnknowns, persistence_odds: Array | None = None
) -> tuple[Array, Array]:
    """Share of the true score that is lost, and the points of drift, each (n, m, 2).

    ``persistence_odds`` (n,) multiplies the odds that pain stays instead of taking the course of recent pain.
    """
    alone = favourable_weight(duration_months, unknowns.course_half_duration)
    weight = (alone if persistence_odds is None else with_persistence(alone, persistence_odds))[:, None, None]
    fall = 1 - remaining_share(months, unknowns.course_floor_share)[:, :, None]
    at_effect_month = rise(np.array([value(TOPIC, "effect_month")]), unknowns.drift_time)
    drift_shape = (rise(months, unknowns.drift_time) / at_effect_month)[:, :, None]
    lost = weight * unknowns.course_relative[:, None, :] * fall
    return lost, (1 - weight) * unknowns.entrenched_drift[:, None, :] * drift_shape


def mean_change(
    true_score: Array,
    duration_months: float | Array,
    months: Array,
    unknowns: ArmUnknowns,
    persistence_odds: Array | None = None,
) -> Array:
    """Expected natural change without the spread between people: (n, m, 2) from true scores (n, 2)."""
    lost, drift = fall_and_drift(duration_months, months, unknowns, persistence_odds)
    return drift - true_score[:, None, :] * lost


def person_change(months: Array, unknowns: SymptomUnknowns) -> Array:
    """What sets this person apart from others with the same course: (n, m, 2)."""
    shape = rise(months, unknowns.person_change_time)[:, :, None]
    return shape * (unknowns.person_change_sd * unknowns.z_person)[:, None, :]
