"""Intervals and tests of coefficients: normal, or Hartung and Knapp's."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import norm, t

from pulposus.evidence.meta.gls import Fit
from pulposus.numerics.settings import META_LEVEL

Test = Literal["normal", "Hartung-Knapp", "Hartung-Knapp, not narrower"]
"""How uncertain a pooled effect is. ``Hartung-Knapp`` scales the standard error by what is left over and takes
quantiles of t with k - p degrees of freedom (Hartung and Knapp, Stat Med 2001, doi 10.1002/sim.1009; Sidik and
Jonkman, Stat Med 2002, doi 10.1002/sim.1262; metafor's ``test="knha"``). With few studies that happen to agree it can
be far too sure of itself; ``not narrower`` never lets the scale fall below one (Roever et al., BMC Med Res Methodol
2015, doi 10.1186/s12874-015-0091-1; metafor's ``test="adhoc"``)."""


@dataclass(frozen=True)
class Tested:
    """One coefficient with its interval and two-sided p value."""

    value: float
    error: float
    low: float
    high: float
    p: float


def scale(found: Fit, test: Test) -> float:
    """By what the covariance of the coefficients is multiplied."""
    if test == "normal" or found.freedom < 1:
        return 1.0
    s2 = found.q / found.freedom
    return max(1.0, s2) if test == "Hartung-Knapp, not narrower" else s2


def critical(test: Test, freedom: int, level: float = META_LEVEL) -> float:
    """Half-width of an interval in standard errors."""
    upper = (1 + level) / 2
    return float(norm.ppf(upper) if test == "normal" or freedom < 1 else t.ppf(upper, freedom))


def two_sided(statistic: float, test: Test, freedom: int) -> float:
    """p value of a statistic in standard errors."""
    return float(2 * (norm.sf(abs(statistic)) if test == "normal" or freedom < 1 else t.sf(abs(statistic), freedom)))


def with_intervals(found: Fit, test: Test, level: float = META_LEVEL) -> tuple[Tested, ...]:
    """Every coefficient of a fit."""
    errors = np.sqrt(scale(found, test) * np.diag(found.covariance))
    return tuple(
        about(float(value), float(error), test, found.freedom, level)
        for value, error in zip(found.coefficients, errors, strict=True)
    )


def about(value: float, error: float, test: Test = "normal", freedom: int = 0, level: float = META_LEVEL) -> Tested:
    """A value with its standard error."""
    half = critical(test, freedom, level) * error
    statistic = value / error if error > 0 else math.copysign(math.inf, value)
    return Tested(value, error, value - half, value + half, two_sided(statistic, test, freedom))
