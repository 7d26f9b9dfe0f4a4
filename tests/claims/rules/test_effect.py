"""The rule of a controlled effect: every branch, and that a better record never worsens a verdict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulposus.claims.rules.effect import Direction, Interval, Trial, direction, effect, rule
from pulposus.claims.verdict import VERDICTS

WAYS: tuple[Direction, ...] = ("worse", "no difference", "better")
GOOD, NULL, BAD = (Trial(way, True, True) for way in reversed(WAYS))
SAID_GOOD, SAID_NULL = Trial("better", False, True), Trial("no difference", False, True)
WEAK_GOOD, WEAK_NULL = Trial("better", True, False), Trial("no difference", True, False)


@pytest.mark.parametrize(
    ("trials", "pooled", "verdict"),
    [
        ([], None, "untested"),
        ([GOOD, GOOD], Interval(20, 15, 25), "supported"),
        ([GOOD, GOOD, SAID_GOOD], Interval(20, 1, 39), "supported"),
        ([GOOD, GOOD, SAID_NULL], Interval(20, 15, 25), "mixed"),  # one says otherwise in words
        ([GOOD, GOOD], Interval(14, 10, 18), "mixed"),  # the size may or may not count
        ([GOOD, GOOD], Interval(5, 2, 8), "not supported"),  # it is shown to be too small
        ([NULL, NULL], Interval(4, -40, 48), "not supported"),
        ([GOOD, NULL], Interval(10, -50, 70), "mixed"),  # trials point both ways
        ([GOOD], Interval(30, 20, 40), "mixed"),  # one trial is not two
        ([NULL], Interval(3, -9, 15), "not supported"),
        ([BAD], Interval(-30, -40, -20), "not supported"),
        ([SAID_NULL, SAID_NULL], None, "not supported"),
        ([SAID_GOOD, SAID_GOOD, SAID_GOOD], None, "mixed"),  # words alone support nothing
        ([WEAK_GOOD, WEAK_GOOD], Interval(30, 20, 40), "mixed"),  # nor do weak trials
        ([WEAK_GOOD, SAID_NULL], Interval(30, 20, 40), "not supported"),  # which do not count beside good ones
        ([WEAK_NULL], Interval(1, -5, 7), "not supported"),
    ],
)
def test_every_branch(trials: list[Trial], pooled: Interval | None, verdict: str) -> None:
    assert effect(trials, pooled, 15, 2).verdict == verdict


def test_without_a_size_any_difference_counts() -> None:
    assert effect([GOOD, GOOD], Interval(5, 2, 8), 0, 2).verdict == "supported"


def test_the_least_number_of_trials_is_asked_for() -> None:
    assert effect([GOOD, GOOD], Interval(20, 15, 25), 15, 3).verdict == "mixed"


@st.composite
def evidence(draw: st.DrawFn) -> tuple[list[Trial], Interval | None]:
    trials = draw(st.lists(st.builds(Trial, st.sampled_from(WAYS), st.booleans(), st.booleans()), max_size=6))
    low, value, high = sorted(draw(st.tuples(*[st.floats(-60, 60)] * 3)))
    return trials, Interval(value, low, high) if any(trial.numbers for trial in trials) else None


@given(evidence(), st.floats(0, 50), st.sampled_from([0.0, 10.0, 15.0]), st.data())
def test_better_records_never_worsen_a_verdict(
    found: tuple[list[Trial], Interval | None], shift: float, important: float, data: st.DataObject
) -> None:
    trials, pooled = found
    better = [
        Trial(data.draw(st.sampled_from(WAYS[WAYS.index(trial.direction) :])), trial.numbers, trial.strong)
        for trial in trials
    ]
    moved = pooled and Interval(pooled.value + shift, pooled.low + shift, pooled.high + shift)
    before, after = effect(trials, pooled, important, 2), effect(better, moved, important, 2)
    assert VERDICTS.index(after.verdict) >= VERDICTS.index(before.verdict)


@given(evidence())
def test_nothing_is_supported_without_two_good_trials_with_numbers(found: tuple[list[Trial], Interval | None]) -> None:
    trials, pooled = found
    if effect(trials, pooled, 15, 2).verdict == "supported":
        assert sum(trial.numbers and trial.strong for trial in trials) >= 2
        assert pooled is not None
        assert pooled.low > 0


@pytest.mark.parametrize(
    ("low", "high", "way"), [(1, 5, "better"), (-5, -1, "worse"), (-1, 5, "no difference"), (0, 5, "no difference")]
)
def test_direction(low: float, high: float, way: str) -> None:
    assert direction(Interval((low + high) / 2, low, high)) == way


def test_the_rule_in_words_names_its_numbers() -> None:
    assert "2 or more" in rule(2)
    assert "3 or more" in rule(3)
