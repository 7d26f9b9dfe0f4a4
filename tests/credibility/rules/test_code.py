"""Levels of code verification and software quality, against results that are spoilt one by one."""

from __future__ import annotations

import made_results as made
import pytest

from pulposus.credibility.gather import verify_ids
from pulposus.credibility.rules.code import parts


def test_every_case_of_verification_belongs_to_one_part() -> None:
    sorted_cases = [case for cases in parts().values() for case in cases]
    assert sorted(sorted_cases) == sorted(verify_ids())


def test_biology_without_an_order_stops_at_two_and_with_one_reaches_three() -> None:
    assert made.level(made.results(), "dose_study", "code_verification") == 2
    ordered = (*made.results().verification[:2], made.verified("V12", orders=(made.order(),)))
    assert made.level(made.results(verification=ordered), "dose_study", "code_verification") == 3


def test_an_order_off_theory_keeps_a_case_from_three() -> None:
    off = (
        made.verified("V1", orders=(made.order(False),)),
        *made.results().verification[1:2],
        made.verified("V12", orders=(made.order(),)),
    )
    assert made.level(made.results(verification=off), "dose_study", "code_verification") == 2


def test_a_failing_case_is_level_nothing() -> None:
    failing = (made.verified("V1", passed=False), *made.results().verification[1:])
    assert made.level(made.results(verification=failing), "dose_study", "code_verification") == 0
    assert made.level(made.results(verification=failing), "dose_study", "solver_error") == 0


def test_a_case_that_was_not_run_is_not_taken_for_passed() -> None:
    assert made.level(made.results(verification_missing=("V9",)), "dose_study", "code_verification") == 1


def test_symptoms_have_no_case_so_a_trial_stays_at_one() -> None:
    assert made.level(made.results(), "trial_arm", "code_verification") == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 2),
        ({"hashed": 4}, 1),
        ({"test_functions": 0}, 1),
        ({"test_functions": None}, 1),
        ({"locked": None, "hashed": None}, 1),
    ],
)
def test_software(changes: dict[str, int | None], expected: int) -> None:
    software = made.SOFTWARE.model_copy(update=changes)
    assert made.level(made.results(software=software), "dose_study", "software_quality") == expected
