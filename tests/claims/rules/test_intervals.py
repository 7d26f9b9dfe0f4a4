"""Values against a limit, and benefits that reviews printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulposus.claims.rules.intervals import Item, beyond, is_beyond, reviews
from pulposus.claims.verdict import VERDICTS

ENDS = st.tuples(*[st.floats(-50, 50)] * 3).map(sorted)
ITEMS = st.lists(ENDS.map(lambda x: Item(x[1], x[0], x[2])), max_size=5)


@pytest.mark.parametrize(
    ("item", "limit", "reached", "found"),
    [
        (Item(2, 1, 3), 1, False, False),
        (Item(2, 1, 3), 1, True, True),
        (Item(2, 1.1, 3), 1, False, True),
        (Item(2, 0.5, 3), 1, True, False),
        (Item(0, 0, 0), 0, False, False),
    ],
)
def test_the_whole_interval_lies_beyond(item: Item, limit: float, reached: bool, found: bool) -> None:
    assert is_beyond(item, limit, reached=reached) == found


@pytest.mark.parametrize(
    ("items", "verdict"),
    [
        ([], "untested"),
        ([Item(2, 1, 3)], "supported"),
        ([Item(2, 1, 3), Item(1, -1, 3)], "mixed"),
        ([Item(1, -1, 3), Item(-2, -3, -1)], "not supported"),
    ],
)
def test_beyond(items: list[Item], verdict: str) -> None:
    assert beyond(items, 0).verdict == verdict


@pytest.mark.parametrize(
    ("items", "verdict"),
    [
        ([], "untested"),
        ([Item(15, 12, 18)], "supported"),  # Hayden 2021: exercise, all trials
        ([Item(6.9, 1.7, 12.2)], "not supported"),  # the low-bias trials alone
        ([Item(15, 12, 18), Item(6.9, 1.7, 12.2)], "mixed"),
        ([Item(3.3, 1.3, 5.3)], "not supported"),  # Enthoven 2016: real, and too small
        ([Item(14, 5, 23)], "mixed"),
        ([Item(20, -5, 45)], "not supported"),
    ],
)
def test_reviews(items: list[Item], verdict: str) -> None:
    assert reviews(items, 15).verdict == verdict


@given(ITEMS, st.floats(0, 40), st.sampled_from([beyond, reviews]))
def test_better_values_never_worsen_a_verdict(items: list[Item], shift: float, rule: object) -> None:
    moved = [Item(item.value + shift, item.low + shift, item.high + shift) for item in items]
    before, after = rule(items, 15), rule(moved, 15)  # type: ignore[operator]
    assert VERDICTS.index(after.verdict) >= VERDICTS.index(before.verdict)
