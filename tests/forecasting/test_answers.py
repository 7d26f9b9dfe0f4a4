"""What a case answers about the entry to a trial, and what it must leave unknown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pulposus.eligibility import questions, red_flags
from pulposus.errors import InputError
from pulposus.forecasting.answers import answers_of
from pulposus.forecasting.case import Case, case_from, load_case
from pulposus.forecasting.case_blocks import DiscInput, Patient
from pulposus.forecasting.demo import demo_case
from pulposus.forecasting.screening import DiscScreening, RedFlagAnswers, Screening

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PATIENT = {"age_y": 45, "sex": "female", "pain_0_100": 60, "odi_0_100": 40, "duration_months": 36}


def case(patient: dict[str, Any] | None = None, disc: dict[str, Any] | None = None, **screening: Any) -> Case:
    data: dict[str, Any] = {
        "patient": {**PATIENT, **(patient or {})},
        "discs": [{"level": "L4/5", "grade": 3, **(disc or {})}],
    }
    return case_from({**data, "screening": screening} if screening else data, "case.yaml")


def test_every_question_has_its_place_in_the_case() -> None:
    """Those that patient and discs answer, and the rest in the block screening; nothing is asked twice."""
    elsewhere = {"age_y", "bmi_kg_m2", "pain_0_100", "odi_0_100", "duration_months"} & set(Patient.model_fields)
    person = {key for key, question in questions().items() if question.about == "person"}
    assert set(Screening.model_fields) - {"red_flags", "discs"} == person - elsewhere - {"radiculopathy"}
    disc = {key for key, question in questions().items() if question.about == "disc"}
    known = {"pfirrmann", "modic", "annular_tear_dallas"}  # grade, modic, annular_tear_dallas of a disc
    assert {"grade", "modic", "annular_tear_dallas"} <= set(DiscInput.model_fields)
    assert set(DiscScreening.model_fields) == disc - known
    assert set(RedFlagAnswers.model_fields) == {flag.key for flag in red_flags().flags}


def test_patient_and_discs_are_answers_and_the_rest_is_unknown() -> None:
    answers = answers_of(case(disc={"modic": 1}))
    assert answers.person == {key: PATIENT[key] for key in ("age_y", "pain_0_100", "odi_0_100", "duration_months")}
    assert answers.discs == ({"level": "L4/5", "pfirrmann": 3, "modic": 1},)
    assert answers.found("modified_pfirrmann") == (None,)
    assert all(answer is None for answer in answers.red_flags.values())


def test_what_is_assumed_is_no_answer() -> None:
    assumed = answers_of(case({"assumed": ["pain_0_100", "odi_0_100"], "low_mood": False}))
    assert (assumed.found("pain_0_100"), assumed.found("odi_0_100")) == ((None,), (None,))
    assert assumed.found("age_y") == (45,)
    assert answers_of(demo_case()).found("duration_months") == (None,)


def test_root_compression_mood_and_sex_answer_what_they_mean_and_no_more() -> None:
    assert answers_of(case({"root_compression": True})).found("radiculopathy") == (True,)
    assert answers_of(case({"low_mood": False})).found("severe_depression") == (False,)
    assert answers_of(case({"low_mood": True})).found("severe_depression") == (None,)
    assert answers_of(case({"sex": "male"})).found("pregnancy") == (False,)
    assert answers_of(case()).found("pregnancy") == (None,)
    assert answers_of(case({"low_mood": False}, severe_depression=True)).found("severe_depression") == (True,)


@pytest.mark.parametrize(
    ("dallas", "through", "any_tear"), [(0, False, False), (3, False, None), (4, False, None), (5, True, True)]
)
def test_a_dallas_grade_tells_whether_the_annulus_is_torn_through(
    dallas: int, through: bool, any_tear: bool | None
) -> None:
    answers = answers_of(case(disc={"annular_tear_dallas": dallas}))
    assert answers.found("full_thickness_tear") == (through,)
    assert answers.found("annular_tear") == (any_tear,)


def test_one_grade_is_an_answer_and_a_disagreement_is_none() -> None:
    for chances, grade in (([0, 0, 0, 1, 0], 4), ([0, 0, 0.5, 0.5, 0], None)):
        data = {"patient": PATIENT, "discs": [{"level": "L4/5", "grade_probabilities": chances}]}
        assert answers_of(case_from(data)).found("pfirrmann") == (grade,)


def test_the_discs_are_those_to_be_treated() -> None:
    data = {
        "patient": PATIENT,
        "discs": [{"level": "L4/5", "grade": 3}, {"level": "L5/S1", "grade": 4}],
        "screening": {"discs": [{"level": "L4-5", "modified_pfirrmann": 5}]},
    }
    assert answers_of(case_from(data)).levels == ("L5/S1",)
    both = answers_of(case_from({**data, "treat": ["L4/5", "L5/S1"]}))
    assert both.found("modified_pfirrmann") == (5, None)


def test_without_a_listed_disc_the_screened_ones_count(tmp_path: Path) -> None:
    for name in ("mri.nii", "labels.nii"):
        (tmp_path / name).write_bytes(b"")
    image = {"path": str(tmp_path / "mri.nii"), "labels": str(tmp_path / "labels.nii")}
    data = {"patient": PATIENT, "image": image}
    assert answers_of(case_from(data)).levels == ("",)
    screened = {**data, "screening": {"discs": [{"level": "L5/S1", "herniation": "bulge"}]}}
    assert answers_of(case_from(screened)).levels == ("L5/S1",)


def test_answers_survive_writing_and_reading_of_the_case(tmp_path: Path) -> None:
    first = case(
        failed_care_months="1 year", red_flags={"trauma": False}, discs=[{"level": "L4/5", "protrusion_mm": 2}]
    )
    file = tmp_path / "case.yaml"
    file.write_text(first.to_yaml(), encoding="utf-8")
    assert answers_of(load_case(file)) == answers_of(first)
    assert answers_of(first).found("failed_care_months") == (12,)


def test_the_example_can_be_checked() -> None:
    assert answers_of(load_case(EXAMPLES / "case_parametric.yaml")).levels == ("L4/5",)


@pytest.mark.parametrize(
    ("screening", "words"),
    [
        ({"failed_care_month": 3}, ["screening.failed_care_month", "did you mean 'failed_care_months'?"]),
        ({"listhesis_grade": 7}, ["screening.listhesis_grade", "found 7", "0 to 5"]),
        ({"symptomatic_levels": 1.5}, ["screening.symptomatic_levels", "whole number"]),
        ({"infection": "perhaps"}, ["screening.infection", "true or false"]),
        ({"red_flags": {"trauma": 7}}, ["screening.red_flags.trauma", "true or false"]),
        ({"red_flags": {"headache": True}}, ["screening.red_flags.headache", "unknown field"]),
        ({"discs": [{"level": "L4/5", "modified_pfirrmann": 9}]}, ["modified_pfirrmann", "found 9", "1 to 8"]),
        ({"discs": [{"level": "L4/5", "herniation": "buldge"}]}, ["herniation", "did you mean 'bulge'?"]),
        ({"discs": [{"level": "L4/5"}, {"level": "L45"}]}, ["screening.discs", "'L4/5' 2 times"]),
        ({"discs": [{"level": "L3/4"}]}, ["screening.discs.0.level", "'L3/4'", "listed under discs (L4/5)"]),
        ({"prior_disc_surgery": True, "prior_lumbar_surgery": False}, ["screening", "both to agree"]),
        ([], ["screening", "a list of 0", "a mapping"]),
    ],
)
def test_a_wrong_screening_block_is_refused_in_one_sentence(screening: Any, words: list[str]) -> None:
    data = {"patient": PATIENT, "discs": [{"level": "L4/5", "grade": 3}], "screening": screening}
    with pytest.raises(InputError) as caught:
        case_from(data, "case.yaml")
    sentence = str(caught.value)
    assert sentence.splitlines() == [sentence]
    assert [word for word in words if word not in sentence] == []
