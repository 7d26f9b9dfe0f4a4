"""Borrowed standard deviations."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from pulposus.evidence.meta.borrow import Lender, lender
from pulposus.evidence.meta.scores import Score


def test_the_sd_is_pooled_over_arms_at_their_last_visit_and_nobody_twice(build: SimpleNamespace) -> None:
    pain = build.pain
    first = build.study("a", build.arm("x", "sham", [pain(6, -1, sd=99), pain(12, -1, sd=20)], n=11))
    later = build.study("b", build.arm("x", "sham", [pain(24, -1, sd=50)], n=11), same_people_as="a")
    other = build.study("c", build.arm("x", "sham", [pain(12, -1, sd=30)], n=21), use="check")
    context = build.study("d", build.arm("x", "sham", [pain(12, -1, sd=60)], n=100), use="context")
    found = lender([first, later, other, context], "pain")
    assert found.change == pytest.approx(math.sqrt((10 * 20**2 + 20 * 30**2) / 30))
    assert found.change_arms == 2
    assert found.final is None


def test_a_lent_sd_is_flagged_and_a_printed_one_kept() -> None:
    lending = Lender(24.0, None, 3, 0)
    lent = lending.lend(Score("a", 12, -20, None, 30, False))
    assert lent is not None
    assert (lent.sd, lent.notes) == (24.0, ("SD 24 borrowed from 3 other arms",))
    printed = Score("a", 12, -20, 18.0, 30, False)
    assert lending.lend(printed) is printed


def test_nothing_is_lent_where_nothing_is_known() -> None:
    assert Lender(24.0, None, 3, 0).lend(Score("a", 12, 40, None, 30, True)) is None
    assert Lender(None, None, 0, 0).lend(Score("a", 12, -20, None, 30, False)) is None
    assert Lender(24.0, None, 3, 0).lend(None) is None
