"""Verdicts of parts and of a whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulposus.claims.verdict import SHOWN, VERDICTS, Verdict, together

ANY = st.sampled_from(VERDICTS)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["supported", "supported"], "supported"),
        (["supported", "untested"], "mixed"),
        (["supported", "not supported"], "mixed"),
        (["mixed", "not supported", "untested"], "mixed"),
        (["not supported", "untested"], "not supported"),
        (["not supported"], "not supported"),
        (["untested", "untested"], "untested"),
        (["mixed"], "mixed"),
    ],
)
def test_a_statement_says_that_all_its_parts_hold(parts: list[Verdict], whole: Verdict) -> None:
    assert together(parts) == whole


@given(st.lists(ANY, min_size=1, max_size=5), st.data())
def test_a_better_part_never_makes_a_worse_whole(parts: list[Verdict], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(parts) - 1))
    better = data.draw(st.sampled_from(VERDICTS[VERDICTS.index(parts[place]) :]))
    whole = together([*parts[:place], better, *parts[place + 1 :]])
    assert VERDICTS.index(whole) >= VERDICTS.index(together(parts))


@given(st.lists(ANY, min_size=1, max_size=5))
def test_the_order_of_parts_does_not_matter(parts: list[Verdict]) -> None:
    assert together(parts) == together(reversed(parts)) == together(set(parts))


def test_what_is_shown_to_people_are_the_same_four() -> None:
    assert sorted(SHOWN) == sorted(VERDICTS)
