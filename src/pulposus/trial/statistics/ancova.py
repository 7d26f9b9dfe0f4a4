"""Analysis of covariance of the change at a visit, for one trial or thousands of replicates at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.trial.statistics.columns import Floats, Trials, trials
from pulposus.trial.statistics.effect import Effect
from pulposus.trial.statistics.gram import gram


class Ancova(NamedTuple):
    """effects (..., K - 1): each arm minus control; means (..., K): least-squares means at the average covariates of
    the patients used; sd (...): residual standard deviation; patients (..., K): how many were used by arm."""

    effects: Effect
    means: Effect
    sd: Floats
    patients: NDArray[np.intp]


def ancova(
    change: ArrayLike,
    arm: ArrayLike,
    baseline: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    *,
    arms: int | None = None,
    unequal_variances: bool = False,
    level: float = 0.95,
) -> Ancova:
    """Regress the change (..., n) on arm (from 0 for control), baseline and covariates (..., n, c) by least squares.

    A NaN anywhere leaves that patient out (complete case). With unequal_variances the standard errors are HC3
    (MacKinnon & White 1985, 10.1016/0304-4076(85)90158-7). A contrast that a replicate cannot
    estimate (an empty arm, no residual degrees of freedom) is NaN. Raises InputError where shapes or arm codes do not
    fit.
    """
    data = trials(change, arm, baseline, covariates, arms=arms)
    fitted = [_fit(piece, unequal_variances) for piece in data.pieces()]
    estimate, se, df, sd = (np.concatenate(part) for part in zip(*fitted, strict=True))
    every = Effect.of(estimate.reshape(*data.shape, -1), se.reshape(*data.shape, -1), df.reshape(*data.shape, 1), level)
    split = data.arms - 1
    return Ancova(
        effects=every.at(slice(None, split)),
        means=every.at(slice(split, None)),
        sd=sd.reshape(data.shape),
        patients=data.by_arm().reshape(*data.shape, -1),
    )


def contrasts(arms: int, columns: int) -> Floats:
    """Rows (2K - 1, p) of the coefficients: arms 1 to K - 1 minus control, then the means of all arms."""
    rows = np.zeros((2 * arms - 1, columns))
    rows[arms - 1 :, 0] = 1.0
    for k in range(1, arms):
        rows[k - 1, k] = rows[arms - 1 + k, k] = 1.0
    return rows


def _fit(data: Trials, unequal_variances: bool) -> tuple[Floats, Floats, Floats, Floats]:
    """Estimates and standard errors (R, 2K - 1), degrees of freedom and residual SD (R,)."""
    X, y = data.design(), data.outcome
    solved = gram(np.swapaxes(X, 1, 2) @ X)
    coefficients = solved.solve((y[:, None, :] @ X)[:, 0])
    residual = np.where(data.used, y - (X @ coefficients[:, :, None])[..., 0], 0.0)
    df = (data.used.sum(1) - solved.rank).astype(float)
    df = np.where(df > 0.0, df, np.nan)
    variance = (residual**2).sum(1) / df
    covariance = solved.covariance()
    if unequal_variances:
        leverage = ((X @ covariance) * X).sum(-1)
        alone = leverage > 1.0 - 1e-9  # a patient who alone fixes a coefficient leaves no spread to estimate it by
        inflated = np.where(alone, np.nan, residual / np.where(alone, 1.0, 1.0 - leverage))
        scored = X * inflated[..., None]
        spread = covariance @ (np.swapaxes(scored, 1, 2) @ scored) @ covariance
    else:
        spread = covariance * variance[:, None, None]
    rows = contrasts(data.arms, X.shape[-1])
    estimable = solved.estimable(rows) & np.isfinite(df)[:, None]
    estimate = np.where(estimable, coefficients @ rows.T, np.nan)
    square = np.einsum("qi,rij,qj->rq", rows, spread, rows)
    return estimate, np.sqrt(np.where(estimable, square, np.nan)), df, np.sqrt(variance)
