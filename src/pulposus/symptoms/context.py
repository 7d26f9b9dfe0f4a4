"""Context: what an arm of a setting shows whatever is in the pill or the syringe.

Four settings: ``natural course`` (usual care), ``placebo pill`` (the control arm of a drug trial), ``sham`` (a needle
outside the disc, or a sham operation) and ``intradiscal saline``. An injected control arm's published change already
holds natural course and regression to the mean, so the response is what is left when the typical participant's own
are taken away, draw by draw:

    response at 12 months = arm change of this draw's trial - natural change of a typical participant

A pill's response is published against no treatment, at short term, and enters as it is. For this patient a response
is scaled by baseline over typical baseline, spread between people, and given its time:
p(t) = (1 - exp(-t/onset)) exp(-t/fading), 1 at the month at which it is stated. Counted once by construction.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from pulposus.library.load import value
from pulposus.numerics.backend import Array, library_of
from pulposus.symptoms import modifiers, natural
from pulposus.symptoms.baseline import expected_true_score, shrinkage
from pulposus.symptoms.draws import TOPIC, both
from pulposus.symptoms.patient import Patients, SymptomPatient
from pulposus.symptoms.unknowns import ArmUnknowns, SymptomUnknowns

Float = NDArray[np.float64]
Setting = Literal["natural course", "placebo pill", "sham", "intradiscal saline"]
SETTINGS: tuple[Setting, ...] = get_args(Setting)


def typical_patient() -> SymptomPatient:
    """The participant to whom published arm changes belong."""
    return SymptomPatient(value(TOPIC, "typical_pain"), value(TOPIC, "typical_odi"), value(TOPIC, "typical_duration"))


def true_score(patient: Patients, unknowns: SymptomUnknowns) -> tuple[Array, Array]:
    """Mean (n, 2) and Cholesky factor (n, 2, 2) of the true scores behind the patient's observed ones."""
    return expected_true_score(
        patient.scores,
        unknowns.population_mean + modifiers.level_offset(patient, unknowns),
        both("between_person_sd"),
        unknowns.reliability,
        value(TOPIC, "score_correlation"),
    )


def typical_natural_change(unknowns: ArmUnknowns) -> Array:
    """Regression and natural course of the typical participant at the effect month: (n, 2)."""
    typical = typical_patient()
    month = np.array([value(TOPIC, "effect_month")])
    gain, _ = shrinkage(both("between_person_sd"), unknowns.reliability, value(TOPIC, "score_correlation"))
    apart = typical.scores - unknowns.population_mean
    centre = unknowns.population_mean + library_of(gain, apart).einsum("nij,nj->ni", gain, apart)
    regression = natural.rise(month, unknowns.regression_time) * (centre - typical.scores)
    return regression + natural.mean_change(centre, typical.duration_months, month, unknowns)[:, 0, :]


def needle_response(unknowns: ArmUnknowns) -> Array:
    """What a sham adds to the natural course of typical participants at the effect month, mean of a trial: (n, 2)."""
    return unknowns.sham_arm_change - typical_natural_change(unknowns)


def arm_change(setting: Setting, unknowns: SymptomUnknowns) -> Array:
    """Mean change at the effect month of a control arm of typical participants in this draw's trial: (n, 2)."""
    match setting:
        case "natural course":
            return typical_natural_change(unknowns)
        case "placebo pill":
            late = pill_profile(np.array([value(TOPIC, "effect_month")]), unknowns)
            return typical_natural_change(unknowns) + late * unknowns.pill_response
        case "sham":
            return unknowns.sham_arm_change
        case "intradiscal saline":
            return unknowns.sham_arm_change + unknowns.saline_minus_sham


def _profile(months: Array, onset: Array, fading: Array, stated: float) -> Array:
    def shape(at: Array) -> Array:
        return natural.rise(at, onset) * library_of(at, fading).exp(-at / fading[:, None])

    return shape(months) / shape(np.array([stated]))


def needle_profile(months: Array, unknowns: ArmUnknowns) -> Array:
    """Time course of the response to a needle, 1 at the month at which it is stated: (n, m)."""
    return _profile(months, unknowns.response_onset, unknowns.response_fading, value(TOPIC, "effect_month"))


def pill_profile(months: Array, unknowns: SymptomUnknowns) -> Array:
    """Time course of the response to a pill, 1 at the month at which it is stated: (n, m)."""
    return _profile(months, unknowns.response_onset, unknowns.pill_fading, value(TOPIC, "pill_response_month"))


def response(setting: Setting, patient: Patients, months: Array, unknowns: SymptomUnknowns) -> Array:
    """What the setting adds to the natural course of this patient: (n, m, 2), zero without pill or needle."""
    if setting == "natural course":
        return np.zeros((len(unknowns), len(months), 2))
    scale = patient.scores / typical_patient().scores
    if setting == "placebo pill":
        own = scale * (unknowns.pill_response + unknowns.pill_person_sd * unknowns.z_response)
        return pill_profile(months, unknowns)[:, :, None] * own[:, None, :]
    mean = arm_change(setting, unknowns) - typical_natural_change(unknowns)
    theirs = scale * (mean + unknowns.response_person_sd * unknowns.z_response)
    return needle_profile(months, unknowns)[:, :, None] * theirs[:, None, :]


def latent_course(setting: Setting, patient: Patients, months: Float, unknowns: SymptomUnknowns) -> Float:
    """Scores that this setting alone would bring, before floor and ceiling: (n, m, 2), at month 0 as observed."""
    centre, factor = true_score(patient, unknowns)
    true = np.clip(centre + np.einsum("nij,nj->ni", factor, unknowns.z_true_score), 0.0, None)
    regression = natural.rise(months, unknowns.regression_time)[:, :, None] * (true - patient.scores)[:, None, :]
    persistence = modifiers.persistence_odds(patient, unknowns)
    course = natural.mean_change(true, patient.duration_months, months, unknowns, persistence)
    course = course + modifiers.course_points(patient, months)
    person = natural.person_change(months, unknowns)
    start = np.broadcast_to(patient.scores, (len(unknowns), 2))[:, None, :]
    return np.asarray(start + regression + course + person + response(setting, patient, months, unknowns))
