"""Times, shares from counts, and what a rounded percentage leaves open."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from pulposus.evidence.aftermath.records import Record, Time, counted, rounded
from pulposus.library.schema import Source


def test_times_in_months() -> None:
    assert Time(24, "months").months == 24
    assert Time(8, "years").months == pytest.approx(96)
    assert Time(365.25, "days").months == pytest.approx(12)


def test_a_counted_share_keeps_its_count() -> None:
    share = counted(6, 26)
    assert (share.events, share.of, share.rounded) == (6, 26, False)
    assert share.share == 6 / 26


def test_a_rounded_percentage_holds_the_range_of_every_count_that_rounds_to_it() -> None:
    share = rounded(85, 200)
    counts = [k for k in range(201) if 84.5 <= 100 * k / 200 <= 85.5]
    assert counts == [169, 170, 171]
    assert share.share == 0.85
    assert share.low == pytest.approx(binomtest(169, 200).proportion_ci().low)
    assert share.high == pytest.approx(binomtest(171, 200).proportion_ci().high)


def test_rounding_matters_more_than_chance_where_many_were_counted() -> None:
    share = rounded(0.2, 1_288_496)  # deaths after fusion: 0.15 to 0.25 % round to it
    assert share.low is not None
    assert share.high is not None
    assert share.low < 0.0015 < 0.0025 < share.high


def test_printed_interval_of_a_register() -> None:
    # "6.7% (95% confidence interval 6.4 to 6.9)" of 34,639 operations, Bone Joint J 2019;101-B:470
    share = rounded(6.7, 34_639)
    assert share.low is not None
    assert share.high is not None
    assert 100 * share.low == pytest.approx(6.4, abs=0.06)
    assert 100 * share.high == pytest.approx(6.9, abs=0.15)


def test_a_percentage_that_no_count_gives_is_taken_between_the_two_nearest() -> None:
    share = rounded(12, 71)  # 8 of 71 is 11 %, 9 of 71 is 13 %
    assert share.low == pytest.approx(binomtest(8, 71).proportion_ci().low)
    assert share.high == pytest.approx(binomtest(9, 71).proportion_ci().high)


def test_no_share_leaves_zero_to_one() -> None:
    assert (rounded(0, 40).low, rounded(100, 40).high) == (0.0, 1.0)


def test_what_is_taken_over_says_so_each_time() -> None:
    source = Source(key="x", citation="Somebody 1999", url="https://example.org")
    record = Record("had it", counted(1, 9), None, "people", source)
    once = record.taken_over("none with fibrin")
    assert once.borrowed == "none with fibrin"
    assert once.taken_over("none with fibrin").borrowed == "none with fibrin"
    assert once.taken_over("any needle").borrowed == "none with fibrin; any needle"
