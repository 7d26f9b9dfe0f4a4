"""Severity given a reading: regression to the mean.

A grade that was read is severity plus an error, so a disc picked for a high grade is likely to be somewhat better than
it was read, the more so the rarer such discs are at its age. Picking by the reading needs no further correction: given
the reading, why it was picked says nothing more about the error.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading.scale import TOPIC, pfirrmann
from pulposus.library import facts, value
from pulposus.numerics import settings

Float = NDArray[np.float64]
Int = NDArray[np.int64]


def ages_y() -> tuple[int, ...]:
    """Ages at which the library holds the severity of discs."""
    stem = "severity_mean_"
    return tuple(sorted(int(name.removeprefix(stem)) for name in facts(TOPIC) if name.startswith(stem)))


def severity_by_age(age_y: float) -> tuple[float, float]:
    """Mean and SD of severity over the lumbar discs of people of an age, from natural history; held beyond its ages."""
    mean, sd = (
        float(np.interp(age_y, ages_y(), [value(TOPIC, f"severity_{what}_{age}") for age in ages_y()]))
        for what in ("mean", "sd")
    )
    return mean, sd


def given_reading(grade: int, error_sd: Float, age_y: float, rank: Float) -> Float:
    """Severity of discs that were read as ``grade``, (n,), at ``rank`` (n,) of its distribution.

    ``error_sd`` (n,) is the SD of the reading.
    """
    from scipy.special import ndtr

    mean, sd = severity_by_age(age_y)
    severity = np.linspace(*_span(), settings.READING_SEVERITIES)
    edges = np.concatenate([[-np.inf], pfirrmann().edges, [np.inf]])
    low, high = edges[grade - 1], edges[grade]
    error = error_sd[:, None]
    read_so = ndtr((high - severity) / error) - ndtr((low - severity) / error)
    density = read_so * np.exp(-(((severity - mean) / sd) ** 2) / 2)
    cumulated = np.cumsum(density[:, 1:] + density[:, :-1], axis=1)
    cumulated = np.column_stack([np.zeros(len(error)), cumulated]) / cumulated[:, -1:]
    return np.array([np.interp(u, c, severity) for u, c in zip(rank, cumulated, strict=True)])


def within_grade(grade: Int, age_y: float, rank: Float) -> Float:
    """Severity of discs that truly are of ``grade`` (n,), at ``rank`` (n,) of the part of the prior in that grade."""
    from scipy.special import ndtr, ndtri

    mean, sd = severity_by_age(age_y)
    lowest, highest = _span()
    edges = np.concatenate([[lowest], pfirrmann().edges, [highest]])
    below, above = (ndtr((edges[grade - 1 + k] - mean) / sd) for k in (0, 1))
    return np.asarray(mean + sd * ndtri(below + rank * (above - below)))


def _span() -> tuple[float, float]:
    """Severities that are possible: up to a grade beyond the middle of the first and the last."""
    return 0.0, pfirrmann().highest + 1.0
