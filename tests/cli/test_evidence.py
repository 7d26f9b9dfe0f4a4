"""``pulposus evidence``: the table of studies, and what a study file is told before it may join them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from pulposus.evidence.fingerprint import fingerprint
from pulposus.evidence.load import studies
from pulposus.evidence.schema import Study

Run = Callable[..., tuple[int, str, str]]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "evidence.md"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example of the page, as a file."""
    found = re.search(r"^```yaml study\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    path = tmp_path / "example.yaml"
    path.write_text(found[1], "utf-8")
    return path


@dataclass(frozen=True)
class Row:
    """What the model says of one published number."""

    arm: str
    month: float
    measure: str
    statistic: str
    published: float
    median: float
    band: tuple[float, float]
    quantile: float


@pytest.fixture
def foreseen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A forecast of known numbers in the place of the model's; the keys of the studies that were asked for."""
    asked: list[str] = []

    def foresee(study: Study) -> tuple[Row, ...]:
        asked.append(study.key)
        low = Row("cells", 12.0, "pain", "change", -24.0, -19.0, (-38.0, -2.0), 0.31)
        return low, Row("saline", 12.0, "pain", "change", np.float64(-20.0), -17.0, (-18.0, 3.0), 0.04)

    module = ModuleType("pulposus.calibration.foresee")
    module.foresee = foresee  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pulposus.calibration.foresee", module)
    return asked


def test_summary_has_every_study_and_counts_the_two_kinds_apart(run: Run) -> None:
    code, out, err = run("evidence", "summary")
    assert (code, err) == (0, "")
    assert [found.key for found in studies() if found.key not in out] == []
    assert "pettine_2016 =" in out
    assert re.search(r"With a control arm: \d+ studies", out)
    assert re.search(r"Without one: \d+ studies", out)


def test_summary_as_json(run: Run) -> None:
    code, out, err = run("evidence", "summary", "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert [one["key"] for one in told["studies"]] == [found.key for found in studies()]
    assert told["fingerprint"] == fingerprint(studies())
    vast = next(one for one in told["studies"] if one["key"] == "vast_2021")
    assert (vast["arms"], vast["people"], vast["fitted"], vast["grade"]) == (3, 218, 2, "A")
    assert told["controlled"]["studies"] == sum(
        found.controlled and found.same_people_as is None for found in studies()
    )


def test_a_folder_of_ones_own_is_in_the_summary(run: Run, example: Path) -> None:
    code, out, _ = run("evidence", "summary", "--studies", example.parent, "--json")
    assert code == 0
    assert "example_2020" in {one["key"] for one in json.loads(out)["studies"]}
    code, out, err = run("evidence", "summary", "--studies", example.parent / "nowhere")
    assert (code, out) == (2, "")
    assert "is not there" in err


def test_a_good_study_is_told_what_the_model_would_have_forecast(run: Run, example: Path, foreseen: list[str]) -> None:
    code, out, err = run("evidence", "check", example)
    assert (code, err) == (0, "")
    assert foreseen == ["example_2020"]
    assert "Nothing is wrong with its numbers." in out
    assert "Nothing that a calibration would use is missing." in out
    assert "1 of 2 published values lie within the 90 % band of the forecast." in out
    assert re.search(r"cells +12 +pain change +-24 +-19 +-38 to -2 +0.31", out)


def test_the_forecast_of_a_study_is_the_models(run: Run, example: Path) -> None:
    """Without the stand-in: every number of the example has a forecast whose band holds its median."""
    code, out, err = run("evidence", "check", example, "--json")
    assert (code, err) == (0, "")
    rows = json.loads(out)["forecast"]
    assert {(row["arm"], row["measure"]) for row in rows} >= {("cells", "pain"), ("cells", "responders")}
    for row in rows:
        assert row["low90"] < row["median"] < row["high90"]
        assert 0 <= row["quantile_of_published"] <= 1
        assert row["statistic"] == ("share" if row["measure"] == "responders" else "change")


def test_a_good_study_as_json(run: Run, example: Path, foreseen: list[str]) -> None:
    code, out, err = run("evidence", "check", example, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert foreseen == [told["study"]] == ["example_2020"]
    assert (told["refused"], told["problems"], told["missing"]) == (False, [], [])
    assert told["forecast"][1] == {
        "arm": "saline", "month": 12.0, "measure": "pain", "statistic": "change", "published": -20.0, "median": -17.0,
        "low90": -18.0, "high90": 3.0, "quantile_of_published": 0.04,
    }  # fmt: skip


def test_a_refused_study_gets_its_problems_and_no_forecast(run: Run, example: Path, foreseen: list[str]) -> None:
    text = example.read_text("utf-8").replace("value: 0.5", "value: 50", 1).replace("sd: 25, ", "sd: 0, ", 1)
    example.write_text(text, "utf-8")
    code, out, err = run("evidence", "check", example)
    assert code == 2
    assert foreseen == []
    assert out.count("refused: ") == 2
    assert "found 50, expected a share from 0 to 1; write 0.5." in out
    assert re.fullmatch(r"Study file 'example.yaml' is refused: .* and 1 more\.\n", err)
    code, out, err = run("evidence", "check", example, "--json")
    assert code == 2
    told = json.loads(out)
    assert told["refused"]
    assert told["forecast"] == []
    assert {one["level"] for one in told["problems"]} == {"refused"}


def test_gaps_and_doubts_are_listed(run: Run, example: Path, foreseen: list[str]) -> None:
    text = example.read_text("utf-8").replace("sd: 25, ", "", 1).replace("value: 0.5\n", "value: 0.51\n", 1)
    example.write_text(text, "utf-8")
    code, out, err = run("evidence", "check", example)
    assert (code, err) == (0, "")
    assert "doubt: arms.cells, responders share at 12 months: found 51 % of 28 people" in out
    assert "not given: arms.cells, pain change at 12 months: the standard deviation is not given." in out
    assert foreseen == ["example_2020"]


def test_a_study_of_the_base_is_not_its_own_duplicate(run: Run, foreseen: list[str]) -> None:
    path = PAGE.parents[1] / "src" / "pulposus" / "evidence" / "studies" / "gornet_2024.yaml"
    code, out, err = run("evidence", "check", path)
    assert (code, err) == (0, "")
    assert "Nothing is wrong with its numbers." in out
    assert foreseen == ["gornet_2024"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected fields"),
        ("key: [", "not YAML"),
        ("key: Bad Key\n", "line 1, key: found 'Bad Key'"),
    ],
)
def test_a_file_that_is_no_study_is_one_sentence(run: Run, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "bad.yaml").write_text(text, "utf-8")
    code, out, err = run("evidence", "check", tmp_path / "bad.yaml")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert said in err
    code, _, err = run("evidence", "check", tmp_path / "none.yaml")
    assert code == 2
    assert "cannot be read" in err
