"""The command: table, JSON, folder, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pulposus.cli.main import main
from pulposus.verification import Check, Findings
from pulposus.verification.case import Case


def test_json_of_a_quick_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--only", "v7", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["passed"] is True
    assert [case["id"] for case in told["cases"]] == ["V7"]
    assert told["cases"][0]["checks"][0]["printed"] == 0.04183


def test_a_failing_case_is_exit_code_1_and_its_folder_is_kept(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = Case("V1", "Wrong", "It.", "That.", lambda: Findings((Check("a number", 1.2, 1.0, 0.1),)))
    monkeypatch.setattr("pulposus.verification.cases.CASES", (bad,))
    assert main(["verify", "--out", str(tmp_path / "run")]) == 1
    told = capsys.readouterr().out
    assert "V1 fails: a number is 1.2 against 1: error 0.2 relative, allowed 0.1." in told
    assert "0 of 1 cases pass" in told
    run = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert sorted(run["files"]) == ["run.json", "verify.csv", "verify.json", "verify.png", "verify.svg"]


@pytest.mark.parametrize("only", ["V99", ",", ""])
def test_unknown_cases_are_wrong_input(only: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--only", only]) == 2
    assert "--only" in capsys.readouterr().err
