"""Criteria, answers and reasons as words."""

from __future__ import annotations

import pytest

from pulposus.eligibility import Answers, consensus, judge, questions, trials
from pulposus.eligibility.short import in_short
from pulposus.eligibility.words import expected, missing, shown

EVERY = {criteria.key: criteria for criteria in (*trials(), consensus())}


@pytest.mark.parametrize(
    ("key", "answer", "words"),
    [
        ("age_y", 45, "45 years"),
        ("age_y", 1, "1 year"),
        ("symptomatic_levels", 1, "1 disc"),
        ("pain_0_100", 1, "1 point of 100"),
        ("leg_pain_percent", 20, "20 % of back pain"),
        ("modified_pfirrmann", 5, "grade 5"),
        ("modic", 1, "Modic type 1"),
        ("infection", False, "no"),
        ("herniation", "none", "none"),
        ("age_y", None, "not answered"),
    ],
)
def test_answers_read_with_their_units(key: str, answer: object, words: str) -> None:
    assert shown(questions()[key], answer) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "field", "words"),
    [
        ("discgenics_idct", "age_y", "18 to 75 years"),
        ("discgenics_idct", "level", "L3/4, L4/5 or L5/S1"),
        ("discgenics_idct", "modic", "at most Modic type 2"),
        ("discgenics_idct", "contraception", "yes"),
        ("discgenics_idct", "radiculopathy", "no"),
        ("vast", "bmi_kg_m2", "below 35 kg/m2"),
        ("respine", "pain_0_100", "above 40 points of 100"),
        (
            "biorestorative_brtx100",
            "modified_pfirrmann",
            "at least grade 2, or herniation: protrusion, or annular tear on MRI: yes",
        ),
    ],
)
def test_criteria_say_what_they_expect(key: str, field: str, words: str) -> None:
    assert expected(next(one for one in EVERY[key].criteria if one.field == field)) == words


def test_an_open_question_is_named_and_the_two_scales_of_grade_are_told_apart() -> None:
    assert missing(questions()["age_y"]) == "not answered: age"
    assert "another scale" in missing(questions()["modified_pfirrmann"])
    assert "another scale" in missing(questions()["pfirrmann"])


def test_reasons_in_short_name_some_and_count_the_rest() -> None:
    failed = judge(EVERY["vast"], Answers({"age_y": 80, "bmi_kg_m2": 40, "pain_0_100": 10}))
    assert len(failed.reasons) == 3
    assert in_short(failed, 2) == (*failed.reasons[:2], "and 1 more")
    unknown = judge(EVERY["mesoblast_phase2"], Answers({"age_y": 40}))
    grade, asked, unread = in_short(unknown, 2)
    assert "another scale" in grade
    assert asked == "not answered: number of painful discs; level of the disc and 5 more"
    assert unread == "not read: limits of pain and limits of disability"
