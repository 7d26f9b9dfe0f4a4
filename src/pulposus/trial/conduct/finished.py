"""Trials of one size that are over and analysed, and their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.conduct.decide import benefit_p, succeeds
from pulposus.trial.conduct.endpoints import Answer, times, visit_of
from pulposus.trial.conduct.happen import History
from pulposus.trial.conduct.trials import Trials
from pulposus.trial.design.design import Design
from pulposus.trial.statistics.survival import kaplan_meier

Int = NDArray[np.int64]
Mask = NDArray[np.bool_]
Truth = Mapping[tuple[str, str], float]
"""Expected difference of an endpoint in an arm, where it is known."""


@dataclass(frozen=True)
class Finished:
    """Trials (r,) with their numbers among all trials of the scenario, and the people on whom they were decided."""

    replicate: Int
    size: int  # people planned
    trials: Trials
    answers: dict[str, Answer]
    rejected: Mask  # (r, hypotheses)
    look: Int  # at which a trial stopped, -1 without looks
    people_used: Int  # enrolled until then
    dropped: tuple[str, ...]  # arms, ";" between them
    waited_months: float = 0.0
    """For which enrolment rested."""


def effect_rows(design: Design, scenario: str, done: Finished, truth: Truth) -> dict[str, Any]:
    """Columns of ``replicates``: one row for each trial, endpoint and active arm."""
    hypotheses = design.hypotheses()
    success = succeeds(design, done.rejected)
    arms = [np.sum(done.trials.arm == k, axis=1) for k in range(len(design.arms))]
    parts: list[dict[str, Any]] = []
    for key, found in done.answers.items():
        benefit = benefit_p(design, key, found)
        endpoint = design.endpoint(key)
        last = design.visits_months[visit_of(design, endpoint)]
        for k, arm in enumerate(design.active):
            place = hypotheses.index(f"{key}/{arm}") if f"{key}/{arm}" in hypotheses else None
            count = len(done.replicate)
            effect = found.effect.at(k)
            columns: dict[str, Any] = {
                "scenario": np.full(count, scenario),
                "replicate": done.replicate,
                "world": done.replicate if scenario != "fixed" else np.full(count, -1),
                "size": np.full(count, done.size),
                "endpoint": np.full(count, key),
                "arm": np.full(count, arm),
                "estimate": effect.estimate,
                "se": effect.se,
                "df": np.broadcast_to(effect.df, count),
                "low": effect.low,
                "high": effect.high,
                "p_value": effect.p_value,
                "benefit_p": benefit[:, k],
                "rejected": np.zeros(count, dtype=bool) if place is None else done.rejected[:, place],
                "truth": np.full(count, truth.get((key, arm), np.nan)),
                "n_arm": arms[k + 1],
                "n_control": arms[0],
                "observed_arm": found.observed[:, k + 1],
                "observed_control": found.observed[:, 0],
                "control_change": found.mean[:, 0],
                "sd": found.sd,
                "success": success,
                "stopped_at": done.look,
                "people_used": done.people_used,
                "months_used": _months(design, done, last),
                "dropped": np.array(done.dropped),
            }
            parts.append(columns)
    return _below(parts)


def event_rows(scenario: str, done: Finished, order: tuple[str, ...]) -> dict[str, Any]:
    """Columns of ``events``: how many people of each arm left, were rescued, crossed over or were operated."""
    history, shape = done.trials.history, done.trials.shape
    parts: list[dict[str, Any]] = []
    for k, arm in enumerate(order):
        own = done.trials.arm == k
        columns: dict[str, Any] = {
            "scenario": np.full(shape[0], scenario),
            "replicate": done.replicate,
            "arm": np.full(shape[0], arm),
            "people": own.sum(axis=1),
        }
        for name, first in _first_visits(history).items():
            columns[name] = (own & (first.reshape(shape) < history.visits)).sum(axis=1)
        parts.append(columns)
    return _below(parts)


def event_free_rows(design: Design, scenario: str, done: Finished) -> dict[str, Any]:
    """Columns of ``event_free``: the Kaplan-Meier curve of each arm at the visits, for endpoints that are a time."""
    months, replicate = np.array(design.visits_months), done.replicate
    parts: list[dict[str, Any]] = []
    for endpoint in design.timed:
        time, event = times(endpoint, done.trials)
        curve = kaplan_meier(time, event, done.trials.arm, months, arms=len(design.arms))
        shape = curve.free.shape
        columns: dict[str, Any] = {
            "scenario": np.full(shape, scenario),
            "replicate": np.broadcast_to(replicate[:, None, None], shape),
            "endpoint": np.full(shape, endpoint.key),
            "arm": np.broadcast_to(np.array(design.arms_in_order)[:, None], shape),
            "month": np.broadcast_to(months, shape),
            "free": curve.free,
            "se": curve.se,
            "at_risk": curve.at_risk,
        }
        parts.append({name: values.ravel() for name, values in columns.items()})
    return _below(parts)


def _below(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Rows of several parts with the same columns, below each other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _months(design: Design, done: Finished, last: float) -> NDArray[np.float64]:
    """Months from the first person until the last who counted had the visit at month ``last``, (r,)."""
    trials, people = done.trials.shape
    return np.full(trials, people / design.enrolled_per_month + done.waited_months + last)


def _first_visits(history: History) -> dict[str, Int]:
    """What a trial hears of: nothing of those who have left."""
    heard = {"rescued": "rescue", "crossed": "crossover", "reoperated": "reoperation"}
    return {"dropped_out": history.left, **{name: history.known(event) for name, event in heard.items()}}
