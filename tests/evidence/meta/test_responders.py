"""Ratios of responders need one definition."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from pulposus.evidence.meta.controlled import differences
from pulposus.evidence.meta.gathered import Question
from pulposus.evidence.schema import Study

HALF = {"pain": {"percent": 50}}


def share(value: float, definition: dict[str, object] | None = None, month: float = 12) -> dict[str, object]:
    found = {"month": month, "measure": "responders", "statistic": "share", "value": value}
    return {**found, "definition": definition} if definition else found


def trial(build: SimpleNamespace, ours: list[dict[str, object]], theirs: list[dict[str, object]]) -> Study:
    return build.study(
        "t", build.arm("cells", "bm_msc", ours, product=build.CELLS, n=58), build.arm("sham", "sham", theirs, n=56)
    )


def test_respine_in_people(build: SimpleNamespace) -> None:
    """74 % of 58 against 69 % of 56 are 43 and 39 people."""
    found = differences([trial(build, [share(0.74, HALF)], [share(0.69, HALF)])], Question("responders")).effects
    one = found.items[0]
    assert found.scale == "log risk ratio"
    assert one.value == pytest.approx(math.log(43 / 58) - math.log(39 / 56))
    assert one.variance == pytest.approx(1 / 43 - 1 / 58 + 1 / 39 - 1 / 56)
    assert one.notes == ("responders: pain down by 50 %",)


def test_odds_on_request(build: SimpleNamespace) -> None:
    asked = Question("responders", "log odds ratio")
    one = differences([trial(build, [share(0.74, HALF)], [share(0.69, HALF)])], asked).effects.items[0]
    assert one.value == pytest.approx(math.log(43 / 15) - math.log(39 / 17))


def test_two_definitions_are_not_compared(build: SimpleNamespace) -> None:
    other = {"pain": {"percent": 30}}
    found = differences([trial(build, [share(0.74, HALF)], [share(0.69, other)])], Question("responders"))
    assert len(found.effects) == 0
    assert found.left_out[0].why == "no definition of a responder that both arms share"
    shared = [share(0.8, other), share(0.6, HALF)], [share(0.5, HALF)]
    one = differences([trial(build, *shared)], Question("responders")).effects.items[0]
    assert one.value == pytest.approx(math.log(35 / 58) - math.log(28 / 56))


def test_nobody_who_responds_gets_a_half(build: SimpleNamespace) -> None:
    one = differences([trial(build, [share(0, HALF)], [share(0.5, HALF)])], Question("responders")).effects.items[0]
    assert one.value == pytest.approx(math.log(0.5 / 59) - math.log(28.5 / 57))
    assert "a half added to an empty cell" in one.notes


def test_both_scores_and_levels_in_words(build: SimpleNamespace) -> None:
    definition = {"pain": {"points": 20, "percent": 20}, "odi": {"to_at_most": 20}, "combine": "or"}
    one = differences([trial(build, [share(0.7, definition)], [share(0.6, definition)])], Question("responders"))
    assert one.effects.items[0].notes == ("responders: pain down by 20 % and 20 points or ODI at most 20",)
