"""``pulposus course3d``: what it writes, what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import meshio
import pytest

from pulposus.cli.main import main


def call(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    captured = capfd.readouterr()
    return code, captured.out, captured.err


@pytest.mark.slow
def test_cells_in_a_fissure_from_the_command_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "run"
    short = ("--mesh", "small", "--months", 1, "--place", "fissure", "--json")
    code, said, err = call(capfd, "course3d", "--out", out, *short)
    assert (code, err) == (0, "")
    told = json.loads(said)
    assert told["damage"] == "radial fissure"
    assert told["flux_balance"] < 1e-8
    assert {path.name for path in out.iterdir()} == {"outcomes.csv", "run.json", "visit_00.vtu", "visit_01.vtu"}
    with (out / "outcomes.csv").open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert [float(row["month"]) for row in table] == [0.0, 1.0]
    assert float(table[1]["live_fraction_3d"]) == pytest.approx(told["rows"][1]["live_fraction_3d"], rel=1e-5)
    mesh = meshio.read(out / "visit_01.vtu")
    injected, region = mesh.cell_data["injected_cells_1e6_mL"][0], mesh.cell_data["region"][0]
    assert injected.max() > 0
    assert set(region[injected > 0]) <= {1, 2}  # annulus
    assert mesh.point_data["glucose_mM"].min() > 0


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--place", "moon"), "--place: found 'moon'"),
        (("--fissure", "left_field"), "--fissure: Place is 'left_field'"),
        (("--level", "L9"), "--level"),
        (("--treatment", "bm_mcs"), "did you mean 'bm_msc'"),
        (("--mesh", "huge"), "--mesh: found 'huge'"),
        (("--level", "L1/2"), "--level: found L1/2"),
    ],
)
def test_bad_input_is_one_sentence(
    arguments: tuple[str, ...], named: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out, err = call(capfd, "course3d", "--out", tmp_path / "run", *arguments)
    assert (code, out) == (2, "")
    assert named in err
    assert err.count("\n") == 1
    assert not (tmp_path / "run").exists()
