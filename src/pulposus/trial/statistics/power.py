"""Power in closed form, the cross-check of every simulated trial."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from pulposus.errors import InputError
from pulposus.trial.statistics.columns import Floats


def power_means(
    difference: ArrayLike,
    sd: ArrayLike,
    control: ArrayLike,
    treated: ArrayLike,
    *,
    alpha: float = 0.05,
    sides: int = 2,
    correlation: ArrayLike = 0.0,
    covariates: int = 0,
) -> Floats | np.float64:
    """Power of a two-sample t test, or ANCOVA, for a difference of means; patients are numbers analysed in each arm.

    correlation is that of the outcome with the covariates, whose adjustment leaves 1 - correlation^2 of the variance
    (Borm et al. 2007, 10.1016/j.jclinepi.2007.02.006); covariates is how many degrees of freedom they take. A two-sided
    power counts rejection on both sides. One-sided tests reject for a difference above 0.
    """
    from scipy.stats import nct

    if sides not in (1, 2):
        raise InputError(f"Field 'sides' is {sides}; give 1 or 2.")
    if not 0.0 < alpha < 1.0:
        raise InputError(f"Field 'alpha' is {alpha:g}; give a number between 0 and 1.")
    n, m = np.asarray(control, float), np.asarray(treated, float)
    residual = np.asarray(sd, float) * np.sqrt(1.0 - np.square(np.asarray(correlation, float)))
    df = n + m - 2.0 - covariates
    shift = np.asarray(difference, float) / (residual * np.sqrt(1.0 / n + 1.0 / m))
    bound = stdtrit(df, 1.0 - alpha / sides)
    if sides == 1:
        return nct.sf(bound, df, shift)
    # By the size of the shift, for the far tail of the noncentral t is not computed reliably.
    size = np.abs(shift)
    return nct.sf(bound, df, size) + nct.cdf(-bound, df, size)
