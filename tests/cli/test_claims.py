"""``pulposus claims``: every statement with its verdict, one in full, JSON, one sentence for bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from pulposus.claims import claims, judge_all

Run = Callable[..., tuple[int, str, str]]


def test_every_statement_stands_in_one_line_with_its_verdict(run: Run) -> None:
    code, out, err = run("claims")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    for one in judge_all():
        (line,) = [line for line in lines if line.strip().startswith(f"{one.claim.id} ")]
        assert one.claim.short in line
        assert line.rstrip().endswith(one.verdict)
    assert "Of 25 statements: " in out
    assert max(map(len, lines)) <= 100


def test_one_in_full(run: Run) -> None:
    code, out, err = run("claims", "--id", "s1")
    assert (code, err) == (0, "")
    for said in (
        "Verdict: not supported",
        "−3.72 points of 100",
        "respine_2024 (randomised, grade A): in words, no difference",
        "https://doi.org/10.1136/ard-2024-225771",
        "read in primary text: https://pubmed.ncbi.nlm.nih.gov/39393844/",
        "looked at, and report nothing of it at these visits: amirdelfan_2021",
        "Beside it, moving no verdict:",
        "uncontrolled: pain, change in cohorts",
        "Rule. Supported: 2 or more good trials",
        "What would change it:",
        "Not judged: conditions other than",
    ):
        assert said in out, said


def test_json_is_one_document_for_all_and_for_one(run: Run) -> None:
    code, out, err = run("claims", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert [one["id"] for one in found["claims"]] == [one.id for one in claims()]
    assert out.isascii()
    code, out, _ = run("claims", "--id", "P4", "--json")
    assert code == 0
    assert [one["id"] for one in json.loads(out)["claims"]] == ["P4"]


def test_an_unknown_id_is_one_sentence(run: Run) -> None:
    code, out, err = run("claims", "--id", "S9")
    assert (code, out) == (2, "")
    assert err.startswith("--id: found 'S9', expected one of D1,")
    assert err.count("\n") == 1


def test_a_folder_of_studies_is_judged_beside_the_base(run: Run, tmp_path: Path) -> None:
    code, out, err = run("claims", "--studies", tmp_path / "nowhere")
    assert (code, out) == (2, "")
    assert "is not there" in err
    page = Path(__file__).resolve().parents[2] / "docs" / "evidence.md"
    example = page.read_text(encoding="utf-8").split("```yaml study\n")[1].split("```")[0]
    (tmp_path / "example.yaml").write_text(example, encoding="utf-8")
    code, out, err = run("claims", "--id", "S1", "--studies", tmp_path)
    assert (code, err) == (0, "")
    assert "example_2020" in out
