"""Trim and fill: how many studies a symmetric funnel lacks, and what the pooled effect would be with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from pulposus.errors import RunError
from pulposus.evidence.meta.gls import fit
from pulposus.evidence.meta.heterogeneity import between_variance
from pulposus.evidence.meta.interval import Test
from pulposus.evidence.meta.kinds import Effects
from pulposus.evidence.meta.pool import Pooled, pool
from pulposus.evidence.meta.small_studies import asymmetry
from pulposus.numerics.settings import META_LEVEL, META_TRIM_DECIMALS, META_TRIM_ROUNDS

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Filled:
    """``missing`` studies on the ``side`` of the funnel, and the effect with their mirror images, which nobody saw."""

    missing: int
    side: Literal["left", "right"]
    pooled: Pooled


def trim_and_fill(effects: Effects, *, test: Test = "Hartung-Knapp, not narrower", level: float = META_LEVEL) -> Filled:
    """Trim and fill with the estimator L0 (Duval and Tweedie, Biometrics 2000,
    doi 10.1111/j.0006-341X.2000.00455.x), on the side to which the regression on the standard error points.

    Raises:
        InputError: for fewer than three estimates.
        RunError: when all have the same standard error, or the number of missing studies does not settle.
    """
    side: Literal["left", "right"] = "left" if asymmetry(effects, level=level).slope.value > 0 else "right"
    sign = 1.0 if side == "left" else -1.0
    order = np.argsort(sign * effects.values, kind="stable")
    missing, middle = _missing(sign * effects.values[order], effects.variances[order])
    mirrored = tuple(
        effects.item(
            study=f"mirror of {effects.items[i].study}",
            name=f"mirror of {effects.items[i].name}",
            value=2 * sign * middle - effects.items[i].value,
            variance=effects.items[i].variance,
        )
        for i in order[len(order) - missing :]
    )
    return Filled(
        missing, side, pool(type(effects)((*effects.items, *mirrored), effects.scale), test=test, level=level)
    )


def _missing(values: Array, variances: Array) -> tuple[int, float]:
    """Studies missing on the left of sorted values (k,), and the centre without as many on the right."""
    k, missing = len(values), 0
    for _ in range(META_TRIM_ROUNDS):
        middle = _centre(values[: k - missing], variances[: k - missing])
        # Rounded, so that rounding errors of the centre decide neither sides nor ties.
        away = np.round((values - middle) / (np.ptp(values) or 1.0), META_TRIM_DECIMALS)
        ranks = rankdata(np.abs(away), method="ordinal")
        right = float(np.sum(ranks[away > 0]))
        found = max(0, round((4 * right - k * (k + 1)) / (2 * k - 1)))
        if found == missing:
            return missing, middle
        missing = found
    raise RunError("Trim and fill does not settle on a number of missing studies; read the funnel plot instead.")


def _centre(values: Array, variances: Array) -> float:
    ones, sampling, between = np.ones((len(values), 1)), np.diag(variances), np.eye(len(values))
    tau2 = between_variance(values, ones, sampling, between)
    return float(fit(values, ones, sampling + tau2 * between).coefficients[0])
