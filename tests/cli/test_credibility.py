"""``pulposus credibility``: shipped results, folders of earlier runs, one sentence for bad input."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pulposus.cli import main
from pulposus.cli.verify import write as write_verify
from pulposus.credibility import gather, shipped
from pulposus.verification.result import CaseResult, Check, Verification

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run one command in this process: exit code, stdout, stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        code = main.main(["credibility", *(str(argument) for argument in arguments)])
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    return call


def test_shipped_results_give_table_verdicts_and_misses(run: Run) -> None:
    code, out, err = run("--shipped")
    assert (code, err) == (0, "")
    assert "Numerical code verification" in out
    assert "How many cells a disc can feed (model risk 2 of 5)" in out
    for row in shipped().rows:
        if not row.passed and row.case in ("T17", "BV7"):
            assert f"miss: {row.case} {row.name}" in out


def test_json_is_one_document(run: Run) -> None:
    code, out, err = run("--shipped", "--json")
    assert (code, err) == (0, "")
    tree = json.loads(out)
    assert tree["out"] is None
    assert [context["key"] for context in tree["contexts"]] == [
        "dose_study",
        "trial_arm",
        "reading_report",
        "choosing_treatment",
    ]
    assert all(len(context["factors"]) == 13 for context in tree["contexts"])


def test_a_folder_holds_the_page_and_its_numbers(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("--shipped", "--out", tmp_path / "page")
    assert code == 0
    assert out.rstrip().endswith("credibility.html")
    names = {path.name for path in (tmp_path / "page").iterdir()}
    assert names == {"credibility.html", "credibility.json", "numerics.json", "run.json"}
    record = json.loads((tmp_path / "page" / "run.json").read_text(encoding="utf-8"))
    assert record["command"] == "credibility"
    assert "symptoms" in record["facts_used"]


def test_folders_of_earlier_runs_are_taken(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A verification in which one case fails lowers the level; validation and numbers are as shipped."""
    monkeypatch.setattr(gather, "_validate", lambda _progress: shipped().validation)
    monkeypatch.setattr(gather, "_numerics", lambda _progress: shipped().numerics)
    for found, level in ((1.0, 1), (2.0, 0)):
        folder = tmp_path / "verify"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        case = CaseResult("V8", "slab", "solved", "exact", (Check("u", found, 1.0, 0.1),), (), (), 1.0)
        write_verify(folder, Verification((case,)), only=["V8"])
        code, out, _ = run("--verify", folder, "--json")
        assert code == 0
        tree = json.loads(out)
        factor = next(f for f in tree["contexts"][0]["factors"] if f["factor"] == "Numerical code verification")
        assert factor["level"] == level
        assert "V9" in tree["not_run"]["verify"]


def test_bad_input_is_one_sentence_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    code, out, err = run("--verify", tmp_path / "nowhere", "--out", tmp_path / "page")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "--verify: found no verify.json" in err
    assert not (tmp_path / "page").exists()
    code, _, err = run("--shipped", "--verify", tmp_path)
    assert code == 2
    assert "--shipped" in err
