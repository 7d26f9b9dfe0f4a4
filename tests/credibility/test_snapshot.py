"""The snapshot belongs to this code: its cases are the code's, and it comes back as it was written."""

from __future__ import annotations

import made_results as made
import pytest

from pulposus.credibility import snapshot
from pulposus.credibility.gather import validate_ids, verify_ids
from pulposus.credibility.numerical import UNITS
from pulposus.credibility.results import Results
from pulposus.credibility.shipped import shipped

AGAIN = "run 'pulposus verify --out A', 'pulposus validate --out B', 'python -m pulposus.credibility.snapshot A B'"


def test_cases_of_the_snapshot_are_those_of_the_code() -> None:
    assert tuple(case.id for case in shipped().verification) == verify_ids(), AGAIN
    assert tuple(case.id for case in shipped().validation) == validate_ids(), AGAIN
    assert {line.quantity for line in shipped().numerics} == set(UNITS), AGAIN


def test_nothing_of_the_snapshot_is_missing_or_broken_off() -> None:
    assert shipped().verification_missing == shipped().validation_missing == ()
    assert [case.id for case in shipped().validation if case.stopped] == []


def test_results_come_back_as_they_were_written() -> None:
    results = made.results(versions={"verify": "1.2.3"})
    assert Results.model_validate_json(snapshot.text(results)) == results


def test_a_wrong_call_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert snapshot.main([]) == 2
    assert "VERIFY_DIR VALIDATE_DIR" in capsys.readouterr().err
    assert snapshot.main(["nowhere", "nowhere"]) == 2
    assert "found no verify.json" in capsys.readouterr().err
