"""Published baselines of trials beside those of drawn people selected by the same rules: data of two tests."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pulposus.trial.people import Population, criteria_of, draw, select

PEOPLE = 60_000
SEED = 0
VERTEBROGENIC: tuple[dict[str, object], ...] = (
    {"field": "modic", "rule": "between", "value": [1, 2]},
    {"field": "pain_0_100", "rule": "at_least", "value": 40},
    {"field": "odi_0_100", "rule": "at_least", "value": 30},
    {"field": "duration_months", "rule": "at_least", "value": 6},
    {"field": "failed_care_months", "rule": "at_least", "value": 6},
    {"field": "radiculopathy", "rule": "must_not"},
    {"field": "canal_stenosis", "rule": "must_not"},
)
"""Rules of the trials of basivertebral nerve ablation (Table 1 of Interv Pain Med 2023;2:100256), as far as asked."""
CANDIDATES_FOR_SURGERY: tuple[dict[str, object], ...] = (
    {"field": "modified_pfirrmann", "rule": "between", "value": [4, 7]},
    {"field": "pain_0_100", "rule": "at_least", "value": 40},
    {"field": "duration_months", "rule": "at_least", "value": 6},
)
"""Pettine 2015, from the abstract."""
RULES: dict[str, tuple[str | None, tuple[dict[str, object], ...]]] = {
    "MPC phase 2": ("mesoblast_phase2", ()),
    "MPC phase 3": ("mesoblast_phase3", ()),
    "RESPINE": ("respine", ()),
    "VAST": ("vast", ()),
    "DiscGenics": ("discgenics_idct", ()),
    "VIA pilot": ("via_disc_pilot", ()),
    "SMART": (None, VERTEBROGENIC),
    "INTRACEPT": (None, VERTEBROGENIC),
    "Pettine": (None, CANDIDATES_FOR_SURGERY),
}


class Baseline(NamedTuple):
    """One published mean or share, of ``n`` people."""

    trial: str
    measure: str
    published: float
    n: int


PUBLISHED = (
    Baseline("MPC phase 2", "pain", 70.5, 100),
    Baseline("MPC phase 3", "median duration", 68, 404),
    Baseline("MPC phase 3", "opioids %", 41.6, 404),
    Baseline("VAST", "pain", 57.4, 218),
    Baseline("VAST", "ODI", 52.9, 218),
    Baseline("DiscGenics", "age", 37.9, 60),
    Baseline("DiscGenics", "women %", 40, 60),
    Baseline("VIA pilot", "age", 44, 28),
    Baseline("VIA pilot", "pain", 71, 28),
    Baseline("SMART", "age", 47, 225),
    Baseline("SMART", "ODI", 42, 225),
    Baseline("SMART", "pain", 67.4, 100),
    Baseline("INTRACEPT", "ODI", 45.9, 140),
    Baseline("INTRACEPT", "SD of ODI", 11.5, 140),
    Baseline("INTRACEPT", "pain", 66, 140),
    Baseline("INTRACEPT", "over 5 years %", 67, 140),
    Baseline("Pettine", "age", 40, 26),
    Baseline("Pettine", "women %", 57.7, 26),
    Baseline("Pettine", "pain", 79.3, 26),
    Baseline("Pettine", "ODI", 56.5, 26),
)


def measured(people: Population, measure: str, n: int) -> tuple[float, float]:
    """A measure of these people, and the standard error it would have in a trial of ``n``."""
    columns = {
        "age": people.age_y,
        "pain": people.pain_0_100,
        "ODI": people.odi_0_100,
        "women %": 100.0 * people.female,
        "opioids %": 100.0 * (people.opioid_MME_per_day > 0),
        "over 5 years %": 100.0 * (people.duration_months > 60),
    }
    if measure == "median duration":
        log = np.log(people.duration_months)
        middle = float(np.exp(np.median(log)))
        return middle, middle * float(log.std()) * 1.2533 / n**0.5  # a median errs by root pi/2 more than a mean
    if measure == "SD of ODI":
        sd = float(people.odi_0_100.std())
        return sd, sd / (2 * n) ** 0.5
    return float(columns[measure].mean()), float(columns[measure].std()) / n**0.5


def rows() -> list[tuple[Baseline, float, bool]]:
    """Each published baseline, ours, and whether a trial of that size could show it by chance (two standard errors)."""
    people = draw(PEOPLE, SEED)
    chosen = {trial: select(people, criteria_of(*rules)).selected for trial, rules in RULES.items()}
    found = []
    for one in PUBLISHED:
        ours, error = measured(chosen[one.trial], one.measure, one.n)
        found.append((one, ours, abs(ours - one.published) <= 2 * error))
    return found
