"""Responders of the arms: adjusted odds ratios and the marginal difference of risks they stand for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from pulposus.errors import InputError
from pulposus.trial.statistics.ancova import contrasts
from pulposus.trial.statistics.columns import Floats, Trials, trials
from pulposus.trial.statistics.effect import Effect
from pulposus.trial.statistics.logistic import logistic


class Responders(NamedTuple):
    """log_odds_ratio and risk_difference (..., K - 1): each arm against control; risk (..., K): marginal risk, had
    all patients been in that arm; firth (...): where data separated and Firth's penalty was used; patients (..., K).
    """

    log_odds_ratio: Effect
    risk_difference: Effect
    risk: Effect
    firth: NDArray[np.bool_]
    patients: NDArray[np.intp]

    def note(self) -> str | None:
        """One sentence on separated data, None where there were none."""
        count, total = int(self.firth.sum()), self.firth.size
        if not count:
            return None
        return (
            f"In {count} of {total} data sets responders were separated by arm or covariate; their odds ratios are "
            "Firth's penalised estimates, and an exact test of the two proportions is the check on them."
        )


def responders(
    responder: ArrayLike,
    arm: ArrayLike,
    baseline: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    *,
    arms: int | None = None,
    level: float = 0.95,
) -> Responders:
    """Logistic regression of response (..., n; 0, 1 or NaN) on arm (from 0 for control), baseline and covariates.

    Marginal risks are averages over all patients used of the risk predicted for each arm (g-computation), standard
    errors by the delta method with covariates held fixed (Ge et al. 2011, 10.1177/009286151104500409), as the FDA's
    guidance on covariates of 2023 describes. Raises InputError for values other than 0, 1 and NaN.
    """
    data = trials(responder, arm, baseline, covariates, arms=arms)
    if not np.isin(data.outcome, (0.0, 1.0)).all():
        raise InputError("Field 'responder' has values other than 0 and 1; give 1 for a responder, 0 if not, or NaN.")
    fitted = [_fit(piece) for piece in data.pieces()]
    odds, odds_se, rate, rate_se, firth = (np.concatenate(part) for part in zip(*fitted, strict=True))
    every = Effect.of(rate.reshape(*data.shape, -1), rate_se.reshape(*data.shape, -1), level=level)
    split = data.arms - 1
    return Responders(
        log_odds_ratio=Effect.of(odds.reshape(*data.shape, -1), odds_se.reshape(*data.shape, -1), level=level),
        risk_difference=every.at(slice(None, split)),
        risk=every.at(slice(split, None)),
        firth=firth.reshape(data.shape),
        patients=data.by_arm().reshape(*data.shape, -1),
    )


def _fit(data: Trials) -> tuple[Floats, Floats, Floats, Floats, NDArray[np.bool_]]:
    """Log odds ratios and errors (R, K - 1), differences then risks and errors (R, 2K - 1), where Firth's was used."""
    K = data.arms
    X = data.design()
    fit = logistic(X, data.outcome)
    covariance = fit.information.covariance()
    rows = contrasts(K, X.shape[-1])
    known = fit.information.estimable(rows) & fit.settled[:, None]
    odds = np.where(known[:, : K - 1], fit.coefficients[:, 1:K], np.nan)
    odds_variance = np.diagonal(covariance, axis1=1, axis2=2)[:, 1:K]
    risk, slope = _marginal(X, fit.coefficients, data.used, K)
    rate = np.concatenate([risk[:, 1:] - risk[:, :1], risk], axis=1)
    gradient = np.concatenate([slope[:, 1:] - slope[:, :1], slope], axis=1)
    square = np.einsum("rki,rij,rkj->rk", gradient, covariance, gradient)
    return (
        odds,
        np.where(np.isnan(odds), np.nan, np.sqrt(np.where(np.isnan(odds), 0.0, odds_variance))),
        np.where(known, rate, np.nan),
        np.where(known, np.sqrt(np.maximum(square, 0.0)), np.nan),
        fit.firth,
    )


def _marginal(X: Floats, coefficients: Floats, used: NDArray[np.bool_], arms: int) -> tuple[Floats, Floats]:
    """Risk (R, K) had all patients used been in each arm, and its gradient (R, K, p) by the coefficients."""
    count = np.maximum(used.sum(1), 1)[:, None]
    others = (X[..., arms:] @ coefficients[:, arms:, None])[..., 0] + coefficients[:, :1]
    risks, slopes = [], []
    for k in range(arms):
        shift = coefficients[:, k : k + 1] if k else 0.0
        predicted = np.where(used, expit(others + shift), 0.0)
        weight = (predicted * (1.0 - predicted))[:, None, :]
        slope = (weight @ X)[:, 0] / count
        slope[:, 1:arms] = 0.0
        slope[:, k] = slope[:, 0]
        risks.append(predicted.sum(1) / count[:, 0])
        slopes.append(slope)
    return np.stack(risks, 1), np.stack(slopes, 1)
