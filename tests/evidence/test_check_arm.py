"""Numbers of one arm that contradict each other are found, and printed ones of trials pass."""

from __future__ import annotations

from typing import Any

import pytest

from pulposus.evidence.check_arm import arm_problems
from pulposus.evidence.schema import Arm


def found(outcomes: list[dict[str, Any]], **fields: Any) -> list[tuple[str, str]]:
    blocks = {"key": "a", "role": "control", "treatment": "saline", "setting": "intradiscal saline", "n": 30, **fields}
    whole = [{"measure": "pain", "statistic": "mean", "read_in": "a", **one} for one in outcomes]
    arm = Arm.model_validate({**blocks, "outcomes": whole})
    return [(problem.level, problem.sentence) for problem in arm_problems(arm)]


START, END = {"month": 0, "value": 70.0}, {"month": 12, "value": 40.0}


def change(value: float, statistic: str = "change") -> dict[str, Any]:
    return {"month": 12, "statistic": statistic, "value": value}


@pytest.mark.parametrize(
    ("outcomes", "level", "said"),
    [
        ([START, END, change(-10.0)], "refused", "found -10, which is -10 points, expected -30 (40 less 70)"),
        ([START, END, change(-28.5)], "doubt", "expected -30"),
        ([START, END, change(-60.0, "percent_change")], "refused", "which is -42 points, expected -30"),
        ([START, change(-30.0), change(-50.0, "percent_change")], "doubt", "the printed change -30"),
        ([START, change(-75.0)], "refused", "expected an end from 0 to 100"),
        ([START, change(45.0)], "refused", "expected an end from 0 to 100"),
        ([{"month": 12, "value": 40.0}, {"month": 6, "value": 45.0}], "refused", "expected visits in order"),
        ([END, {**END, "value": 41.0}], "refused", "found 40 and 41, expected one"),
    ],
)
def test_change_end_and_start_have_to_agree(outcomes: list[dict[str, Any]], level: str, said: str) -> None:
    problems = found(outcomes)
    assert (problems[0][0], len(problems)) == (level, 1), problems
    assert said in problems[0][1]


@pytest.mark.parametrize(
    "outcomes",
    [
        [START, END, change(-30.0), change(-42.9, "percent_change")],
        # INTRACEPT, standard care at six months: -2.4 printed, 44.8 less 46.9 of those who came.
        [{"month": 0, "value": 46.9}, {"month": 6, "value": 44.8}, {"month": 6, "statistic": "change", "value": -2.4}],
        [change(-30.0), change(-50.0, "percent_change")],
    ],
)
def test_rounding_and_missing_starts_are_no_problem(outcomes: list[dict[str, Any]]) -> None:
    assert found(outcomes) == []


def share(value: float = 0.5, **fields: Any) -> dict[str, Any]:
    return {"month": 12, "measure": "responders", "statistic": "share", "value": value, **fields}


@pytest.mark.parametrize(
    ("outcome", "level", "said"),
    [
        (share(), "refused", "found no definition"),
        (share(definition={}), "refused", "a definition without pain or odi"),
        (share(definition={"pain": {}}), "refused", "expected points, percent or to_at_most"),
        (share(definition={"pain": {"percent": -50}}), "refused", "leave out the sign"),
        (share(definition={"odi": {"points": 150}}), "refused", "expected a fall"),
        (share(measure="composite"), "refused", "expected what counts as success"),
        (share(measure="grade_improved"), "refused", "expected what counts as success"),
        (share(measure="surgery", definition={"pain": {"points": 15}}), "doubt", "for responders only"),
    ],
)
def test_who_counts_as_a_responder_has_to_be_said(outcome: dict[str, Any], level: str, said: str) -> None:
    problems = found([outcome])
    assert (problems[0][0], len(problems)) == (level, 1), problems
    assert said in problems[0][1]


def test_two_definitions_of_responders_at_one_visit_are_two_numbers() -> None:
    assert found([share(definition={"pain": {"percent": 30}}), share(0.4, definition={"pain": {"percent": 50}})]) == []


def test_a_share_of_operated_people_does_not_fall() -> None:
    problems = found([share(0.3, measure="surgery"), {**share(0.2, measure="surgery"), "month": 24}])
    assert [level for level, _ in problems] == ["doubt"]
    assert "does not fall" in problems[0][1]


def test_grades_on_two_scales_are_not_compared() -> None:
    problems = found(
        [{"month": 0, "measure": "pfirrmann", "value": 4.0}, {**END, "measure": "modified_pfirrmann", "value": 5}]
    )
    assert [level for level, _ in problems] == ["doubt"]
    assert "no published table" in problems[0][1]


def test_more_events_than_people() -> None:
    events = [
        {"what": "discitis", "count": 4, "of": 3, "read_in": "a"},
        {"what": "pain", "count": 1, "of": 31, "read_in": "a"},
    ]
    assert [level for level, _ in found([], events=events)] == ["refused", "doubt"]
