"""Studies pooled: a common effect, and random effects with their spread and what a further study would find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import chi2

from pulposus.errors import InputError
from pulposus.evidence.meta.gls import Fit, fit
from pulposus.evidence.meta.heterogeneity import Method, between_variance, typical_variance, variance_interval
from pulposus.evidence.meta.interval import Test, Tested, critical, scale, with_intervals
from pulposus.evidence.meta.kinds import Effects, Scale
from pulposus.numerics.settings import META_LEVEL

Prediction = Literal["metafor", "Higgins"]
"""Degrees of freedom of the prediction interval. ``metafor`` takes the quantiles of the confidence interval: normal,
or t with k - 1. ``Higgins`` takes t with k - 2, one more being spent on tau2 (Higgins, Thompson and Spiegelhalter,
J R Stat Soc A 2009, doi 10.1111/j.1467-985X.2008.00552.x)."""


@dataclass(frozen=True)
class Spread:
    """How far the true effects differ: tau2 with its interval, its share I2 of all variance (0 to 1), H2, and Q."""

    tau2: float
    tau2_interval: tuple[float, float]
    i2: float
    i2_interval: tuple[float, float]
    h2: float
    q: float
    q_freedom: int
    q_p: float

    @property
    def tau(self) -> float:
        """SD of the true effects, on the scale of the effects."""
        return float(np.sqrt(self.tau2))


@dataclass(frozen=True)
class Pooled:
    """``effects`` pooled. ``spread`` and ``prediction`` are None where one study leaves nothing to compare."""

    effects: Effects
    random: Tested
    common: Tested
    weights: tuple[float, ...]
    """Share of each estimate in the random effect, as metafor counts it; they sum to 1."""
    spread: Spread | None
    prediction: tuple[float, float] | None
    test: Test

    @property
    def scale(self) -> Scale:
        """Scale of the effects."""
        return self.effects.scale

    @property
    def studies(self) -> int:
        """Studies behind the estimates."""
        return len({item.study for item in self.effects.items})


def pool(
    effects: Effects,
    *,
    test: Test = "Hartung-Knapp, not narrower",
    prediction: Prediction = "metafor",
    method: Method = "REML",
    level: float = META_LEVEL,
) -> Pooled:
    """Pool one kind of effects by inverse variance. One study, with however many arms, says nothing about how studies
    differ: it gets its own normal interval.

    Raises:
        InputError: without any estimate.
    """
    if not len(effects):
        raise InputError("Meta-analysis: found no estimate, expected at least one; widen what is asked for.")
    ones = np.ones((len(effects), 1))
    sampling, between, values = effects.sampling, effects.between, effects.values
    common = fit(values, ones, sampling)
    alone = len({item.study for item in effects.items}) == 1
    used: Test = "normal" if alone else test
    tau2 = 0.0 if alone else between_variance(values, ones, sampling, between, method)
    found = fit(values, ones, sampling + tau2 * between)
    return Pooled(
        effects=effects,
        random=with_intervals(found, used, level)[0],
        common=with_intervals(common, "normal", level)[0],
        weights=tuple(float(w) for w in found.to_coefficients[0]),
        spread=None if alone else _spread(effects, tau2, common, level),
        prediction=None if alone else _prediction(found, tau2, test, prediction, level),
        test=used,
    )


def _spread(effects: Effects, tau2: float, common: Fit, level: float) -> Spread:
    ones = np.ones((len(effects), 1))
    interval = variance_interval(effects.values, ones, effects.sampling, effects.between, level)
    typical = typical_variance(ones, effects.sampling, effects.between)
    return Spread(
        tau2=tau2,
        tau2_interval=interval,
        i2=tau2 / (tau2 + typical),
        i2_interval=(interval[0] / (interval[0] + typical), interval[1] / (interval[1] + typical)),
        h2=1 + tau2 / typical,
        q=common.q,
        q_freedom=common.freedom,
        q_p=float(chi2.sf(common.q, common.freedom)),
    )


def _prediction(
    found: Fit, tau2: float, test: Test, prediction: Prediction, level: float
) -> tuple[float, float] | None:
    freedom = found.freedom if prediction == "metafor" else found.freedom - 1
    if freedom < 1:
        return None
    like: Test = test if prediction == "metafor" else "Hartung-Knapp"
    middle = float(found.coefficients[0])
    sd = float(np.sqrt(scale(found, test) * found.covariance[0, 0] + tau2))
    half = critical(like, freedom, level) * sd
    return middle - half, middle + half
