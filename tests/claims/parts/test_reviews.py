"""Treatments whose trials reviews have pooled."""

from __future__ import annotations

import pytest

from pulposus.claims import Base, PartResult
from pulposus.claims.parts.reviews import judge
from pulposus.claims.schema import Reviews


def judged(base: Base, treatment: str) -> PartResult:
    part = {"kind": "reviews", "name": treatment, "asks": "it lowers pain", "measure": "pain", "treatment": treatment,
            "important": "important_pain"}  # fmt: skip
    return judge(Reviews.model_validate(part), base)


def test_printed_points_stand_as_printed(base: Base) -> None:
    """Enthoven 2016: 3.30 points of 100 (1.27 to 5.33)."""
    number = judged(base, "nsaid").numbers[0]
    assert (number.value, number.low, number.high) == (-3.3, -5.33, -1.27)


def test_a_standardised_difference_counts_in_points_by_the_spread_between_people(base: Base) -> None:
    """WHO review 2023: -0.33 SD (-0.58 to -0.08), at 21 points a SD."""
    number = next(n for n in judged(base, "exercise").numbers if "SD" in n.note)
    assert (number.value, number.low, number.high) == pytest.approx((-6.93, -12.18, -1.68))


def test_a_result_without_an_interval_is_shown_and_not_judged(base: Base) -> None:
    """Busse 2018 prints none in the base; Chaparro 2013 does."""
    found = judged(base, "opioid")
    assert [number.low is None for number in found.numbers] == [True, False, True]
    assert found.because.startswith("of 1 pooled results")


def test_without_a_review_nothing_is_known(base: Base) -> None:
    found = judged(base, "bm_msc")
    assert (found.verdict, found.finding) == ("untested", "no review of it was read")
