"""Every kind of bad input that a study can bring is refused or flagged with field and reason."""

from __future__ import annotations

from typing import Any

import pytest

from pulposus.evidence.check import missing, problems
from pulposus.evidence.load import studies


def moved(place: int, statistic: str, value: float) -> tuple[Any, ...]:
    """A change of the example: another number of pain at twelve months."""
    number = {"month": 12, "measure": "pain", "statistic": statistic, "value": value, "read_in": "abstract"}
    return ("arms", 0, "outcomes", place), number


@pytest.mark.parametrize(
    ("changes", "level", "field", "said"),
    [
        ((("arms", 0, "outcomes", 4, "value"), 150.0), "refused", "arms.cells, responders share", "found 150"),
        ((("arms", 0, "outcomes", 1, "sd"), 0.0), "refused", "arms.cells, pain change", "found SD 0"),
        ((("arms", 1), ...), "refused", "arms", "found no control arm"),
        ((*moved(1, "mean", 20.0), *moved(2, "change", -10.0)), "refused", "arms.cells, pain change", "expected -48"),
        ((("arms", 0, "outcomes", 0, "value"), 680.0), "refused", "arms.cells, pain mean", "check the scale"),
        ((("arms", 0, "outcomes", 4, "definition"), {}), "refused", "arms.cells, responders share", "without pain"),
        ((("registry",), ["NCT03737461"]), "refused", "same_people_as", "'respine_2024' has the same registry number"),
    ],
)  # fmt: skip
def test_bad_input_is_named(spoil: Any, changes: tuple[Any, ...], level: str, field: str, said: str) -> None:
    found = problems(spoil(*changes), studies())
    assert any(one.level == level and one.field.startswith(field) and said in one.sentence for one in found), found


def test_refusals_come_first_and_a_study_is_not_its_own_duplicate(spoil: Any) -> None:
    study = spoil(("sources", "letter"), ["primary text", "https://example.org"], ("arms", 0, "outcomes", 1, "sd"), 0.0)
    assert [one.level for one in problems(study, [study])] == ["refused", "doubt"]
    assert problems(spoil(), [spoil()]) == ()


def test_the_whole_base_is_accepted() -> None:
    base = studies()
    refused = [(study.key, one.sentence) for study in base for one in problems(study, base) if one.level == "refused"]
    assert refused == []


def test_what_the_base_lacks_is_said() -> None:
    silent = [study.key for study in studies() if study.arms and study.use == "calibrate" and not missing(study)]
    assert silent == []  # none of the printed abstracts gives all that a calibration would use
