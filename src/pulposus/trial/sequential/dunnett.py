"""Tests of several arms against one control as one hypothesis: Dunnett, Simes and Bonferroni."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline
from scipy.special import ndtr, ndtri
from scipy.stats import chi2

from pulposus.errors import InputError
from pulposus.trial.sequential.integrate import REACH, nodes

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Test = Literal["dunnett", "simes", "bonferroni"]
TESTS: tuple[Test, ...] = ("dunnett", "simes", "bonferroni")
KNOTS = 600
"""More statistics than this are interpolated between so many, on the scale of normal quantiles."""
ENDS = -8.0, 8.0
SMALL_CHANCE = 1e-14
"""The SD of a pooled variance is followed between these quantiles of its distribution."""


def loadings(people: ArrayLike, control: float) -> Floats:
    """Loading (m,) of each arm of ``people`` (m,) on the control they share: two arms' z correlate by the product."""
    sizes = np.asarray(people, dtype=float)
    if np.any(sizes <= 0) or control <= 0:
        raise InputError("An arm or the control has nobody; give at least one person each.")
    return np.asarray(np.sqrt(sizes / (sizes + control)))


def dunnett_p(largest: ArrayLike, loading: ArrayLike, df: float | None = None) -> Floats:
    """Chance under no effect that the largest of the arms' statistics is at least ``largest`` (any shape), one-sided.

    ``loading`` (m,) comes from ``loadings``. With ``df`` the statistics are t with one pooled variance of so many
    degrees of freedom, else z (Dunnett 1955, doi 10.2307/2281208).
    """
    at = np.asarray(largest, dtype=float)
    load = tuple(float(v) for v in np.atleast_1d(np.asarray(loading, dtype=float)))
    if not load or not all(0 <= v < 1 for v in load):
        raise InputError(f"Loadings {list(load)} are not from 0 to below 1; take them from the sizes of the arms.")
    if at.size <= KNOTS or df is not None:
        return _exact(at.ravel(), load, df)[0].reshape(at.shape)
    inside = np.clip(at, *ENDS)
    return np.asarray(ndtr(-_table(load)(inside)))


@lru_cache(maxsize=256)
def _table(load: tuple[float, ...]) -> CubicSpline:
    """The normal quantile of the chance that the largest is below a value, which is smooth in that value."""
    at = np.linspace(*ENDS, KNOTS)
    above, below = _exact(at, load, None)
    return CubicSpline(at, np.where(below < 0.5, ndtri(below), -ndtri(np.maximum(above, SMALL_CHANCE))))


def _exact(at: Floats, load: tuple[float, ...], df: float | None) -> tuple[Floats, Floats]:
    """Chances (n,) that the largest is at least ``at`` (n,), and that it is below, each accurate when small."""
    x, weight = nodes(-REACH, REACH, min(1.0, *(np.sqrt(1 - v * v) for v in load)))
    weight = weight * np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi)
    scales, chance = _scales(df)
    above, below = np.zeros(len(at)), np.zeros(len(at))
    for scale, share in zip(scales, chance, strict=True):
        none = np.ones((len(at), len(x)))
        for v in load:
            none *= ndtr((at[:, None] * scale + v * x) / np.sqrt(1 - v * v))
        above += share * ((1 - none) @ weight)
        below += share * (none @ weight)
    return above, below


def _scales(df: float | None) -> tuple[Floats, Floats]:
    """Values of a pooled SD over the true one and their chances; one value where the SD is known."""
    if df is None:
        return np.ones(1), np.ones(1)
    low, high = (float(np.sqrt(chi2.ppf(q, df) / df)) for q in (SMALL_CHANCE, 1 - SMALL_CHANCE))
    s, weight = nodes(low, high, (high - low) / 6)
    return s, weight * 2 * s * df * chi2.pdf(s * s * df, df)


def together_p(z: Floats, taken: Bools, test: Test, loading: Floats) -> Floats:
    """One-sided p values (...,) of no effect in any of the arms ``taken``, from z (..., m).

    ``taken`` (..., m) says which arms count in each trial; p is 1 where none does. Simes' test holds its level as the
    arms share a control and so correlate positively.
    """
    if test not in TESTS:
        raise InputError(f"Test '{test}' of several arms is unknown; give one of {', '.join(TESTS)}.")
    count = taken.sum(axis=-1)
    if test == "dunnett":
        return _dunnett_of_taken(z, taken, loading)
    p = np.where(taken, ndtr(-z), np.inf)
    rank = np.ones(p.shape[-1]) if test == "bonferroni" else np.arange(1, p.shape[-1] + 1)
    least = (np.sort(p, axis=-1) / rank).min(axis=-1)
    return np.where(count > 0, np.minimum(least * np.maximum(count, 1), 1.0), 1.0)


def _dunnett_of_taken(z: Floats, taken: Bools, loading: Floats) -> Floats:
    """Dunnett's p (...,), by the sets of arms that occur."""
    largest = np.where(taken, z, -np.inf).max(axis=-1)
    code = taken @ (1 << np.arange(taken.shape[-1]))
    p = np.ones(largest.shape)
    for which in np.unique(code[code > 0]):
        mine = code == which
        arms = (int(which) >> np.arange(taken.shape[-1])) & 1 == 1
        p[mine] = ndtr(-largest[mine]) if arms.sum() == 1 else dunnett_p(largest[mine], loading[arms])
    return p
