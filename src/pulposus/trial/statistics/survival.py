"""Time to an event without a model: Kaplan-Meier curve, log-rank test, restricted mean survival time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtri

from pulposus.errors import InputError
from pulposus.trial.statistics.columns import Floats
from pulposus.trial.statistics.effect import Effect
from pulposus.trial.statistics.ties import FollowUp, follow_up


class Curve(NamedTuple):
    """Kaplan-Meier curve at its distinct times (k,): share without event just after, Greenwood's standard error, limits
    on the log-log scale (NaN where the share is 1 or 0), patients at risk just before, and events at that time."""

    time: Floats
    survival: Floats
    se: Floats
    low: Floats
    high: Floats
    at_risk: Floats
    events: Floats

    def at(self, times: ArrayLike) -> Floats:
        """Share without event at any times; NaN beyond the last follow-up unless nobody is left."""
        asked = np.asarray(times, float)
        where = np.searchsorted(self.time, asked, side="right")
        steps = np.concatenate([[1.0], self.survival])
        beyond = (asked > self.time[-1]) & (self.survival[-1] > 0.0)
        return np.where(beyond, np.nan, steps[where])


class LogRank(NamedTuple):
    """chi_square and p_value (..., K - 1) of each arm against control on one degree of freedom; observed and expected
    events of that arm, in the trial of those two arms."""

    chi_square: Floats
    p_value: Floats
    observed: Floats
    expected: Floats


def kaplan_meier(time: ArrayLike, event: ArrayLike, level: float = 0.95) -> Curve:
    """The curve of one group of patients (n,), those with NaN times left out; raises InputError where none is left."""
    data = follow_up(time, event, np.zeros(np.shape(time), int), arms=2)
    if data.shape or not data.weight.any():
        raise InputError("Field 'time' must be one group with at least one known time; give the times of one arm.")
    kept = data.once()[0] & (data.weight[0] > 0.0)
    at_risk, events = data.at_risk(data.weight)[0][kept], data.tied(data.event)[0][kept]
    survival = np.cumprod(1.0 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.cumsum(events / (at_risk * (at_risk - events))))
        inner = (survival < 1.0) & (survival > 0.0)
        half = np.where(inner, ndtri(0.5 * (1.0 + level)) * spread / np.abs(np.log(survival)), np.nan)
        se = np.where(survival > 0.0, survival * spread, 0.0)
    return Curve(data.time[0][kept], survival, se, survival ** np.exp(half), survival ** np.exp(-half), at_risk, events)


def log_rank(time: ArrayLike, event: ArrayLike, arm: ArrayLike, *, arms: int | None = None) -> LogRank:
    """Log-rank tests of (..., n) patients, each arm against control; a comparison without events has p-value 1."""
    data = follow_up(time, event, arm, arms=arms)
    parts = [_log_rank(data, k) for k in range(1, data.arms)]
    return LogRank(*(np.stack(part, -1).reshape(*data.shape, -1) for part in zip(*parts, strict=True)))


def restricted_mean(
    time: ArrayLike, event: ArrayLike, arm: ArrayLike, until: float, *, arms: int | None = None, level: float = 0.95
) -> tuple[Effect, Effect]:
    """Mean time without event up to a horizon: differences from control (..., K - 1) and means of the arms (..., K).

    Areas under the Kaplan-Meier curves with Greenwood's variance (Royston & Parmar 2013, 10.1186/1471-2288-13-152).
    NaN where a curve ends before the horizon with patients left, for the area beyond is then unknown.
    """
    if not until > 0.0:
        raise InputError(f"Field 'until' is {until:g}; give a horizon above 0 in the unit of the times.")
    data = follow_up(time, event, arm, arms=arms)
    areas, variances = (np.stack(x, -1) for x in zip(*(_area(data, k, until) for k in range(data.arms)), strict=True))
    difference, variance = areas[:, 1:] - areas[:, :1], variances[:, 1:] + variances[:, :1]
    return (
        Effect.of(difference.reshape(*data.shape, -1), np.sqrt(variance).reshape(*data.shape, -1), level=level),
        Effect.of(areas.reshape(*data.shape, -1), np.sqrt(variances).reshape(*data.shape, -1), level=level),
    )


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


def _area(data: FollowUp, k: int, until: float) -> tuple[Floats, Floats]:
    """Area under the curve of arm k up to the horizon and its variance, (R,) each."""
    weight = np.where(data.arm == k, data.weight, 0.0)
    at_risk = data.at_risk(weight)
    counted = data.once() & (data.time <= until)
    events = np.where(counted, data.tied(data.event * weight), 0.0)
    staying = np.where(events > 0.0, 1.0 - events / np.maximum(at_risk, 1.0), 1.0)
    survival = np.cumprod(staying, 1)
    start = np.minimum(data.time, until)
    stop = np.concatenate([start[:, 1:], np.full((len(start), 1), until)], 1)
    slabs = survival * (stop - start)
    after = np.cumsum(slabs[:, ::-1], 1)[:, ::-1]
    lost = np.where((events > 0.0) & (at_risk > events), at_risk * (at_risk - events), np.inf)
    variance = (after**2 * events / lost).sum(1)
    longest = np.where(weight > 0.0, data.time, -np.inf).max(1)
    unknown = (longest < until) & (survival[:, -1] > 0.0)
    return np.where(unknown, np.nan, start[:, 0] + slabs.sum(1)), np.where(unknown, np.nan, variance)
