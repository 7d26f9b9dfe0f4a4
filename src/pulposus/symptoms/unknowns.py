"""Everything about the symptoms that is not known: drawn once, the same under every treatment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.library.load import facts, value
from pulposus.numerics.backend import Array
from pulposus.numerics.rows import take
from pulposus.symptoms.draws import TOPIC, calibrated, correlated_pair, every, from_trials, normal_pairs, one, pair
from pulposus.symptoms.products import CARRIERS, CELL_CLASSES
from pulposus.symptoms.scale import OUTCOMES

Float = NDArray[np.float64]
OTHER_SD = "other_trial_sd"
"""Spread between trials of a treatment that is not cells: log-normal facts, the prior of each treatment's own."""


@dataclass(frozen=True)
class ArmUnknowns:
    """What sets the mean and the spread of an arm: (n, 2) is pain and ODI, times are months (n,).

    NumPy arrays in a forecast; traced arrays while the calibration differentiates through them.
    """

    population_mean: Array  # (n, 2)
    reliability: Array  # (n, 2)
    regression_time: Array
    course_floor_share: Array  # (n,)
    course_relative: Array  # (n, 2), pain is 1
    course_half_duration: Array
    entrenched_drift: Array  # (n, 2) at the effect month
    drift_time: Array
    person_change_sd: Array  # (n, 2)
    person_change_time: Array
    sham_arm_change: Array  # (n, 2) at the effect month: mean over trials and this trial's deviation
    saline_minus_sham: Array  # (n, 2)
    response_person_sd: Array  # (n, 2)
    response_onset: Array
    response_fading: Array


@dataclass(frozen=True)
class SymptomUnknowns(ArmUnknowns):
    """Draws of everything: ``z_...`` are standard normal pairs (n, 2)."""

    z_true_score: Float  # (n, 2), independent; the covariance is that of the true score given the observed
    z_person: Float
    z_response: Float
    effect: Float  # (n, 2), gain beyond the control arm at the effect month and the reference signal
    class_offset: Mapping[str, Float]  # (n, 2), added to the effect of cells of this class
    carrier_gain: Mapping[str, Float]  # (n, 2), gain of the carrier itself at the effect month
    pill_response: Float  # (n, 2), change that a placebo pill adds at short term
    pill_person_sd: Float  # (n, 2)
    pill_fading: Float
    relief: Mapping[str, Float]  # by fact of relief.yaml
    relief_of_trial: Mapping[str, Float]  # (n, 2), by effect: how it differs in this trial from its mean
    modifiers: Mapping[str, Float]  # by fact of modifiers.yaml

    def __len__(self) -> int:
        return len(self.regression_time)

    def take(self, rows: NDArray[np.int64]) -> SymptomUnknowns:
        """The same unknowns for some of the draws, or for one of them many times."""
        return take(self, rows)


def draw_unknowns(n: int, seed: int) -> SymptomUnknowns:
    """Draw the unknowns of ``n`` draws; the streams are named, so the same seed gives the same numbers."""
    together = value(TOPIC, "change_correlation")
    natural = pair("drift_trial_sd", n, seed) * normal_pairs("trial natural", n, seed, together)
    response = pair("trial_sd", n, seed) * normal_pairs("trial", n, seed, together)
    effect = pair("effect_trial_sd", n, seed) * normal_pairs("trial effect", n, seed, together)
    relative = one("odi_course_relative", n, seed, low=0.0)
    return SymptomUnknowns(
        population_mean=pair("population_mean", n, seed),
        reliability=pair("reliability", n, seed, low=_lowest_reliability(), high=1 - np.finfo(np.float64).eps),
        regression_time=one("regression_time", n, seed),
        z_true_score=normal_pairs("true score", n, seed, 0.0),
        course_floor_share=one("course_floor_share", n, seed, low=0.0, high=1.0),
        course_relative=np.stack([np.ones(n), relative], axis=1),
        course_half_duration=one("course_half_duration", n, seed),
        entrenched_drift=correlated_pair("entrenched_drift", n, seed, together) + natural,
        drift_time=one("drift_time", n, seed),
        person_change_sd=pair("person_change_sd", n, seed, low=0.0),
        person_change_time=one("person_change_time", n, seed),
        z_person=normal_pairs("person", n, seed, together),
        sham_arm_change=correlated_pair("sham_arm_change", n, seed, together) + natural + response,
        saline_minus_sham=correlated_pair("saline_minus_sham", n, seed, together),
        response_person_sd=pair("response_person_sd", n, seed, low=0.0),
        z_response=normal_pairs("response", n, seed, together),
        response_onset=one("response_onset", n, seed),
        response_fading=one("response_fading", n, seed),
        effect=correlated_pair("effect", n, seed, together) + effect,
        class_offset={name: offset("class", name, n, seed) for name in CELL_CLASSES},
        carrier_gain={name: offset("carrier", name, n, seed) for name in CARRIERS},
        pill_response=correlated_pair("pill_response", n, seed, together),
        pill_person_sd=pair("pill_person_sd", n, seed, low=0.0),
        pill_fading=one("pill_fading", n, seed),
        relief=every("relief", n, seed),
        relief_of_trial={name: of_trial(name, offset(OTHER_SD, name, n, seed), seed) for name in _effects_of_trials()},
        modifiers=every("modifiers", n, seed),
    )


def of_trial(name: str, between: Float, seed: int) -> Float:
    """Draws (n, 2) of how the effect of a treatment without cells differs in a trial from its mean over trials.

    ``between`` (n, 2) are its SDs over trials.
    """
    return between * normal_pairs(f"trial {name}", len(between), seed, value(TOPIC, "change_correlation"))


def _effects_of_trials() -> list[str]:
    """Effects of the library of which trials of the calibration say how much they differ."""
    effects = [fact.removesuffix("_pain") for fact in facts("relief") if fact.endswith("_pain")]
    return [name for name in effects if calibrated(f"{OTHER_SD}/{name}/{OUTCOMES[0]}")]


def offset(kind: str, name: str, n: int, seed: int) -> Float:
    """Draws (n, 2) of what the posterior holds of something with a name: a class of cells, a carrier, an effect."""
    return np.stack([from_trials(f"{kind}/{name}/{outcome}", n, seed) for outcome in OUTCOMES], axis=1)


def _lowest_reliability() -> float:
    """Scores that correlate by r between people must each be reliable by at least r."""
    return value(TOPIC, "score_correlation")
