"""What an image shows of a disc: T2 from its water, a Pfirrmann grade from T2 and height, a reader who errs.

The library's water and T2 by grade make one map: each grade is a T2, and a loss of as much water as lies between two
grades is one grade more. Water is counted from the disc's own: between people it differs more than between grades.
What water leaves unexplained of T2 (R = 0.81, Marinelli 2009) stays with a disc for life. Signal tells grades I to IV,
height grade V (Salamat 2016, doi:10.1186/s40064-016-2542-5).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pulposus.course.lifetime.damage import TOPIC
from pulposus.course.lifetime.lives import Lives
from pulposus.library import facts, value
from pulposus.numerics import settings

Float = NDArray[np.float64]
Int = NDArray[np.int64]
SIGNAL_GRADES = np.arange(1, 4 + 1)


@dataclass(frozen=True)
class Seen:
    """What images of the discs of people show, (people, discs, ages)."""

    T2_ms: Float
    grade: Int
    """Pfirrmann, by a reader without error."""
    grade_read: Int
    """By a reader with the published repeatability."""


@cache
def log_T2() -> Float:
    """ln T2 of grades I to IV, (4,)."""
    return np.log([value("imaging_measures", f"t2_grade_{grade}_ms") for grade in SIGNAL_GRADES])


def score(T2_ms: Float) -> Float:
    """Grade on a continuous scale, piecewise linear in ln T2 and straight on beyond I and IV."""
    anchors = log_T2()
    return _through(-np.log(T2_ms), -anchors, SIGNAL_GRADES.astype(float))


def T2_of(score_: Float) -> Float:
    """The inverse of ``score``, ms."""
    return np.asarray(np.exp(-_through(score_, SIGNAL_GRADES.astype(float), -log_T2())))


def _through(x: Float, xs: Float, ys: Float) -> Float:
    slope = np.diff(ys) / np.diff(xs)
    k = np.clip(np.searchsorted(xs, x) - 1, 0, len(slope) - 1)
    return np.asarray(ys[k] + slope[k] * (x - xs[k]))


def water_mass(water_fraction: Float) -> Float:
    """Water by mass of tissue from water by volume: the inverse of ``composition.porosity_from_water_mass``."""
    water = water_fraction * value("composition", "water_density_g_mL")
    return np.asarray(water / (water + (1 - water_fraction) * value("composition", "solid_density_g_mL")))


@cache
def water_per_grade() -> float:
    """Water by mass that lies between two neighbouring grades."""
    healthy, third = (value("composition", f"water_mass_fraction_nucleus_grade{grade}") for grade in (1, 3))
    return (healthy - third) / 2


def _shares() -> Float:
    shares = np.array([value("imaging_measures", f"discs_grade_{grade}") for grade in SIGNAL_GRADES])
    return np.asarray(shares / shares.sum())


@cache
def residual_log_sd() -> float:
    """SD of ln T2 that water does not explain, from the correlation and the spread of T2 over graded discs."""
    within = np.array(
        [float(facts("imaging_measures")[f"t2_grade_{g}_ms"].spread) / value("imaging_measures", f"t2_grade_{g}_ms")  # type: ignore[arg-type]
         for g in SIGNAL_GRADES]
    )  # fmt: skip
    mean = np.sum(_shares() * log_T2())
    variance = np.sum(_shares() * (within**2 + (log_T2() - mean) ** 2))
    return float(np.sqrt(variance * (1 - value(TOPIC, "T2_water_correlation") ** 2)))


@cache
def collapsed_below() -> float:
    """Height over the disc's own below which it counts as grade V: between whole and collapsed in logarithms."""
    return float(np.sqrt(value("imaging_measures", "collapsed_height_share")))


def weighted_kappa(reader_sd: float) -> float:
    """Linearly weighted kappa of two readings of the library's discs of grades I to IV under an error of the score."""
    from scipy.special import ndtr

    x = np.linspace(-settings.GRADE_REACH_SD, settings.GRADE_REACH_SD, settings.LIFETIME_READER_NODES)
    bell = np.exp(-(x**2) / 2)
    spread = [float(facts("imaging_measures")[f"t2_grade_{g}_ms"].spread) for g in SIGNAL_GRADES]  # type: ignore[arg-type]
    nodes = np.concatenate([
        score(np.exp(log_T2()[k] + x * spread[k] / np.exp(log_T2()[k]))) for k in range(len(SIGNAL_GRADES))
    ])  # fmt: skip
    weight = np.concatenate([share * bell / bell.sum() for share in _shares()])
    edges = SIGNAL_GRADES[:-1] + 1 / 2
    below = ndtr((edges - nodes[:, None]) / reader_sd)
    reads = np.diff(np.column_stack([np.zeros_like(nodes), below, np.ones_like(nodes)]), axis=1)
    joint = np.einsum("m,mi,mj->ij", weight, reads, reads)
    return kappa_of(joint)


def kappa_of(joint: Float) -> float:
    """Linearly weighted kappa of two readings from the share of discs with each pair of grades, (grades, grades)."""
    grades = np.arange(len(joint))
    apart = np.abs(np.subtract.outer(grades, grades))
    chance = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    return float(1 - np.sum(apart * joint) / np.sum(apart * chance))


@cache
def reader_sd(kappa: float) -> float:
    """Error of a reading on the score with which a reader agrees with himself to ``kappa``."""
    from scipy.optimize import brentq

    return float(brentq(lambda sd: weighted_kappa(sd) - kappa, *settings.LIFETIME_READER_SD))


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
    error = reader_sd(value(TOPIC, "grade_reading_kappa") if kappa is None else kappa)
    read_score = continuous + error * rng.standard_normal(continuous.shape)
    height_error = value(TOPIC, "height_reading_sd_mm") * rng.standard_normal(continuous.shape)
    own_height = lives.height_mm / lives.height_ratio
    return Seen(
        _held_T2(continuous),
        _grade(continuous, lives.height_ratio),
        _grade(read_score, lives.height_ratio + height_error / own_height),
    )


def _held_T2(continuous: Float) -> Float:
    """T2 in ms; from grade IV on it falls no more (Salamat 2016: signal does not tell IV from V)."""
    collapsed = T2_of(np.array(4.0)) * value("imaging_measures", "t2_grade_5_share")
    return np.where(continuous > 4, collapsed, T2_of(np.minimum(continuous, 4.0)))


def _grade(continuous: Float, height_ratio: Float) -> Int:
    by_signal = np.clip(np.rint(continuous), 1, 4).astype(np.int64)
    return np.where(height_ratio < collapsed_below(), 4 + 1, by_signal)
