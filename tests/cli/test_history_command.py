"""``pulposus history``: what is refused, what is printed, the picture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pulposus.cli.app import app
from pulposus.cli.main import main

run = CliRunner()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--sex", "woman"], "--sex: found 'woman', expected F or M"),
        (["--from", "young"], "--from: found 'young', expected an age"),
        (["--from", "10"], "10 to 80 years"),
        (["--level", "L9"], "--level"),
        (["--draws", "2"], "--draws: found 2"),
        (["--out", "picture.pdf"], "--out: found 'picture.pdf', expected a name that ends in .png or .svg"),
    ],
)
def test_wrong_input_is_refused_in_a_sentence(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.slow
def test_a_small_population_is_followed_and_drawn(tmp_path: Path) -> None:
    picture = tmp_path / "history.svg"
    found = run.invoke(app, ["history", "--draws", "8", "--to", "40", "--no-damage", "--out", str(picture), "--json"])
    assert found.exit_code == 0, found.output
    said = json.loads(found.stdout)
    assert [row["age_y"] for row in said["ages"]] == [20, 30, 40]
    assert said["damage"] is False
    assert said["comparisons"] == []
    assert all(row["damaged"] == 0 and row["structural_loss_high"] == 0 for row in said["ages"])
    assert b"Pfirrmann grade" in picture.read_bytes()
