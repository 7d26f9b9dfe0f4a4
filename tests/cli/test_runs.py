"""Whole runs from the command line: what lies in the folder, and that the same run gives the same numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from pulposus.cli.main import main

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "case_parametric.yaml"
FILES = {"case.yaml", "measurements.csv", "forecast.parquet", "report.html", "run.json"}


def call(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    captured = capfd.readouterr()
    return code, captured.out, captured.err


@pytest.mark.slow
def test_a_forecast_can_be_run_again_and_cited(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    short = ("--months", 1, "--draws", 8, "--seed", 3)
    code, out, err = call(capfd, "forecast", EXAMPLE, "--out", tmp_path / "first", *short, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert set(told["treatments"]) == {"natural", "sham", "saline", "bm_msc"}
    assert told["treated_levels"] == ["L4/5"]
    assert told["assumed"] == ["bmi_kg_m2"]
    assert {path.name for path in (tmp_path / "first").iterdir() if path.is_file()} == FILES
    html = (tmp_path / "first" / "report.html").read_text(encoding="utf-8")
    assert "not a medical device" in html

    # The case that a run leaves behind gives the same run.
    again = tmp_path / "second"
    code, out, _ = call(capfd, "forecast", tmp_path / "first" / "case.yaml", "--out", again, *short)
    assert code == 0
    assert out.rstrip().endswith(f"Report: {again / 'report.html'}")
    assert (again / "forecast.parquet").read_bytes() == (tmp_path / "first" / "forecast.parquet").read_bytes()

    # A run in the way is kept unless its replacement is asked for.
    code, _, err = call(capfd, "forecast", EXAMPLE, "--out", again, *short)
    assert code == 2
    assert "earlier Pulposus run" in err
    code, _, err = call(capfd, "forecast", EXAMPLE, "--out", again, *short, "--overwrite", "--treatments", "natural")
    assert (code, err) == (0, "")
    case = yaml.safe_load((again / "case.yaml").read_text(encoding="utf-8"))
    assert case["treatments"] == [{"key": "natural"}]

    code, out, err = call(capfd, "citations", again)
    assert (code, err) == (0, "")
    assert out.count("@misc{") > 10


@pytest.mark.slow
def test_a_forecast_from_an_mri_shows_it(data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    name = str(data / "spider" / "{}" / "spider-045_t2space_{}.nii.gz")
    case = {
        "patient": {"age_y": 45, "sex": "female", "pain_0_100": 60, "odi_0_100": 40, "duration_months": 36},
        "image": {"path": name.format("images", "T2w"), "labels": name.format("labels", "seg-inst")},
        "discs": [{"level": "L4/5"}],
        "attribution": "SPIDER, CC BY 4.0",
    }
    file = tmp_path / "mri.yaml"
    file.write_text(yaml.safe_dump(case), encoding="utf-8")
    out = tmp_path / "out"
    code, _, err = call(capfd, "forecast", file, "--out", out, "--months", 1, "--draws", 8)
    assert (code, err) == (0, "")
    assert (out / "imaging" / "preview.png").read_bytes().startswith(b"\x89PNG")
    html = (out / "report.html").read_text(encoding="utf-8")
    assert "data:image/png;base64," in html
    assert "SPIDER, CC BY 4.0" in html
    hashes = json.loads((out / "run.json").read_text(encoding="utf-8"))["input_sha256"]
    assert len(hashes) == 2


@pytest.mark.slow
def test_a_measure_run_holds_its_tables_and_picture(
    data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    labels = data / "spider" / "labels" / "spider-045_t2space_seg-inst.nii.gz"
    code, out, err = call(capfd, "measure", "-", "--labels", labels, "--out", tmp_path / "out", "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["convention"] == "spider"
    levels = [disc["level"] for disc in told["discs"]]
    assert levels[:5] == ["L5/S1", "L4/5", "L3/4", "L2/3", "L1/2"]
    quantities = told["discs"][1]["quantities"]
    assert quantities["volume_cm3"] == {
        "value": None,
        "status": "not covered",
        "note": quantities["volume_cm3"]["note"],
    }
    assert quantities["disc_csf_ratio"]["value"] is None  # no image, no signal
    assert 5 < quantities["middle_height_mm"]["value"] < 15
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"measurements.csv", "vertebrae.csv", "preview.png", "run.json"}
