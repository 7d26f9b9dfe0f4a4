"""Which measures of people go together, and the nearest matrix that people can have."""

from __future__ import annotations

from functools import cache
from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.library import facts, value

Float = NDArray[np.float64]
TOPIC = "trial_people"
SCORES = (
    "age", "female", "bmi", "smoker", "diabetes", "heavy_work", "low_mood", "duration", "leg_pain", "pain_source",
    "opioid", "severity", "modic", "pain", "odi",
)  # fmt: skip
"""Measures with a normal score that is correlated with others; a new one goes to the end, so that no draw moves."""
STEM = "correlation_"
ROUNDS = 200
LEAST_EIGENVALUE = 1e-6
CLOSE = 1e-10


class Repaired(NamedTuple):
    """A correlation matrix and the largest change of one entry that made it positive definite."""

    matrix: Float
    change: float


def place(name: str) -> int:
    """Row of a measure."""
    return SCORES.index(name)


@cache
def published() -> Float:
    """The library's correlations as a matrix, (measures, measures); none where nothing is listed."""
    matrix = np.eye(len(SCORES))
    for one, other in permutations(SCORES, 2):
        name = f"{STEM}{one}_{other}"
        if name in facts(TOPIC):
            matrix[place(one), place(other)] = matrix[place(other), place(one)] = value(TOPIC, name)
    between_scores = value("symptoms", "score_correlation")
    matrix[place("pain"), place("odi")] = matrix[place("odi"), place("pain")] = between_scores
    return matrix


@cache
def used() -> Repaired:
    """The matrix that people are drawn with."""
    return nearest(published())


def nearest(matrix: Float) -> Repaired:
    """The nearest correlation matrix that is positive definite, by alternating projections.

    Higham, IMA J Numer Anal 2002;22:329-343 (doi:10.1093/imanum/22.3.329), with Dykstra's correction. A matrix that is
    positive definite comes back unchanged.
    """
    if np.linalg.eigvalsh(matrix)[0] > LEAST_EIGENVALUE:
        return Repaired(matrix, 0.0)
    current, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(ROUNDS):
        before = current
        values, vectors = np.linalg.eigh(current - correction)
        positive = (vectors * np.maximum(values, LEAST_EIGENVALUE)) @ vectors.T
        correction = positive - (current - correction)
        current = positive.copy()
        np.fill_diagonal(current, 1.0)
        if np.abs(current - before).max() < CLOSE:
            break
    # What the last projection left below the bound is lifted by a mixture with no correlation at all.
    lowest = np.linalg.eigvalsh(current)[0]
    if lowest < LEAST_EIGENVALUE:
        share = (LEAST_EIGENVALUE - lowest) / (1 - lowest)
        current = (1 - share) * current + share * np.eye(len(current))
    return Repaired(current, float(np.abs(current - matrix).max()))
