"""Posterior draws of a linear regression with the usual flat prior, for many completed data sets at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pulposus.errors import InputError
from pulposus.trial.statistics.columns import Floats

REPEATED = 1e-10  # share of a column's square that the others leave, below which it repeats them


class Line(NamedTuple):
    """Drawn coefficients (M, p) and residual variances (M,)."""

    coefficients: Floats
    variance: Floats


def line(W: Floats, y: Floats, draws: int, rng: np.random.Generator, what: str) -> Line:
    """Draw M times from the posterior of y (M or 1, r) on columns W (M or 1, r, p), prior 1 / variance.

    Raises InputError, naming what is regressed, where there are no more patients than coefficients or columns repeat
    each other.
    """
    rows, p = W.shape[1:]
    if rows <= p:
        raise InputError(
            f"The imputation of {what} has {rows} patients for {p} coefficients; give fewer covariates or visits."
        )
    transposed = np.swapaxes(W, 1, 2)
    A = transposed @ W
    try:
        root = np.linalg.cholesky(A)
    except np.linalg.LinAlgError:
        root = np.zeros_like(A)
    pivots, sizes = (np.diagonal(x, axis1=1, axis2=2) for x in (root, A))
    if np.any(pivots**2 <= REPEATED * sizes):
        raise InputError(f"The columns that predict {what} repeat each other; leave out a covariate.")
    inverse = np.linalg.inv(root)
    mean = np.swapaxes(inverse, 1, 2) @ (inverse @ (transposed @ y[..., None]))
    square = ((y - (W @ mean)[..., 0]) ** 2).sum(1)
    if np.any(square <= REPEATED * (y**2).sum(1)):
        raise InputError(f"The imputation of {what} finds no spread left to draw from; leave that visit out.")
    variance = square / rng.chisquare(rows - p, draws)
    noise = np.swapaxes(inverse, 1, 2) @ rng.standard_normal((draws, p, 1))
    return Line(mean[..., 0] + np.sqrt(variance)[:, None] * noise[..., 0], variance)
