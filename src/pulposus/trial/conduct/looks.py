"""Analyses on the way: when a trial stops, and what of it is shown, without adaptation of arms or size."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from pulposus.trial.conduct.decide import succeeds
from pulposus.trial.design.design import Design
from pulposus.trial.design.testing import Looks
from pulposus.trial.sequential.bounds import Bounds, bounds
from pulposus.trial.sequential.futility import BetaSpending, PowerBelow
from pulposus.trial.sequential.futility import Futility as Rule
from pulposus.trial.sequential.spending import Kind, Spending

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Mask = NDArray[np.bool_]
KINDS: dict[str, Kind] = {
    "obrien-fleming": "obrien-fleming",
    "pocock": "pocock",
    "hsd": "hwang-shih-decani",
    "power": "power",
}
PLANNED_POWER = 0.9
"""Of the drift at which spending of beta and expected sizes are reckoned where a design plans no futility."""


class Stop(NamedTuple):
    """How trials (r,) ended: at which look, and which hypotheses were shown, (r, hypotheses)."""

    look: Int
    shown: Mask


def spending(looks: Looks) -> Spending:
    """How alpha is spent."""
    return Spending(KINDS[looks.spending], looks.parameter)


def bounds_of(design: Design) -> Bounds:
    """Bounds of one hypothesis; alpha is shared equally between them, which holds whatever their dependence."""
    return _bounds(design, len(design.hypotheses()) if design.testing.multiplicity != "none" else 1)


def bounds_of_one(design: Design) -> Bounds:
    """Bounds of a single hypothesis at the whole alpha, for closed testing."""
    return _bounds(design, 1)


def _bounds(design: Design, shared: int) -> Bounds:
    assert design.looks is not None
    two_sided = design.testing.alpha if design.looks.alpha is None else design.looks.alpha
    return _made(design.looks, two_sided / 2 / shared)


@cache
def _made(looks: Looks, alpha: float) -> Bounds:
    futile = looks.futility
    stops: Rule | None = None
    power = PLANNED_POWER
    if futile is not None:
        if futile.chance_below is None:
            stops = BetaSpending(Spending(KINDS[futile.spending], futile.parameter), binding=False)
        else:
            stops = PowerBelow(futile.chance_below, futile.under, binding=False)
        power = 1 - futile.beta
    return bounds(looks.information, alpha=alpha, sides=1, power=power, efficacy=spending(looks), futility=stops)


def z_of(p_values: Float) -> Float:
    """z statistics for benefit from one-sided p-values, any shape; NaN where there is no statistic."""
    return np.asarray(-ndtri(np.clip(p_values, np.finfo(float).tiny, 1 - np.finfo(float).eps)))


def stop(design: Design, z: Float) -> Stop:
    """Where trials stop, from z statistics (r, looks, hypotheses), positive for benefit.

    A trial stops once what it is to show is shown (any hypothesis or all), once what is left cannot make it a success
    any more because it is futile, or at the last look. What could not be analysed stops nothing.
    """
    bound = bounds_of(design)
    trials, looks, hypotheses = z.shape
    shown = np.zeros((trials, hypotheses), dtype=bool)
    futile = np.zeros((trials, hypotheses), dtype=bool)
    look = np.full(trials, looks - 1)
    going = np.ones(trials, dtype=bool)
    for k in range(looks):
        crosses = (z[:, k] >= bound.upper[k]) & ~futile & going[:, None]
        shown |= crosses
        if k < looks - 1:
            futile |= (z[:, k] <= bound.lower[k]) & ~shown & going[:, None]
        enough = succeeds(design, shown)
        hopeless = futile.any(axis=1) if design.testing.succeed == "all" else futile.all(axis=1)
        ends = going & (enough | hopeless)
        look[ends] = k
        going &= ~ends
    return Stop(look, shown)
