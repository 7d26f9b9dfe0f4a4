"""The covariance analysis of completed data sets, and how far imputed values must worsen for it to fail."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.errors import InputError
from pulposus.trial.statistics.ancova import ancova
from pulposus.trial.statistics.columns import Floats
from pulposus.trial.statistics.imputation.impute import Completed
from pulposus.trial.statistics.imputation.rubin import Pooled, pooled


class Tipping(NamedTuple):
    """Shifts of the treated (a,) and control arms (b,), the pooled effects and p-values (a, b) of one arm against
    control, and tips (b,): the first treated shift that leaves p above alpha, NaN where none does."""

    treated: Floats
    control: Floats
    estimate: Floats
    p_value: Floats
    tips: Floats


def imputed_ancova(
    completed: Completed,
    arm: ArrayLike,
    baseline: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    *,
    visit: int = -1,
    delta: ArrayLike = 0.0,
    arms: int | None = None,
    level: float = 0.95,
) -> Pooled:
    """Pool the ANCOVA at one visit over completed data sets: effects (K - 1,) of each arm against control.

    delta is added to values imputed after the patient's own course: one number, or one for each patient (n,). Rubin's
    variance keeps the information the analysis of the seen data had (Cro et al. 2019, 10.1111/rssa.12423); under a
    reference-based strategy it exceeds the variance over repeated trials.
    """
    shift = np.where(completed.after[:, visit], np.asarray(delta, float), 0.0)
    fitted = ancova(completed.outcomes[:, :, visit] + shift, arm, baseline, covariates, arms=arms, level=level)
    return pooled(fitted.effects)


def tipping_point(
    completed: Completed,
    arm: NDArray[np.intp],
    treated: ArrayLike,
    control: ArrayLike = (0.0,),
    *,
    alpha: float = 0.05,
    against: int = 1,
    baseline: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    visit: int = -1,
) -> Tipping:
    """Shift imputed values of an arm and of control over a grid and find where the effect is no longer shown.

    treated and control are shifts in the outcome's unit, in the order of worsening. Raises InputError for empty grids.
    """
    worse, also = np.atleast_1d(np.asarray(treated, float)), np.atleast_1d(np.asarray(control, float))
    if not worse.size or not also.size:
        raise InputError("Fields 'treated' and 'control' need at least one shift each; give the grid of deltas.")
    estimate, p_value = np.empty((len(worse), len(also))), np.empty((len(worse), len(also)))
    for i, a in enumerate(worse):
        for j, b in enumerate(also):
            delta = np.where(arm == against, a, np.where(arm == 0, b, 0.0))
            found = imputed_ancova(completed, arm, baseline, covariates, visit=visit, delta=delta)
            estimate[i, j], p_value[i, j] = found.effect.estimate[against - 1], found.effect.p_value[against - 1]
    lost = p_value > alpha
    tips = np.where(lost.any(0), worse[lost.argmax(0)], np.nan)
    return Tipping(worse, also, estimate, p_value, tips)
