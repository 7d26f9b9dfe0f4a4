"""What comes between: shares against constant hazards in closed form, who is left, who crosses over, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from pulposus.library import value
from pulposus.trial.conduct.happen import Course, History, Shifts, happen
from pulposus.trial.conduct.rates import Rates, draw_rates
from pulposus.trial.design import Design
from pulposus.trial.design.events import Crossover, DropOut, Events

N = 40_000
MONTHS = np.array([3.0, 12.0, 24.0])
SD = value("symptoms", "pain_between_person_sd")


def nothing(since: float, rows: np.ndarray) -> np.ndarray:  # noqa: ARG001
    return np.zeros((len(rows), len(MONTHS), 2))


def course(seed: int = 0, apart: float = 0.0, spread: float = 20.0) -> Course:
    """One trial, half of it in each arm; arm 1 has ``apart`` points less. Scores hardly reach the ends."""
    rng = np.random.default_rng(seed)
    arm = np.arange(N) % 2
    own = rng.normal(scale=spread, size=N)
    baseline = np.repeat((50 + own)[:, None], 2, axis=1)
    line = np.repeat(baseline[:, None, :], len(MONTHS), axis=1) - 10 - apart * arm[:, None, None]
    return Course(
        months=MONTHS,
        baseline=np.clip(baseline, 0, 100),
        line=line,
        errors=rng.normal(scale=8.0, size=line.shape),
        trial=np.zeros(N, dtype=np.int64),
        arm=arm,
    )


def run(one: Course, rates: Rates, events: Events | None = None, seed: int = 1, **shifts: object) -> History:
    given = Shifts(**shifts)  # type: ignore[arg-type]
    return happen(one, events or Events(), rates, 0, given, np.random.default_rng(seed))


def within(found: float, expected: float, people: int = N) -> bool:
    """Whether a share lies within four standard errors."""
    return abs(found - expected) < 4 * np.sqrt(expected * (1 - expected) / people)


def test_leavers_follow_a_constant_hazard(make_rates: Callable[..., Rates]) -> None:
    left = run(course(), make_rates(leave=0.3)).left
    for visit, month in enumerate(MONTHS):
        assert within(np.mean(left <= visit), 1 - np.exp(-0.3 * month / 12))


@pytest.mark.parametrize("event", ["rescue", "operation"])
def test_rescue_and_operations_follow_a_constant_hazard(event: str, make_rates: Callable[..., Rates]) -> None:
    history = run(course(), make_rates(**{event: 0.2}), **{event: nothing})
    first, month = (
        (history.rescued, history.rescued_month)
        if event == "rescue"
        else (history.operated, history.operated_month)
    )  # fmt: skip
    assert within(np.mean(first <= 2), 1 - np.exp(-0.4))
    for at in (1.5, 3.0, 12.0, 18.0):  # within an interval times are even, which a hazard of 0.2 a year nearly is
        assert np.mean(month <= at) == pytest.approx(1 - np.exp(-0.2 * at / 12), abs=0.006)


def test_control_arm_has_the_published_rate_and_less_pain_has_fewer(make_rates: Callable[..., Rates]) -> None:
    one = course(apart=15.0)
    history = run(one, make_rates(rescue=0.2, rescue_log_ratio=0.5), rescue=nothing)
    came = (history.rescued == 1)[history.rescued >= 1], one.arm[history.rescued >= 1]
    pain = history.scores[history.rescued >= 1, 0, 0]
    felt = np.exp(0.5 * pain / SD)
    control = np.exp(0.5 * history.scores[one.arm == 0, 0, 0] / SD).mean()
    for arm in (0, 1):
        own = came[1] == arm
        expected = np.mean(1 - np.exp(-0.2 * 0.75 * felt[own] / control))
        assert within(np.mean(came[0][own]), expected, int(own.sum()))
    whole = np.mean((history.rescued == 0)[one.arm == 0])
    assert whole == pytest.approx(1 - np.exp(-0.2 * 0.25), abs=0.006)
    ratio = np.mean(came[0][came[1] == 1]) / np.mean(came[0][came[1] == 0])
    assert ratio == pytest.approx(np.exp(-0.5 * 15 / SD), abs=0.08)


def test_pain_of_a_control_arm_given_from_elsewhere_sets_the_rate(make_rates: Callable[..., Rates]) -> None:
    one = course()
    alone = Course(**(vars(one) | {"arm": np.ones_like(one.arm), "control_pain": np.full((5, 3), 90.0)}))
    rates = make_rates(rescue=0.2, rescue_log_ratio=0.5)
    known = run(alone, rates, rescue=nothing)
    at_second = (known.rescued == 1)[known.rescued >= 1]
    felt = np.exp(0.5 * (known.scores[known.rescued >= 1, 0, 0] - 90.0) / SD)
    assert within(np.mean(at_second), np.mean(1 - np.exp(-0.2 * 0.75 * felt)), len(felt))


def test_nobody_leaves_without_a_hazard(make_rates: Callable[..., Rates]) -> None:
    history = run(course(), make_rates(leave_log_ratio=0.5), rescue=nothing, operation=nothing)
    assert history.seen.all()
    assert (history.left == 3).all()
    assert (history.rescued == 3).all()
    assert (history.operated == 3).all()
    assert np.isinf(history.operated_month).all()
    assert (history.followed_months == 24.0).all()


def test_missed_visits_have_their_share(make_rates: Callable[..., Rates]) -> None:
    seen = run(course(), make_rates(missed_visit=0.1)).seen
    assert within(np.mean(~seen), 0.1, seen.size)


def test_leaving_at_random_biases_nothing_and_unseen_leaving_flatters(make_rates: Callable[..., Rates]) -> None:
    one = course()

    def bias(mechanism: str, ratio: float) -> float:
        events = Events(drop_out=DropOut(mechanism=mechanism))  # type: ignore[arg-type]
        history = run(one, make_rates(leave=0.3, leave_log_ratio=ratio), events)
        change = history.scores[:, -1, 0] - one.baseline[:, 0]
        return float(np.mean(change[history.seen[:, -1]]) - np.mean(change))

    error = 4 * 8.0 / np.sqrt(N / 2)
    assert abs(bias("at random", 0.0)) < error
    # Those who feel worse leave, so that those who are seen do better than all did.
    assert bias("unseen", 1.0) < -2 * error
    assert abs(bias("seen", 1.0)) < error  # errors of visits are independent, so that the last one says nothing


def test_the_trial_loses_its_share_and_the_arm_in_more_pain_more_of_it(make_rates: Callable[..., Rates]) -> None:
    one = course(apart=15.0)
    events = Events(drop_out=DropOut(mechanism="unseen"))
    left = run(one, make_rates(leave=0.3, leave_log_ratio=0.5), events).left
    assert np.mean(left < 3) == pytest.approx(1 - np.exp(-0.6), abs=0.015)
    shares = [np.mean((left < 3)[one.arm == arm]) for arm in (0, 1)]
    pain = [one.line[one.arm == arm, -1, 0].mean() for arm in (0, 1)]
    assert (shares[0] > shares[1] + 0.03) == (pain[0] > pain[1])
    assert abs(shares[0] - shares[1]) > 0.03


def test_chance_in_an_arm_is_not_kept_by_leaving(make_rates: Callable[..., Rates]) -> None:
    """Trials without an effect, lost to bad visits: the difference of arms has the spread that its error says."""
    trials, n = 4000, 60
    rng = np.random.default_rng(8)
    arm = np.tile(np.arange(n) % 2, trials)
    one = course()
    line = rng.normal(50, 12, size=(trials * n, 1, 1)) + np.zeros((1, one.line.shape[1], 2))
    many = replace(
        one, baseline=np.full((trials * n, 2), 60.0), line=line, errors=np.zeros_like(line),
        trial=np.repeat(np.arange(trials), n), arm=arm,
    )  # fmt: skip
    rates = make_rates(leave=0.5, leave_log_ratio=2.0).take(np.zeros(trials, dtype=np.int64))
    history = happen(many, Events(drop_out=DropOut(mechanism="seen")), rates, 0, Shifts(), rng)
    seen = np.where(history.seen[:, -1], history.scores[:, -1, 0], np.nan).reshape(trials, n)
    first, second = seen[:, ::2], seen[:, 1::2]
    gap = np.nanmean(first, axis=1) - np.nanmean(second, axis=1)
    error = np.sqrt(sum(np.nanvar(x, axis=1, ddof=1) / np.sum(~np.isnan(x), axis=1) for x in (first, second)))
    assert np.std(gap / error) == pytest.approx(1.03, abs=0.05)  # t of some 35 people


def test_only_control_people_who_are_no_better_cross_over(make_rates: Callable[..., Rates]) -> None:
    one = course()
    events = Events(crossover=Crossover(month=12, to="cells"))
    after = np.zeros((N, 3, 2))
    after[:, 2] = -20.0

    def gain(since: float, rows: np.ndarray) -> np.ndarray:
        assert since == 12.0
        return after[rows]

    history = run(one, make_rates(cross=0.7, leave=0.2), events, crossover=gain)
    alone = run(one, make_rates(cross=0.0, leave=0.2), events, crossover=gain)
    crossed = history.crossed < 3
    better = one.baseline[:, 0] - history.scores[:, 1, 0] >= value("symptoms", "pain_meaningful_change")
    may = (one.arm == 0) & ~better & (history.left > 1)
    assert not crossed[~may].any()
    assert set(history.crossed[crossed].tolist()) == {2}
    assert within(np.mean(crossed[may]), 0.7, int(may.sum()))
    assert np.array_equal(history.scores[:, :2], alone.scores[:, :2])
    expected = np.clip(one.line + one.errors - 20.0 * crossed[:, None, None] * (MONTHS == 24)[:, None], 0, 100)
    np.testing.assert_allclose(history.scores[:, 2], expected[:, 2])


def test_scores_stay_on_their_scale(make_rates: Callable[..., Rates]) -> None:
    scores = run(course(spread=80.0), make_rates(leave=0.1)).scores
    assert scores.min() == 0.0
    assert scores.max() == 100.0


def test_people_have_the_same_luck_in_every_arm(make_rates: Callable[..., Rates]) -> None:
    one = course()
    other = Course(**(vars(one) | {"arm": 1 - one.arm}))
    rates = make_rates(leave=0.3, rescue=0.2, operation=0.1, missed_visit=0.05)
    a, b = (run(each, rates, rescue=nothing, operation=nothing) for each in (one, other))
    for name in ("scores", "seen", "left", "rescued", "operated", "operated_month", "followed_months"):
        assert np.array_equal(getattr(a, name), getattr(b, name)), name


def test_what_comes_begins_within_its_interval(make_rates: Callable[..., Rates]) -> None:
    asked: list[tuple[float, np.ndarray]] = []

    def relief(since: float, rows: np.ndarray) -> np.ndarray:
        asked.append((since, rows))
        change = np.zeros((len(rows), 3, 2))
        change[:, since < MONTHS] = -5.0
        return change

    one = course()
    history = run(one, make_rates(rescue=0.5), rescue=relief)
    begun = np.full(N, np.nan)
    for since, rows in asked:
        begun[rows] = since
    came = history.rescued < 3
    assert np.array_equal(came, ~np.isnan(begun))
    ends = np.concatenate([[0.0], MONTHS])
    span = (ends[1:] - ends[:-1])[history.rescued[came]]
    assert np.all(np.abs(begun[came] - history.rescued_month[came]) <= span / 8 + 1e-9)
    late = np.arange(3)[None, :] >= history.rescued[:, None]
    expected = np.clip(one.line + one.errors - 5.0 * late[:, :, None], 0, 100)
    np.testing.assert_allclose(history.scores, expected)


def test_what_comes_after_leaving_is_not_heard_of(make_rates: Callable[..., Rates]) -> None:
    history = run(course(), make_rates(leave=1.0, operation=0.5), operation=nothing)
    known = history.known("reoperation")
    unheard = history.operated_month > history.followed_months
    assert (known[unheard] == 3).all()
    assert np.array_equal(known[~unheard], history.operated[~unheard])
    assert (unheard & (history.operated < 3)).any()
    assert (known < 3).any()


def test_shares_of_arms_keep_to_their_arm_wherever_the_control_stands(make_design: Callable[..., Design]) -> None:
    events = {"drop_out": {"share": 0.1, "arms": {"cells": 0.4}}}
    arms = [{"key": "saline", "treatment": "saline"}, {"key": "cells", "treatment": "bm_msc"}]
    for order in (arms, arms[::-1]):
        found = draw_rates(make_design(arms=order, events=events), 1, 0).leave[0]
        np.testing.assert_allclose(found, -np.log([0.9, 0.6]))  # the control first, a year until the last visit


@pytest.mark.parametrize("ratio", [1.5, 3.0, 6.0])
def test_the_share_asked_for_leaves_however_steep_the_tilt(make_rates: Callable[..., Rates], ratio: float) -> None:
    """One visit a year loses what a year loses: a mean hazard would lose 27 % of 30 % at a hazard ratio of 3."""
    one = course()
    once = replace(one, months=MONTHS[1:2], line=one.line[:, 1:2], errors=one.errors[:, 1:2] * 3)
    events = Events(drop_out=DropOut(mechanism="unseen"))
    history = run(once, make_rates(leave=-np.log(0.7), leave_log_ratio=np.log(ratio)), events)
    assert within(np.mean(history.left == 0), 0.3)
    worse = history.scores[:, 0, 0] - one.baseline[:, 0] > -10
    assert np.mean(history.left[worse] == 0) > np.mean(history.left[~worse] == 0) + 0.05
