"""Cox regression on arm and covariates with Efron's ties, for one trial or many replicates at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.trial.statistics.columns import Floats, Trials, trials
from pulposus.trial.statistics.effect import Effect
from pulposus.trial.statistics.gram import gram
from pulposus.trial.statistics.survival import log_rank
from pulposus.trial.statistics.ties import FollowUp, follow_up

ROUNDS = 25
SETTLED = 1e-9  # largest change of a coefficient at the end
FLAT = 15.0  # log hazard ratio beyond which an arm has no events: the likelihood has no maximum


class Cox(NamedTuple):
    """log_hazard_ratio (..., K - 1): each arm against control; settled (...): whether the likelihood had a maximum."""

    log_hazard_ratio: Effect
    settled: NDArray[np.bool_]


def cox(
    time: ArrayLike,
    event: ArrayLike,
    arm: ArrayLike,
    baseline: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    *,
    arms: int | None = None,
    level: float = 0.95,
) -> Cox:
    """Proportional hazards of (..., n) patients by Newton's method; ties after Efron (1977, 10.2307/2286217).

    Where an arm has no event its hazard ratio has no finite estimate: estimate, se and limits are NaN, and the p-values
    of that replicate are those of the log-rank test (the score test of this model without covariates), so that a trial
    in which nobody treated has an event can still show it. Patients with anything missing are left out.
    """
    rows = trials(time, arm, baseline, covariates, arms=arms)
    events = np.broadcast_to(np.asarray(event, float), (*rows.shape, rows.used.shape[1])).reshape(rows.used.shape)
    fitted, start = [], 0
    for piece in rows.pieces():
        fitted.append(_fit(piece, events[start : start + len(piece.used)]))
        start += len(piece.used)
    estimate, se, p_value, settled = (np.concatenate(part) for part in zip(*fitted, strict=True))
    effect = Effect.of(estimate, se, level=level)._replace(p_value=p_value)
    return Cox(effect.reshaped((*rows.shape, rows.arms - 1)), settled.reshape(rows.shape))


def _fit(rows: Trials, events: Floats) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Log hazard ratios, errors and p-values (R, K - 1), and whether each replicate settled."""
    times = np.where(rows.used, rows.outcome, np.nan)
    codes = np.broadcast_to(rows.arm, times.shape)
    data = follow_up(times, events, codes, arms=rows.arms)
    X = np.take_along_axis(rows.design()[..., 1:], data.order[..., None], 1)
    coefficients, variance, settled = _newton(data, X)
    split = rows.arms - 1
    estimate = np.where(settled[:, None], coefficients[:, :split], np.nan)
    se = np.sqrt(np.where(settled[:, None], variance[:, :split], np.nan))
    p_value = Effect.of(estimate, se).p_value
    if not settled.all():
        p_value[~settled] = log_rank(times[~settled], events[~settled], codes[~settled], arms=rows.arms).p_value
    return estimate, se, p_value, settled


def _newton(data: FollowUp, X: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Coefficients and their variances (R, p), and whether they settled."""
    coefficients = np.zeros((len(X), X.shape[-1]))
    variance = np.full_like(coefficients, np.nan)
    settled = np.zeros(len(X), bool)
    going = np.arange(len(X))
    for _ in range(ROUNDS):
        score, information = _derivatives(data.rows(going), X[going], coefficients[going])
        solved = gram(information)
        step = solved.solve(score)
        coefficients[going] += step * np.minimum(1.0, 2.0 / np.maximum(np.abs(step).max(1), 2.0))[:, None]
        variance[going] = np.diagonal(solved.covariance(), axis1=1, axis2=2)
        done = np.max(np.abs(step), axis=1) < SETTLED
        known = np.all(solved.estimable(np.eye(data.arms - 1, X.shape[-1])), axis=1)
        settled[going[done]] = (known & (np.abs(coefficients[going]).max(1) < FLAT))[done]
        going = going[~done]
        if not len(going):
            break
    return coefficients, variance, settled


def _derivatives(data: FollowUp, X: Floats, coefficients: Floats) -> tuple[Floats, Floats]:
    """Score (R, p) and information (R, p, p) of the partial likelihood."""
    p = X.shape[-1]
    hazard = data.weight * np.exp((X @ coefficients[:, :, None])[..., 0])
    # Of d events at one time, the l-th (from 0) meets a risk set short of l / d of the others.
    number = np.cumsum(data.event, 1) - data.event
    before = number - np.take_along_axis(number, data.first, 1)
    short = before / np.maximum(data.tied(data.event), 1.0)

    def left(amount: Floats) -> Floats:
        return data.at_risk(amount) - short * data.tied(amount * data.event)

    total = left(hazard)
    share = np.where(data.event > 0.0, data.event / np.where(total > 0.0, total, 1.0), 0.0)
    means = np.stack([share * left(hazard * X[..., i]) for i in range(p)], -1)
    score = (data.event[..., None] * X - means).sum(1)
    # Each patient enters the second moment once for every event up to the own time: summed over events first.
    met = np.take_along_axis(np.cumsum(share, 1), data.last, 1) - data.event * data.tied(short * share)
    moments = np.swapaxes(X * (hazard * met)[..., None], 1, 2) @ X
    return score, moments - np.swapaxes(means, 1, 2) @ means
