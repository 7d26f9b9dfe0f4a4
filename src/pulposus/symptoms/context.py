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
from pulposus.symptoms import modifiers, natural
from pulposus.symptoms.baseline import expected_true_score
from pulposus.symptoms.draws import TOPIC, both
from pulposus.symptoms.patient import SymptomPatient
from pulposus.symptoms.unknowns import SymptomUnknowns

Float = NDArray[np.float64]
Setting = Literal["natural course", "placebo pill", "sham", "intradiscal saline"]
SETTINGS: tuple[Setting, ...] = get_args(Setting)


def typical_patient() -> SymptomPatient:
    """The participant to whom published arm changes belong."""
    return SymptomPatient(value(TOPIC, "typical_pain"), value(TOPIC, "typical_odi"), value(TOPIC, "typical_duration"))


def true_score(patient: SymptomPatient, unknowns: SymptomUnknowns) -> tuple[Float, Float]:
    """Mean (n, 2) and Cholesky factor (n, 2, 2) of the true scores behind the patient's observed ones."""
    return expected_true_score(
        patient.scores,
        unknowns.population_mean + modifiers.level_offset(patient, unknowns),
        both("between_person_sd"),
        unknowns.reliability,
        value(TOPIC, "score_correlation"),
    )


def typical_natural_change(unknowns: SymptomUnknowns) -> Float:
    """Regression and natural course of the typical participant at the effect month: (n, 2)."""
    typical = typical_patient()
    month = np.array([value(TOPIC, "effect_month")])
    centre, _ = true_score(typical, unknowns)
    regression = natural.rise(month, unknowns.regression_time) * (centre - typical.scores)
    return np.asarray(regression + natural.mean_change(centre, typical.duration_months, month, unknowns)[:, 0, :])


def arm_change(setting: Setting, unknowns: SymptomUnknowns) -> Float:
    """Mean change at the effect month of a control arm of typical participants in this draw's trial: (n, 2)."""
    match setting:
        case "natural course":
            return typical_natural_change(unknowns)
        case "placebo pill":
            late = response_profile(np.array([value(TOPIC, "effect_month")]), unknowns, setting)
            return typical_natural_change(unknowns) + late * unknowns.pill_response
        case "sham":
            return unknowns.sham_arm_change
        case "intradiscal saline":
            return unknowns.sham_arm_change + unknowns.saline_minus_sham


def response_profile(months: Float, unknowns: SymptomUnknowns, setting: Setting = "sham") -> Float:
    """Time course of the response to a setting, 1 at the month at which it is stated: (n, m)."""
    pill = setting == "placebo pill"
    fading = unknowns.pill_fading if pill else unknowns.response_fading
    stated = np.array([value(TOPIC, "pill_response_month" if pill else "effect_month")])

    def shape(at: Float) -> Float:
        return natural.rise(at, unknowns.response_onset) * np.asarray(np.exp(-at / fading[:, None]))

    return np.asarray(shape(months) / shape(stated))


def response(setting: Setting, patient: SymptomPatient, months: Float, unknowns: SymptomUnknowns) -> Float:
    """What the setting adds to the natural course of this patient: (n, m, 2), zero without pill or needle."""
    if setting == "natural course":
        return np.zeros((len(unknowns), len(months), 2))
    if setting == "placebo pill":
        mean, person_sd = unknowns.pill_response, unknowns.pill_person_sd
    else:
        mean = arm_change(setting, unknowns) - typical_natural_change(unknowns)
        person_sd = unknowns.response_person_sd
    own = person_sd * unknowns.z_response
    scale = patient.scores / typical_patient().scores
    return np.asarray(response_profile(months, unknowns, setting)[:, :, None] * (scale * (mean + own))[:, None, :])


def latent_course(setting: Setting, patient: SymptomPatient, months: Float, unknowns: SymptomUnknowns) -> Float:
    """Scores that this setting alone would bring, before floor and ceiling: (n, m, 2), at month 0 as observed."""
    centre, factor = true_score(patient, unknowns)
    true = np.clip(centre + np.einsum("nij,nj->ni", factor, unknowns.z_true_score), 0.0, None)
    regression = natural.rise(months, unknowns.regression_time)[:, :, None] * (true - patient.scores)[:, None, :]
    persistence = modifiers.persistence_odds(patient, unknowns)
    course = natural.mean_change(true, patient.duration_months, months, unknowns, persistence)
    course = course + modifiers.course_points(patient, months)
    person = natural.person_change(months, unknowns)
    return np.asarray(patient.scores + regression + course + person + response(setting, patient, months, unknowns))
