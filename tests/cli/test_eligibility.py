"""``pulposus eligibility``: red flags first, every trial with its reason, one sentence for bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pulposus.eligibility import red_flags, trials

Run = Callable[..., tuple[int, str, str]]
CASE: dict[str, Any] = {
    "schema": "pulposus-case/1",
    "patient": {"age_y": 65, "sex": "female", "pain_0_100": 60, "odi_0_100": 40, "duration_months": 36},
    "discs": [{"level": "L4/5", "grade": 3}],
}


def written(tmp_path: Path, **screening: object) -> Path:
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump({**CASE, "screening": screening} if screening else CASE), encoding="utf-8")
    return file


def test_every_trial_stands_there_with_its_verdict_and_reason(run: Run, tmp_path: Path) -> None:
    code, out, err = run("eligibility", written(tmp_path))
    assert (code, err) == (0, "")
    assert [criteria.key for criteria in trials() if f"({criteria.key})" not in out] == []
    assert "age: found 65 years, expected 18 to 60 years" in out
    assert "modified Pfirrmann grade (1 to 8) was not read" in out
    assert "not read: limits of pain" in out
    assert "not approved" in out
    assert "about 4 of 10,000 had cauda equina syndrome" in out
    assert "a judgement and no trial" in out
    assert out.index("Red flags that were not asked") < out.index("Not eligible")


def test_json_is_one_document_with_the_same_verdicts(run: Run, tmp_path: Path) -> None:
    code, out, err = run("eligibility", written(tmp_path), "--json")
    assert (code, err) == (0, "")
    tree = json.loads(out)
    verdicts = {one["key"]: one["verdict"] for one in tree["trials"]}
    assert len(verdicts) == len(trials()) + 1
    assert verdicts["respine"] == verdicts["vast"] == "not eligible"
    assert verdicts["dream"] == "unknown"
    assert tree["red_flags"]["unanswered"] == [flag.key for flag in red_flags().flags]
    respine = next(one for one in tree["trials"] if one["key"] == "respine")
    age = next(one for one in respine["criteria"] if one["field"] == "age_y")
    assert (age["rule"], age["value"], age["unit"], age["state"]) == ("between", [18, 60], "years", "not met")


def test_a_raised_flag_stops_with_what_to_do(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, red_flags={"bladder_or_bowel": True})
    code, out, err = run("eligibility", file)
    assert (code, err) == (0, "")
    assert "See a doctor or an emergency department today" in out
    assert "of 10,000" not in out  # how rare it is in everybody is no comfort to who has the sign
    assert "criteria met" not in out
    tree = json.loads(run("eligibility", file, "--json")[1])
    assert (tree["stopped"], tree["trials"]) == (True, [])


def test_flags_answered_with_no_are_said_to_be_so(run: Run, tmp_path: Path) -> None:
    flags = {flag.key: False for flag in red_flags().flags}
    _, out, _ = run("eligibility", written(tmp_path, red_flags=flags))
    assert out.startswith("Red flags: all answered with no.")


def test_one_trial_shows_every_criterion_and_where_it_was_read(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("eligibility", written(tmp_path), "--trial", "respine")
    assert code == 0
    criteria = next(one for one in trials() if one.key == "respine")
    assert [one.words for one in criteria.criteria if one.words not in out] == []
    assert "https://clinicaltrials.gov/study/NCT03737461" in out
    _, own, _ = run("eligibility", written(tmp_path), "--trial", "consensus")
    assert "A judgement of this project" in own


def test_a_high_body_mass_is_a_warning_of_the_own_rule(run: Run, tmp_path: Path) -> None:
    heavy = {**CASE, "patient": {**CASE["patient"], "bmi_kg_m2": 41}}
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump(heavy), encoding="utf-8")
    assert "warning: body mass index of 41 kg/m2" in run("eligibility", file)[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.yaml",), "there is no such file"),
        (("case.yaml", "--trial", "respin"), "did you mean 'respine'?"),
        (("case.yaml", "--trial", "xyz"), "choose one of these"),
    ],
)
def test_bad_input_is_one_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    written(tmp_path)
    monkeypatch.chdir(tmp_path)
    code, out, err = run("eligibility", *arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert said in err


def test_a_contradiction_names_file_and_field(run: Run, tmp_path: Path) -> None:
    code, _, err = run("eligibility", written(tmp_path, prior_disc_surgery=True, prior_lumbar_surgery=False))
    assert code == 2
    assert err.startswith("case.yaml, line")
    assert "prior_disc_surgery" in err
