"""Time to an event without a model: Kaplan-Meier curves and the log-rank test."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from pulposus.trial.statistics.columns import Floats
from pulposus.trial.statistics.ties import FollowUp, follow_up


class Curves(NamedTuple):
    """Kaplan-Meier curves of the arms (..., K, T) by months: share without the event, Greenwood's standard
    error, and people still followed; NaN beyond an arm's last follow-up unless nobody was left."""

    free: Floats
    se: Floats
    at_risk: Floats


class LogRank(NamedTuple):
    """chi_square and p_value (..., K - 1) of each arm against control on one degree of freedom; observed and expected
    events of that arm, in the trial of those two arms."""

    chi_square: Floats
    p_value: Floats
    observed: Floats
    expected: Floats


def kaplan_meier(
    time: ArrayLike, event: ArrayLike, arm: ArrayLike, months: ArrayLike, *, arms: int | None = None
) -> Curves:
    """Share of (..., n) patients of each arm without the event by some months (T,), whoever left being censored.

    Kaplan & Meier, J Am Stat Assoc 1958;53:457 (doi 10.1080/01621459.1958.10501452); patients with NaN times are left
    out.
    """
    data, asked = follow_up(time, event, arm, arms=arms), np.asarray(months, dtype=float)
    parts = [_curve(data, k, asked) for k in range(data.arms)]
    return Curves(*(np.stack(part, 1).reshape(*data.shape, data.arms, -1) for part in zip(*parts, strict=True)))


def log_rank(time: ArrayLike, event: ArrayLike, arm: ArrayLike, *, arms: int | None = None) -> LogRank:
    """Log-rank tests of (..., n) patients, each arm against control; a comparison without events has p-value 1."""
    data = follow_up(time, event, arm, arms=arms)
    parts = [_log_rank(data, k) for k in range(1, data.arms)]
    return LogRank(*(np.stack(part, -1).reshape(*data.shape, -1) for part in zip(*parts, strict=True)))


def _log_rank(data: FollowUp, k: int) -> tuple[Floats, Floats, Floats, Floats]:
    weight = np.where((data.arm == 0) | (data.arm == k), data.weight, 0.0)
    treated = np.where(data.arm == k, weight, 0.0)
    at_risk, at_risk_treated = data.at_risk(weight), data.at_risk(treated)
    events = np.where(data.once(), data.tied(data.event * weight), 0.0)
    share = np.where(at_risk > 0.0, at_risk_treated / np.maximum(at_risk, 1.0), 0.0)
    observed, expected = (data.event * treated).sum(1), (events * share).sum(1)
    variance = (events * share * (1.0 - share) * (at_risk - events) / np.maximum(at_risk - 1.0, 1.0)).sum(1)
    excess = (observed - expected) ** 2
    square = np.where(variance > 0.0, excess / np.where(variance > 0.0, variance, 1.0), 0.0)
    return square, chdtrc(1, square), observed, expected


def _curve(data: FollowUp, k: int, months: Floats) -> tuple[Floats, Floats, Floats]:
    """Share without the event, its standard error and people at risk in arm k, each (R, T)."""
    weight = np.where(data.arm == k, data.weight, 0.0)
    at_risk = data.at_risk(weight)
    events = np.where(data.once(), data.tied(data.event * weight), 0.0)
    happened = events > 0.0
    free = np.cumprod(np.where(happened, 1.0 - events / np.maximum(at_risk, 1.0), 1.0), axis=1, dtype=np.float64)
    left = np.where(happened & (at_risk > events), at_risk * (at_risk - events), np.inf)
    spread = np.sqrt(np.cumsum(events / left, axis=1))
    passed = np.count_nonzero(data.time[:, :, None] <= months, axis=1)
    longest = np.where(weight > 0.0, data.time, -np.inf).max(axis=1, keepdims=True)
    unknown = (months > longest) & (free[:, -1:] > 0.0)

    def at(values: Floats, start: float) -> Floats:
        steps = np.concatenate([np.full((len(values), 1), start), values], axis=1)
        return np.where(unknown, np.nan, np.take_along_axis(steps, passed, axis=1))

    followed = np.sum(weight[:, :, None] * (data.time[:, :, None] >= months), axis=1)
    return at(free, 1.0), at(free * spread, 0.0), followed
