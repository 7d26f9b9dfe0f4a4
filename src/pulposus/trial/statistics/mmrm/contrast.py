"""Combinations of coefficients with t intervals on Satterthwaite or Kenward-Roger degrees of freedom."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.trial.statistics.effect import Effect
from pulposus.trial.statistics.mmrm.estimable import can_be_told
from pulposus.trial.statistics.mmrm.fit import MmrmFit

Array = NDArray[np.float64]
Method = Literal["kenward-roger", "satterthwaite"]


def contrasts(fit: MmrmFit, rows: Array, method: Method = "kenward-roger", level: float = 0.95) -> Effect:
    """Estimates of rows (c, p) times beta, each with its own degrees of freedom; every field is (c,).

    Both methods give a row l the degrees of freedom 2 (l'Cl)^2 / (g'Wg), with C the model's covariance of the
    coefficients, g the slope of l'Cl by theta and W the covariance of theta: for a single row Kenward and Roger's
    (Biometrics 1997, doi 10.2307/2533558) scale is one and their degrees of freedom are Satterthwaite's. They differ in
    the standard error, which Kenward and Roger take from their larger covariance.

    A row that the values seen say nothing about (an arm not seen at that visit), or any row of a fit that failed, is
    NaN.

    Raises:
        InputError: for an unknown method or level, or rows that do not have one entry per coefficient.
    """
    if method not in get_args(Method):
        raise InputError(f"Method '{method}' is not known; give one of {', '.join(get_args(Method))}.")
    asked = np.asarray(rows, dtype=np.float64)
    if asked.ndim != 2 or asked.shape[1] != len(fit.beta):
        raise InputError(f"Contrasts have shape {asked.shape}; give {len(fit.beta)} entries per row.")
    told = can_be_told(asked, fit.unknown)
    variance = _forms(asked, fit.covariance)
    slopes = np.stack([_forms(asked, slope) for slope in fit.slopes], axis=1)
    noise = _forms(slopes, fit.theta_covariance)
    shown = variance if method == "satterthwaite" else _forms(asked, fit.adjusted)
    usable = told & (variance > 0) & (noise > 0) & (shown > 0)
    df = np.full(len(asked), np.nan)
    np.divide(2 * variance**2, noise, out=df, where=usable)
    estimate = np.where(usable, asked @ fit.beta, np.nan)
    return Effect.of(estimate, np.sqrt(np.where(usable, shown, np.nan)), df, level)


def contrast(fit: MmrmFit, row: Array, method: Method = "kenward-roger", level: float = 0.95) -> Effect:
    """``contrasts`` of a single row (p,); every field is 0-d."""
    return contrasts(fit, np.asarray(row, dtype=np.float64)[None], method, level).at(0)


def _forms(rows: Array, matrix: Array) -> Array:
    forms: Array = np.einsum("cp,cp->c", rows @ matrix, rows)
    return forms
