"""From the scores of people to what they are and what hurts: age, weight, habits, pain, its duration and its source."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.levels import LUMBAR_DISCS
from pulposus.library import facts, value
from pulposus.library.sample import quantile
from pulposus.trial.people.columns import column
from pulposus.trial.people.correlation import TOPIC
from pulposus.trial.people.marginals import Normal, at_least_one, bounded_normal, least
from pulposus.trial.people.streams import uniforms
from pulposus.units import SCORE_CEILING

Float = NDArray[np.float64]
MONTHS_PER_YEAR = 12
AGE_GRID = 199
EPS = float(np.finfo(np.float64).tiny)
UNTIED = ("transitional_vertebra", "instability", "canal_stenosis", "scoliosis", "osteoporosis", "prior_disc_injection")
"""Findings that are drawn without regard to anything else."""


@cache
def age() -> Normal:
    """Age in years."""
    return bounded_normal(*_mean_sd("age_y"), value(TOPIC, "age_lowest_y"), value(TOPIC, "age_highest_y"))


@cache
def bmi() -> Normal:
    """Body mass index in kg/m2."""
    middle, log_sd = _mean_sd("bmi_kg_m2")
    low, high = (value(TOPIC, f"bmi_{end}_kg_m2") for end in ("lowest", "highest"))
    return Normal(float(np.log(middle)), log_sd, low, high, log=True)


@cache
def score(name: str) -> Normal:
    """Pain or ODI (``pain``, ``odi``) at screening, of people with chronic back pain who seek care."""
    mean, sd = value("symptoms", f"{name}_population_mean"), value("symptoms", f"{name}_between_person_sd")
    return bounded_normal(mean, sd, 0.0, SCORE_CEILING)


def duration(age_y: Float) -> Normal:
    """Months of pain at an age (n,): no longer than since adolescence, and chronic."""
    return _duration(_duration_median(), age_y)


def _duration(median: float, age_y: Float) -> Normal:
    shortest, most = column("duration_months").limits
    longest = np.minimum(MONTHS_PER_YEAR * (age_y - value(TOPIC, "first_pain_age_y")), most)
    return Normal(float(np.log(median)), value(TOPIC, "duration_log_sd"), shortest, longest, log=True)


@cache
def _duration_median() -> float:
    """Median before the cut with which the published share has had pain for more than five years."""
    from scipy.optimize import brentq

    ages = age().quantile((np.arange(AGE_GRID) + 1 / 2) / AGE_GRID)
    limit, share = value(TOPIC, "duration_limit_months"), value(TOPIC, "duration_over_five_years_share")

    def miss(median: float) -> float:
        return float(np.mean(1 - _duration(median, ages).probability(np.full(AGE_GRID, limit))) - share)

    return float(brentq(miss, limit / MONTHS_PER_YEAR, limit * MONTHS_PER_YEAR))


@cache
def leg_pain() -> Normal:
    """Leg pain in per cent of back pain where there is any."""
    middle, log_sd = _mean_sd("leg_pain_percent")
    return Normal(float(np.log(middle)), log_sd, EPS, column("leg_pain_percent").limits[1], log=True)


@cache
def opioid_dose() -> Normal:
    """Morphine equivalent in mg a day of those who take opioids."""
    middle, log_sd = _mean_sd("opioid_MME_per_day")
    return Normal(float(np.log(middle)), log_sd, EPS, column("opioid_MME_per_day").limits[1], log=True)


def _mean_sd(name: str) -> tuple[float, float]:
    fact = facts(TOPIC)[name]
    assert isinstance(fact.spread, float)
    return fact.value, fact.spread


def person(z: dict[str, Float], n: int, seed: int, first: int) -> dict[str, NDArray[Any]]:
    """Columns about the person from normal scores ``z`` by measure, each (n,)."""
    from scipy.special import ndtr

    def yes(name: str, share: str) -> NDArray[np.bool_]:
        return z[name] > least(value(TOPIC, share))

    age_y = age().quantile(ndtr(z["age"]))
    months = duration(age_y).quantile(ndtr(z["duration"]))
    none = value(TOPIC, "no_leg_pain_share")
    leg = np.clip((ndtr(z["leg_pain"]) - none) / (1 - none), 0.0, 1.0)
    source = ndtr(z["pain_source"])
    from_joint = 1 - value(TOPIC, "sacroiliac_source_share")
    from_facet = from_joint - value(TOPIC, "facet_source_share")
    opioid = value(TOPIC, "opioid_share")
    dose = np.clip((ndtr(z["opioid"]) - (1 - opioid)) / opioid, 0.0, 1.0)
    return {
        "age_y": age_y,
        "female": yes("female", "female_share"),
        "bmi_kg_m2": bmi().quantile(ndtr(z["bmi"])),
        "smoker": yes("smoker", "smoker_share"),
        "diabetes": yes("diabetes", "diabetes_share"),
        "heavy_work": yes("heavy_work", "heavy_work_share"),
        "low_mood": yes("low_mood", "low_mood_share"),
        "severe_depression": yes("low_mood", "severe_depression_share"),
        "pain_0_100": score("pain").quantile(ndtr(z["pain"])),
        "odi_0_100": score("odi").quantile(ndtr(z["odi"])),
        "duration_months": months,
        "failed_care_months": months * quantile(facts(TOPIC)["care_share"], uniforms("care", n, seed, first)),
        "supervised_therapy": chance("supervised_therapy", n, seed, first),
        "symptomatic_levels": at_least_one(
            uniforms("symptomatic_levels", n, seed, first), value(TOPIC, "symptomatic_levels"), len(LUMBAR_DISCS)
        ),
        "leg_pain_percent": np.where(leg > 0, leg_pain().quantile(leg), 0.0),
        "radiculopathy": yes("leg_pain", "radiculopathy_share"),
        "facet_pain": (source > from_facet) & (source <= from_joint),
        "sacroiliac_pain": source > from_joint,
        "opioid_MME_per_day": np.where(dose > 0, opioid_dose().quantile(dose), 0.0),
    }


def chance(name: str, n: int, seed: int, first: int) -> NDArray[np.bool_]:
    """Yes or no, (n,), by the share of the library that bears the name, tied to nothing else."""
    return uniforms(name, n, seed, first) < value(TOPIC, f"{name}_share")


def exclusions(n: int, seed: int, first: int) -> dict[str, NDArray[Any]]:
    """Findings of the spine that trials exclude, each (n,); a slip is likelier beside a gap in the arch."""
    gap = chance("spondylolysis", n, seed, first)
    slips = np.where(gap, value(TOPIC, "listhesis_with_spondylolysis_share"), value(TOPIC, "listhesis_otherwise_share"))
    slip = uniforms("listhesis", n, seed, first) < slips
    further = chance("listhesis_grade_2", n, seed, first)
    return {
        "spondylolysis": gap,
        "listhesis_grade": slip.astype(np.int64) * (1 + further),
        "prior_lumbar_surgery": chance("prior_surgery", n, seed, first),
    } | {name: chance(name, n, seed, first) for name in UNTIED}
