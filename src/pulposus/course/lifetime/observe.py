"""What an image shows of discs over their lives: T2 from water, a grade from T2 and height, a reader who errs.

The map of water, T2 and grade is that of ``course.reading``. Signal tells grades I to IV, height grade V (Salamat 2016,
doi:10.1186/s40064-016-2542-5).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pulposus.course.lifetime.damage import TOPIC
from pulposus.course.lifetime.lives import Lives
from pulposus.course.reading.kappa import error_sd
from pulposus.course.reading.reader import height_error_sd_mm
from pulposus.course.reading.scale import SIGNAL
from pulposus.course.reading.scale import TOPIC as READING
from pulposus.course.reading.t2 import T2_of, held_T2, log_T2, residual_log_sd, score, water_mass, water_per_grade
from pulposus.library import value

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True)
class Seen:
    """What images of the discs of people show, (people, discs, ages)."""

    T2_ms: Float
    grade: Int
    """Pfirrmann, by a reader without error."""
    grade_read: Int
    """By a reader with the published repeatability."""


@cache
def collapsed_below() -> float:
    """Height over the disc's own below which it counts as grade V: between whole and collapsed in logarithms."""
    return float(np.sqrt(value("imaging_measures", "collapsed_height_share")))


def first_score(people: int, discs: int, seed: int) -> Float:
    """Continuous grade of healthy young discs, (people, discs): I or II in the library's proportion.

    The residual of T2 is drawn within what still reads as grade II: that is what healthy means here.
    """
    from scipy.special import ndtr, ndtri

    rng = np.random.default_rng([seed, zlib.crc32(f"{TOPIC}/first_score".encode())])
    first, second = (value("imaging_measures", f"discs_grade_{grade}") for grade in (1, 2))
    grade = np.where(rng.uniform(size=(people, discs)) < first / (first + second), 1, 2)
    anchors, sd = log_T2()[grade - 1], residual_log_sd()
    least = np.log(T2_of(np.array(2 + 1 / 2)))
    floor = ndtr((least - anchors) / sd)
    residual = sd * ndtri(floor + (1 - floor) * rng.uniform(size=grade.shape))
    return score(np.exp(anchors + residual))


def see(lives: Lives, seed: int, *, kappa: float | None = None) -> Seen:
    """Images of every disc at every age; each reading errs anew, with the repeatability of the library or ``kappa``."""
    people, discs, _ = lives.height_ratio.shape
    own = water_mass(lives.undamaged_water_fraction)[:, None, None]
    lost = (own - water_mass(lives.water_fraction)) / water_per_grade()
    continuous = first_score(people, discs, seed)[..., None] + lost
    rng = np.random.default_rng([seed, zlib.crc32(f"{TOPIC}/reading".encode())])
    error = error_sd(value(READING, "grade_kappa_same_reader") if kappa is None else kappa, SIGNAL)
    read_score = continuous + error * rng.standard_normal(continuous.shape)
    height_error = height_error_sd_mm() * rng.standard_normal(continuous.shape)
    own_height = lives.height_mm / lives.height_ratio
    return Seen(
        held_T2(continuous),
        _grade(continuous, lives.height_ratio),
        _grade(read_score, lives.height_ratio + height_error / own_height),
    )


def _grade(continuous: Float, height_ratio: Float) -> Int:
    by_signal = SIGNAL.read(continuous).astype(np.int64)
    return np.where(height_ratio < collapsed_below(), SIGNAL.highest + 1, by_signal)
