"""Water, T2 and grade of a nucleus: one map made of the library's water and T2 by grade.

Each grade is a T2, and a loss of as much water as lies between two grades is one grade more. Water is counted from the
disc's own: between people it differs more than between grades. What water leaves unexplained of T2 (R = 0.81, Marinelli
2009) stays with a disc for life. Signal tells grades I to IV (Salamat 2016, doi:10.1186/s40064-016-2542-5).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading.scale import SIGNAL, TOPIC
from pulposus.library import facts, value

Float = NDArray[np.float64]
SIGNAL_GRADES = np.arange(1, SIGNAL.highest + 1)
MAP = "imaging_measures"


@cache
def log_T2() -> Float:
    """ln T2 of grades I to IV, (4,)."""
    return np.log([value(MAP, f"t2_grade_{grade}_ms") for grade in SIGNAL_GRADES])


@cache
def log_spread() -> Float:
    """SD of T2 within each of these grades over its mean, (4,)."""
    each = [facts(MAP)[f"t2_grade_{grade}_ms"] for grade in SIGNAL_GRADES]
    return np.array([float(fact.spread) / fact.value for fact in each])  # type: ignore[arg-type]


@cache
def graded_discs() -> Float:
    """How many discs of the library's patients were of grades I to IV, (4,)."""
    return np.array([value(MAP, f"discs_grade_{grade}") for grade in SIGNAL_GRADES])


@cache
def shares() -> Float:
    """The same as shares."""
    return np.asarray(graded_discs() / graded_discs().sum())


def score(T2_ms: Float) -> Float:
    """Grade on a continuous scale, piecewise linear in ln T2 and straight on beyond I and IV."""
    anchors = log_T2()
    return _through(-np.log(T2_ms), -anchors, SIGNAL_GRADES.astype(float))


def T2_of(score_: Float) -> Float:
    """The inverse of ``score``, ms."""
    return np.asarray(np.exp(-_through(score_, SIGNAL_GRADES.astype(float), -log_T2())))


def held_T2(severity: Float) -> Float:
    """T2 in ms; from grade IV on it falls no more (Salamat 2016: signal does not tell IV from V)."""
    collapsed = T2_of(np.array(4.0)) * value(MAP, "t2_grade_5_share")
    return np.where(severity > 4, collapsed, T2_of(np.minimum(severity, 4.0)))


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


@cache
def between_discs_log_sd() -> float:
    """SD of ln T2 over the library's graded discs."""
    mean = np.sum(shares() * log_T2())
    return float(np.sqrt(np.sum(shares() * (log_spread() ** 2 + (log_T2() - mean) ** 2))))


@cache
def residual_log_sd() -> float:
    """SD of ln T2 that water does not explain, from the correlation and the spread of T2 over graded discs."""
    return float(between_discs_log_sd() * np.sqrt(1 - value(TOPIC, "T2_water_correlation") ** 2))
