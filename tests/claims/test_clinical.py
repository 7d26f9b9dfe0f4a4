"""What clinicians read."""

from __future__ import annotations

import pytest

from pulposus.claims import Base, Number, claim, judge
from pulposus.claims.clinical import number


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (Number("x", -3.724, "points of 100", "review", -5.33, -1.27), "−3.72 points of 100 (−5.33 to −1.27)"),
        (Number("x", 0.0147, "share of people", "counted", 0.0018, 0.052), "1.5 of 100 people (0.2 to 5.2)"),
        (Number("x", 1200, "", "practice"), "1,200"),
    ],
)
def test_a_number_with_unit_and_interval(one: Number, text: str) -> None:
    assert number(one) == text


def test_it_names_question_population_every_part_and_what_is_not_judged(base: Base) -> None:
    one = judge(claim("S1"), base)
    assert one.longer.startswith(claim("S1").question)
    assert claim("S1").population in one.longer
    for part in one.parts:
        assert part.asked.name in one.longer.lower()
    assert "95 %" not in one.sentence
    assert "−3.72 points of 100 (" in one.longer
    assert "Not judged: Conditions other than" in one.longer


def test_what_would_change_it_is_said_once_for_equal_parts(base: Base) -> None:
    change = judge(claim("S1"), base).change
    assert change.startswith("Less pain, better function, more people who respond: ")
    assert change.count("could support it") == 2
    assert judge(claim("E1"), base).change == "A published measurement in people."
