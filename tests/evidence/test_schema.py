"""A study file holds what it says: numbers are numbers, fields are known, a study knows its arms and uses."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from pulposus.evidence.schema import Outcome, Study


def outcome(**fields: Any) -> Outcome:
    return Outcome.model_validate(
        {"month": 12, "measure": "pain", "statistic": "mean", "value": 40, "read_in": "a", **fields}
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"value": True}, {"value": "40"}, {"value": float("nan")}, {"value": float("inf")}, {"month": -1}, {"n": 0},
        {"n": 12.5}, {"measure": "joy"}, {"statistic": "median"}, {"valve": 40},
    ],
)  # fmt: skip
def test_what_is_no_number_or_no_field_is_refused(fields: dict[str, Any]) -> None:
    outcome()
    with pytest.raises(ValidationError):
        outcome(**fields)


def test_an_arm_is_found_by_key_and_weighed_by_its_people(spoil: Any) -> None:
    study = spoil()
    assert study.arm("saline").people == 30
    assumed = spoil(("arms", 1, "n"), ..., ("arms", 1, "n_assumed"), 25, ("arms", 1, "note"), "half of 50")
    assert assumed.arm("saline").people == 25


def test_a_number_is_used_as_its_study_unless_it_says_otherwise(spoil: Any) -> None:
    study: Study = spoil()
    assert study.controlled
    assert {study.use_of(found) for found in study.arm("cells").outcomes} == {"calibrate"}
    assert study.use_of(study.contrasts[0]) == "check"
