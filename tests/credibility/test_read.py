"""Results are read from what the commands themselves write, and nothing else is taken for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_runs import ROWS, VALIDATION, VERIFICATION

from pulposus.cli.validate import write as write_validate
from pulposus.cli.verify import write as write_verify
from pulposus.credibility import read
from pulposus.errors import InputError
from pulposus.validation.table import tree as validation_tree
from pulposus.verification.table import tree as verification_tree


def test_a_verification_is_read_with_its_orders_and_worst_check() -> None:
    (case,) = read.verified(verification_tree(VERIFICATION))
    assert (case.id, case.checks, case.checks_passed, case.passed) == ("V1", 3, 3, False)
    assert case.worst_error == pytest.approx(0.05)
    assert case.worst_tolerance == 0.1
    assert [(order.observed, order.passed) for order in case.orders] == [
        (pytest.approx(2.0), True),
        (pytest.approx(0.415, abs=1e-3), False),
    ]
    assert case.reason == VERIFICATION.cases[0].reason


def test_a_validation_is_read_with_roles_reasons_and_uncertainties() -> None:
    first, second = read.validated(validation_tree(VALIDATION))
    kept, lost = first.rows
    assert (kept.passed, kept.role, kept.with_band, kept.with_scatter) == (True, "prediction", True, False)
    assert (lost.passed, lost.model, lost.accept_high, lost.reason) == (False, None, None, ROWS[1].reason)
    assert (second.rows, second.stopped) == ((), "It stopped.")


def test_folders_of_the_commands_are_read_with_their_version(tmp_path: Path) -> None:
    for name in ("verify", "validate"):
        (tmp_path / name).mkdir()
    write_verify(tmp_path / "verify", VERIFICATION, only=None)
    write_validate(tmp_path / "validate", VALIDATION, only=None)
    tree, version = read.from_folder("--verify", tmp_path / "verify", "verify.json", "pulposus verify --out")
    assert read.verified(tree) == read.verified(verification_tree(VERIFICATION))
    assert version
    tree, _ = read.from_folder("--validate", tmp_path / "validate", "validate.json", "pulposus validate --out")
    assert read.validated(tree) == read.validated(validation_tree(VALIDATION))


def test_what_is_no_result_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--verify: found no verify\.json in '.*nowhere', expected"):
        read.from_folder("--verify", tmp_path / "nowhere", "verify.json", "pulposus verify --out")
    (tmp_path / "verify.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="is not JSON"):
        read.from_folder("--verify", tmp_path, "verify.json", "pulposus verify --out")
    for wrong in ({}, {"cases": [{"id": "V1"}]}, {"cases": 3}, []):
        with pytest.raises(InputError, match=r"--verify: found a file of another form"):
            read.verified(wrong)
        with pytest.raises(InputError, match=r"--validate: found a file of another form"):
            read.validated(wrong)
    with pytest.raises(InputError, match=r"--numerics: found a file of another form"):
        read.moved([{"quantity": "x"}])


def test_a_folder_without_run_json_has_no_version(tmp_path: Path) -> None:
    (tmp_path / "verify.json").write_text(json.dumps(verification_tree(VERIFICATION)), encoding="utf-8")
    assert read.from_folder("--verify", tmp_path, "verify.json", "x")[1] == ""


def test_the_largest_group_of_each_output_is_kept() -> None:
    tree = {
        "month": 12.0,
        "draws": 64,
        "groups": ["supply", "life"],
        "total": {"pain": [0.2, 0.41], "living_1e6": [0.9, 0.1]},
    }
    found = read.sensitivity(tree)
    assert found.largest == {"pain": ("life", 0.41), "injected cells alive": ("supply", 0.9)}
    with pytest.raises(InputError, match="--sensitivity"):
        read.sensitivity({"groups": []})
