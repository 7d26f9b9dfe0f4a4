"""Counts of people: the exact interval against a limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from pulposus.claims.rules.intervals import Item
from pulposus.claims.rules.shares import Count, added, at_least, rarer
from pulposus.claims.verdict import VERDICTS

LIMIT = 0.01


@pytest.mark.parametrize(
    ("controlled", "elsewhere", "verdict"),
    [
        ([], [], "untested"),
        ([Count(0, 21)], [], "untested"),  # even none of 21 allows 16 of 100
        ([Count(0, 367)], [], "untested"),  # up to 1.0 of 100
        ([Count(0, 368)], [], "supported"),  # 1 - 0.025 ** (1 / 368) is below 0.01
        ([Count(2, 400)], [], "mixed"),
        ([Count(30, 400)], [], "not supported"),
        ([Count(0, 21)], [Count(0, 5000)], "untested"),  # cohorts cannot support
        ([Count(0, 400)], [Count(60, 400)], "not supported"),  # but they can speak against
        ([], [Count(0, 5000)], "untested"),
    ],
)
def test_rarer(controlled: list[Count], elsewhere: list[Count], verdict: str) -> None:
    assert rarer(controlled, elsewhere, LIMIT).verdict == verdict


def test_the_interval_is_that_of_scipy() -> None:
    exact = binomtest(2, 136).proportion_ci(method="exact")
    assert Count(2, 136).interval == pytest.approx((exact.low, exact.high))


@given(st.integers(1, 600), st.integers(1, 600), st.data())
def test_fewer_events_never_worsen_a_verdict(of: int, others: int, data: st.DataObject) -> None:
    events, cohort = data.draw(st.integers(0, of)), data.draw(st.integers(0, others))
    fewer, lower = data.draw(st.integers(0, events)), data.draw(st.integers(0, cohort))
    before = rarer([Count(events, of)], [Count(cohort, others)], LIMIT)
    after = rarer([Count(fewer, of)], [Count(lower, others)], LIMIT)
    assert VERDICTS.index(after.verdict) >= VERDICTS.index(before.verdict)


def test_added() -> None:
    assert added([Count(1, 10), Count(0, 5)]) == Count(1, 15)
    assert added([]) is None


def test_at_least_counts_a_limit_that_is_reached() -> None:
    assert at_least([Item(0.2, 0.1, 0.3)], 0.1).verdict == "supported"
    assert at_least([Item(0.2, 0.09, 0.3)], 0.1).verdict == "not supported"
    assert at_least([], 0.1).verdict == "untested"
