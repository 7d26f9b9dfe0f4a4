"""The command: files, exit codes, refusals."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pulposus.cli.validate import validate
from pulposus.errors import InputError

app = typer.Typer()
app.command()(validate)


def test_a_miss_is_a_finding_unless_strict(tmp_path: Path) -> None:
    out = tmp_path / "run"
    found = CliRunner().invoke(app, ["--only", "M8", "--out", str(out)])
    assert found.exit_code == 0, found.output
    row = next(csv.DictReader((out / "validate.csv").open(encoding="utf-8")))
    assert row["role"] == "calibrated on"
    assert (row["passed"] == "True") == (0.109 <= float(row["model"]) <= 0.167)
    assert row["passed"] == "False", "M8 passes now: choose another row that misses for this test"
    assert row["reason"]
    assert json.loads((out / "validate.json").read_text("utf-8"))["cases"][0]["rows"][0]["model"] == float(row["model"])
    assert (out / "validate.png").read_bytes()[:4] == b"\x89PNG"
    assert json.loads((out / "run.json").read_text("utf-8"))["command"] == "validate"
    strict = CliRunner().invoke(app, ["--only", "M8", "--strict", "--json"])
    assert strict.exit_code == 1
    assert json.loads(strict.stdout)["rows_passed"]["calibrated on"] == [0, 1]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--only", "VT99"], "found 'VT99'"),
        (["--only", " , "], "found no case"),
        (["--calibrate", "--only", "VT4"], "--calibrate: found with"),
    ],
)
def test_wrong_input_is_refused(given: list[str], said: str) -> None:
    found = CliRunner().invoke(app, given)
    assert isinstance(found.exception, InputError)
    assert said in str(found.exception)


def test_the_figure_draws_rows_of_every_role_and_those_without_a_value() -> None:
    from pulposus.report.figures.validation import as_svg
    from pulposus.validation.row import ROLES, CaseResult, Row, Validation

    rows = tuple(
        Row("VT0", f"row {k}", "mm", model, 1.0, (0.0, high), "", role, "none", "Nobody1900", band=band, scatter=band)
        for k, (role, model, high, band) in enumerate(
            zip(ROLES, (0.5, float("nan"), 90.0), (2.0, float("inf"), 2.0), ((0.2, 9.0), None, None), strict=True)
        )
    )
    drawn = as_svg(Validation((CaseResult("VT0", "t", rows, 0.0),))).decode()
    assert "1 of 3 rows lie within their tolerance" in drawn
    assert all(f"row {k}" in drawn for k in range(3))
    assert drawn.count("MISS") == 2
