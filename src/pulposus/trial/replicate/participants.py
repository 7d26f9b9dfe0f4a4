"""People with the baselines that a trial printed; what it does not say of them is drawn to fit."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from pulposus.library import facts, value
from pulposus.symptoms.draws import TOPIC
from pulposus.symptoms.patient import ManyPatients
from pulposus.symptoms.scale import score
from pulposus.trial.conduct.pool import patients_of
from pulposus.trial.people.correlation import TOPIC as PEOPLE
from pulposus.trial.people.correlation import place
from pulposus.trial.people.draw import from_scores
from pulposus.trial.people.given import Given, scores
from pulposus.trial.people.person import age
from pulposus.trial.replicate.protocol import Protocol, ReplicatedArm

Float = NDArray[np.float64]
CANDIDATES = 2048
"""People from whom the arm of every replicate is taken, with replacement."""
EXACT = ("pain_0_100", "odi_0_100", "age_y", "duration_months")
"""Columns that people have as given; of others only yes or no is given, and the rest of them drawn."""


def candidates(trial: Protocol, arm: ReplicatedArm, seed: int, n: int = CANDIDATES) -> ManyPatients:
    """People who might have been in an arm, (n,), one painful disc each.

    Mean and SD of pain and ODI are those of the arm (before floor and ceiling cut them), their correlation that of
    people with back pain. Age, share of women, duration, Modic change and root compression follow the file where it
    gives them. The rest comes from the population of ``trial.people``, given the scores.
    """
    rng = np.random.default_rng([seed, zlib.crc32(f"{trial.key} {arm.key} candidates".encode())])
    own = trial.study.population
    starts = baselines(arm, n, rng)
    columns = {"pain_0_100": starts[:, 0], "odi_0_100": starts[:, 1]}
    if own.age_y is not None:
        drawn = own.age_y + float(facts(PEOPLE)["age_y"].spread or 0) * rng.normal(size=n)  # type: ignore[arg-type]
        columns["age_y"] = np.clip(drawn, value(PEOPLE, "age_lowest_y"), value(PEOPLE, "age_highest_y"))
    if own.female_share is not None:
        columns["female"] = (rng.uniform(size=n) < own.female_share).astype(np.float64)
    if own.duration_months is not None:
        columns["duration_months"] = own.duration_months * np.exp(value(PEOPLE, "duration_log_sd") * rng.normal(size=n))
    if own.modic_only:
        columns["modic"] = np.ones(n)
    if own.root_compression:
        columns["radiculopathy"] = np.ones(n)
    return _drawn(columns, n, int(rng.integers(np.iinfo(np.int32).max)))


def baselines(arm: ReplicatedArm, n: int, rng: np.random.Generator) -> Float:
    """Pain and ODI before treatment, (n, 2)."""
    z = rng.normal(size=(n, 2))
    z = (z - z.mean(axis=0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(z.T))).T
    r = value(TOPIC, "score_correlation")
    return score(arm.baseline + arm.baseline_sd * (z @ np.linalg.cholesky(np.array([[1.0, r], [r, 1.0]])).T))


def _drawn(columns: dict[str, Float], n: int, seed: int) -> ManyPatients:
    from scipy.special import ndtr

    given = Given(columns, n, seed)
    of_age = given.low if given.ages_known else scores(given, n, seed)
    given.with_age(age().quantile(ndtr(of_age[place("age")])))
    people = from_scores(scores(given, n, seed), seed)
    return patients_of(people.replaced({name: column for name, column in columns.items() if name in EXACT}))
