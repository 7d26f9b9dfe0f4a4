"""The usual analysis of a trial's change from baseline: every arm against control at every visit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.trial.statistics.effect import Effect
from pulposus.trial.statistics.mmrm.contrast import Method, contrasts
from pulposus.trial.statistics.mmrm.design import TrialDesign, arm_contrast, trial_design
from pulposus.trial.statistics.mmrm.fit import Information, MmrmFit, fit_by_visit

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Analysis:
    """``effects`` (K - 1, v): arms 1 to K - 1 minus control at each visit; ``means`` (K, v): least-squares means at
    the mean baseline and covariates, and the mix of strata, of everyone with a value. All NaN where the fit failed."""

    effects: Effect
    means: Effect
    fit: MmrmFit
    design: TrialDesign


def analyse(
    change: Array,
    baseline: Array,
    arm: NDArray[np.intp],
    arms: int | None = None,
    *,
    covariates: Array | None = None,
    strata: NDArray[np.intp] | None = None,
    method: Method = "kenward-roger",
    level: float = 0.95,
    information: Information = "observed",
) -> Analysis:
    """Fit the changes (n, v), NaN where missing, and compare every arm with control at every visit.

    Everything the data leave open is NaN and never raises; see ``fit_by_visit``.

    Raises:
        InputError: as ``trial_design`` and ``fit_by_visit``.
    """
    values = np.asarray(change, dtype=np.float64)
    if values.ndim != 2:
        raise InputError(f"Field 'change' has shape {values.shape}; give (people, visits).")
    visits = values.shape[1]
    design = trial_design(baseline, arm, visits, covariates, strata, arms)
    fit = fit_by_visit(values, design.z, design.effects, information)
    count = design.arms
    used = ~np.all(np.isnan(values), axis=1)
    average = design.z[used].mean(axis=0) if used.any() else design.z.mean(axis=0)
    people = np.tile(average, (count, 1))
    people[:, 1:count] = np.eye(count)[:, 1:]
    versus = [arm_contrast(design, k, visit) for k in range(1, count) for visit in range(visits)]
    means = [design.row(visit, person) for person in people for visit in range(visits)]
    every = contrasts(fit, np.array(versus + means), method, level)
    split = (count - 1) * visits
    return Analysis(
        effects=every.at(slice(None, split)).reshaped((count - 1, visits)),
        means=every.at(slice(split, None)).reshaped((count, visits)),
        fit=fit,
        design=design,
    )
