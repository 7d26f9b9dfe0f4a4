"""Facts of the library: measured or assumed, and which way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pulposus.claims import Base, PartResult
from pulposus.claims.parts.measured import interval, judge, named
from pulposus.claims.schema import Measured
from pulposus.library import facts

Make = Callable[..., Base]


def judged(base: Base, topic: str, *names: str, **changes: Any) -> PartResult:
    part = {"kind": "measured", "name": "a part", "asks": "it is so", "topic": topic, "names": names, **changes}
    return judge(Measured.model_validate(part), base)


def test_a_prior_is_no_measurement(base: Base) -> None:
    found = judged(base, "biology", "msc_damping_mL_1e6")
    assert found.verdict == "untested"
    assert [number.kind for number in found.numbers] == ["assumed"]
    assert [record.moves for record in found.records] == [False]
    assert found.finding == "nobody has measured it in people, the model assumes it"


def test_no_fact_at_all_is_no_measurement_either(base: Base) -> None:
    found = judged(base, "validation", "nothing_of_this_name*")
    assert (found.verdict, found.finding) == ("untested", "nobody has measured it in people")


def test_a_ratio_is_compared_with_one(with_facts: Make, base: Base) -> None:
    name = "odds_pain_annular_fissure"  # 1.79 (0.97 to 3.31)
    assert judged(base, "claims", name).verdict == "not supported"
    assert judged(with_facts("claims", **{name: {"spread": [1.01, 3.31]}}), "claims", name).verdict == "supported"


def test_a_factor_that_does_not_say_so_is_told_to_be_one(base: Base, with_facts: Make) -> None:
    lower = with_facts("harvest", concentration_factor={"value": 0.9})
    assert judged(lower, "harvest", "concentration_factor", ratio=True).verdict == "not supported"
    assert judged(base, "harvest", "concentration_factor*", ratio=True).verdict == "supported"


def test_a_fall_can_be_what_was_claimed(base: Base) -> None:
    assert judged(base, "natural_history", "T2_slope", side="below").verdict == "supported"
    assert judged(base, "natural_history", "T2_slope").verdict == "not supported"


def test_a_null_is_against_it(base: Base) -> None:
    found = judged(base, "modifiers", "null_progression_smoker")
    assert (found.verdict, found.finding) == ("not supported", "the one published measurement does not show it")


def test_intervals_of_facts() -> None:
    """Samartzis 2012 prints 1.79 (1.17 to 2.74) for obesity; the library keeps the SD of the logarithm."""
    assert interval(facts("modifiers")["odds_degeneration_obese"]) == pytest.approx((1.17, 2.74), abs=0.01)
    assert interval(facts("claims")["odds_pain_bulge"]) == (1.28, 44.56)
    assert interval(facts("harvest")["concentration_factor"]) is None  # between people, not of the mean


@pytest.mark.parametrize(
    ("name", "text"),
    [("vt4_flexion_deg_7.5Nm", "flexion at 7.5 N m"), ("vt1_standing_MPa", "standing"), ("T2_slope", "T2 slope"),
     ("odds_pain_modic_1", "odds pain modic 1")],
)  # fmt: skip
def test_named(name: str, text: str) -> None:
    assert named(name) == text
