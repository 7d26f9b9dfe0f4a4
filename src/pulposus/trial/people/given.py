"""What given measures say of the normal scores behind them, and scores that agree with it.

A given number is one score; yes or no, or a class, is an interval of scores. Scores that nobody gave are drawn from the
copula conditional on all that was given, by Gibbs sampling over the coordinates (Geweke 1991: truncated multivariate
normal, one coordinate at a time).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading import t2
from pulposus.course.reading.scale import SIGNAL, modified_pfirrmann, pfirrmann
from pulposus.library import value
from pulposus.trial.people import person
from pulposus.trial.people.correlation import SCORES, TOPIC, place, used
from pulposus.trial.people.marginals import Normal, least
from pulposus.trial.people.painful_disc import (
    held,
    modified_reading_sd,
    on_modified,
    reading_sd,
    severity_mean,
    severity_sd,
)
from pulposus.trial.people.streams import normals, uniforms

Float = NDArray[np.float64]
SWEEPS = 15
"""Rounds of Gibbs sampling; with correlations up to 0.63 the start is forgotten within a few."""
YES = {
    "female": "female_share",
    "smoker": "smoker_share",
    "diabetes": "diabetes_share",
    "heavy_work": "heavy_work_share",
    "low_mood": "low_mood_share",
}


class Given:
    """Lowest and highest score of each measure and person, (measures, n) each; equal where the score is known."""

    def __init__(self, columns: Mapping[str, Float], n: int, seed: int) -> None:
        """``columns`` hold numbers (n,) with NaN for what is not given; yes and no are 1 and 0."""
        self.low = np.full((len(SCORES), n), -np.inf)
        self.high = np.full((len(SCORES), n), np.inf)
        self._columns, self._n, self._seed = columns, n, seed
        for name, share in YES.items():
            self._split(name, name, least(value(TOPIC, share)))
        self._split("severe_depression", "low_mood", least(value(TOPIC, "severe_depression_share")))
        self._split("radiculopathy", "leg_pain", least(value(TOPIC, "radiculopathy_share")))
        self._split("modic", "modic", least(value(TOPIC, "modic_share")))
        self._source()
        self._number("age_y", "age", person.age())
        self._number("bmi_kg_m2", "bmi", person.bmi())
        self._number("pain_0_100", "pain", person.score("pain"))
        self._number("odi_0_100", "odi", person.score("odi"))
        self._part("leg_pain_percent", "leg_pain", person.leg_pain(), 1 - value(TOPIC, "no_leg_pain_share"))
        self._part("opioid_MME_per_day", "opioid", person.opioid_dose(), value(TOPIC, "opioid_share"))
        # Where a number and a class do not agree, the number stands and the class gives way.
        self.low = np.minimum(self.low, self.high)

    @property
    def ages_known(self) -> bool:
        """Whether everybody's age is given."""
        return bool((self.low[place("age")] == self.high[place("age")]).all())

    def with_age(self, age_y: Float) -> None:
        """Adds what depends on age: duration and severity. ``age_y`` (n,) is known for everybody by now."""
        from scipy.special import ndtri

        self._set("age", ndtri(person.age().probability(age_y)), np.ones(self._n, dtype=bool))
        self._number("duration_months", "duration", person.duration(age_y))
        self._severity(age_y)

    def _set(self, measure: str, score: Float, known: NDArray[np.bool_]) -> None:
        row = place(measure)
        self.low[row] = np.where(known, score, self.low[row])
        self.high[row] = np.where(known, score, self.high[row])

    def _number(self, name: str, measure: str, marginal: Normal) -> None:
        from scipy.special import ndtri

        if name in self._columns:
            known = ~np.isnan(self._columns[name])
            filled = np.where(known, self._columns[name], np.exp(marginal.centre) if marginal.log else marginal.centre)
            self._set(measure, ndtri(marginal.probability(filled)), known)

    def _split(self, name: str, measure: str, edge: float) -> None:
        """Above ``edge`` where the column is above nought, below it where it is nought."""
        if name in self._columns:
            row, found = place(measure), self._columns[name]
            self.low[row] = np.where(found > 0, np.maximum(self.low[row], edge), self.low[row])
            self.high[row] = np.where(found == 0, np.minimum(self.high[row], edge), self.high[row])

    def _part(self, name: str, measure: str, marginal: Normal, share: float) -> None:
        """A measure that is nought for all but a share of people."""
        from scipy.special import ndtri

        if name in self._columns:
            self._split(name, measure, least(share))
            found = self._columns[name]
            some = found > 0
            u = 1 - share + share * marginal.probability(np.where(some, found, 1.0))
            self._set(measure, ndtri(u), some)

    def _source(self) -> None:
        facet, joint = value(TOPIC, "facet_source_share"), value(TOPIC, "sacroiliac_source_share")
        self._split("sacroiliac_pain", "pain_source", least(joint))
        row, found = place("pain_source"), self._columns.get("facet_pain")
        if found is not None:
            self.low[row] = np.where(found == 1, least(facet + joint), self.low[row])
            self.high[row] = np.where(found == 1, least(joint), self.high[row])
            # No facet pain leaves disc and sacroiliac joint; where nothing says which, the wider one is taken.
            no = (found == 0) & np.isinf(self.low[row])
            self.high[row] = np.where(no, np.minimum(self.high[row], least(facet + joint)), self.high[row])

    def _severity(self, age_y: Float) -> None:
        """Severity itself; else what a grade that was read says of it, Pfirrmann first; else what T2 says."""
        mean, sd = severity_mean(age_y), severity_sd()
        if "T2_ms" in self._columns:
            signal = t2.score(np.where(self._columns["T2_ms"] > 0, self._columns["T2_ms"], 1.0))
            told, row = ~np.isnan(self._columns["T2_ms"]), place("severity")
            # Signal does not tell a collapsed disc from one of grade IV.
            lost = told & (signal >= SIGNAL.highest)
            self.low[row] = np.where(lost, (SIGNAL.highest - mean) / sd, self.low[row])
            self._set("severity", (held(signal) - mean) / sd, told & ~lost)
        for name, laid, error, best in (
            ("modified_pfirrmann", on_modified, modified_reading_sd(), modified_pfirrmann().highest),
            ("pfirrmann", _same, reading_sd(), pfirrmann().highest),
        ):
            if name in self._columns:
                centre = laid(mean)
                known = ~np.isnan(self._columns[name])
                score = self._as_graded(name, centre, laid(mean + sd) - centre, error, best)
                self._set("severity", score, known)
        if "severity" in self._columns:
            found = self._columns["severity"]
            self._set("severity", (found - mean) / sd, ~np.isnan(found))

    def _as_graded(self, name: str, centre: Float, spread: Float, error: float, best: int) -> Float:
        """Scores of severity of discs that were read as they were: regression to the mean, as in ``course.reading``."""
        grade = self._columns[name]
        whole = np.hypot(spread, error)
        known = ~np.isnan(grade)
        low = np.where(known & (grade > 1), (grade - 1 / 2 - centre) / whole, -np.inf)
        high = np.where(known & (grade < best), (grade + 1 / 2 - centre) / whole, np.inf)
        as_read = truncated(low, high, uniforms(f"{name} as read", self._n, self._seed))
        part = spread / whole
        rest = normals(f"{name} truth", self._n, self._seed)
        return np.asarray(part * as_read + np.sqrt(1 - part**2) * rest)


def _same(severity: Float) -> Float:
    return severity


def scores(given: Given, n: int, seed: int) -> Float:
    """Scores (measures, n) drawn from the copula, given what is known."""
    inverse = np.linalg.inv(used().matrix)
    known = given.low == given.high
    z = np.where(known, given.low, truncated(given.low, given.high, np.full_like(given.low, 1 / 2)))
    free = [row for row in range(len(SCORES)) if not known[row].all()]
    for sweep in range(SWEEPS):
        for row in free:
            spread = 1 / np.sqrt(inverse[row, row])
            rest = inverse[row] @ z - inverse[row, row] * z[row]
            mean = -rest / inverse[row, row]
            u = uniforms(f"gibbs {sweep} {SCORES[row]}", n, seed)
            fresh = mean + spread * truncated((given.low[row] - mean) / spread, (given.high[row] - mean) / spread, u)
            z[row] = np.where(known[row], z[row], np.clip(fresh, given.low[row], given.high[row]))
    return z


def truncated(low: Float, high: Float, u: Float) -> Float:
    """Standard normal values between ``low`` and ``high`` at probabilities ``u``; precise in both tails."""
    from scipy.special import ndtr, ndtri

    # Worked in the lower tail, where probabilities keep their digits.
    turned = low > 0
    a, b = np.where(turned, -high, low), np.where(turned, -low, high)
    p = ndtr(a) + np.where(turned, 1 - u, u) * (ndtr(b) - ndtr(a))
    found = np.clip(ndtri(np.maximum(p, np.finfo(np.float64).tiny)), a, b)
    return np.asarray(np.where(turned, -found, found))
