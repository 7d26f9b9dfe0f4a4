"""Counts: controlled and uncontrolled apart, each group of people once."""

from __future__ import annotations

from typing import Any

from pulposus.evidence.summary import counts, line


def test_a_line_counts_numbers_and_those_that_may_be_fitted(spoil: Any) -> None:
    found = line(spoil())
    assert (found.arms, found.people, found.numbers, found.fitted) == (2, 60, 10, 5)
    assert line(spoil(("arms", 1, "n"), ...)).people is None


def test_groups_are_counted_apart_and_people_once(spoil: Any) -> None:
    again = spoil(("key",), "again", ("same_people_as",), "example_2020")
    alone = spoil(("key",), "alone", ("design",), "single arm", ("arms", 1), ..., ("contrasts",), [])
    review = spoil(("key",), "review", ("design",), "meta-analysis", ("use",), "context")
    with_control = counts([spoil(), again, alone, review], controlled=True)
    assert (with_control.studies, with_control.arms, with_control.people) == (1, 2, 60)
    assert with_control.numbers == 20
    without = counts([spoil(), again, alone, review], controlled=False)
    assert (without.studies, without.arms, without.people, without.numbers) == (1, 1, 30, 5)
