"""`pulposus solve`: exit codes, the export, JSON, and a stop that says how to go on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pulposus.problem.read_mesh import read_mesh

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
Run = Callable[..., tuple[int, str, str]]

# A solve that stays in its first step for ever, as a large one does for minutes.
ENDLESS = """
import sys, time
import pulposus.problem.run_mechanics as runner
from pulposus.cli import main
whole = runner.run_mechanics
def slow(posed, start, progress):
    for snapshot in whole(posed, start, progress):
        yield snapshot
        print("written", flush=True)
        time.sleep(60)
runner.run_mechanics = slow
sys.argv = ["pulposus", "solve", sys.argv[1], "--out", sys.argv[2]]
main.run()
"""


def test_a_problem_is_solved_exported_and_told(run: Run, tmp_path: Path) -> None:
    feb = tmp_path / "out.feb"
    given = ("solve", EXAMPLES / "solve_swelling.yaml", "--out", tmp_path / "run", "--febio", feb)
    code, out, err = run(*given, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["results"][0]["least_volume_ratio"] == pytest.approx(1.5811, rel=1e-4)
    assert (told["elements"], told["element_type"], told["least_scaled_jacobian"]) == (27, "hex8", pytest.approx(1))
    assert len(read_mesh(feb).elements) == 27
    assert (tmp_path / "run" / "run.json").exists()
    assert run(*given)[0] == 2  # the export is there already
    code, out, _ = run(*given, "--overwrite")
    assert code == 0
    assert "1.5811" in out
    assert "not a medical device" in out


def test_a_problem_can_be_checked_alone(run: Run, tmp_path: Path) -> None:
    code, out, err = run("solve", EXAMPLES / "solve_creep.yaml", "--no-solve", "--febio", tmp_path / "out.feb")
    assert (code, err) == (0, "")
    assert "annulus_1: 192 elements of annulus" in out
    assert "nothing was solved" in out
    assert list(tmp_path.iterdir()) == [tmp_path / "out.feb"]
    code, out, _ = run("solve", EXAMPLES / "solve_creep.yaml", "--no-solve", "--json")
    assert sum(domain["elements"] for domain in json.loads(out)["domains"].values()) == 320


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], ["--out", "--no-solve"]),
        (["--out", "x", "--resume", "--overwrite"], ["--resume", "choose one"]),
        (["--out", "x", "--resume"], ["holds no unfinished run"]),
    ],
)
def test_wrong_options_are_one_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("solve", EXAMPLES / "solve_swelling.yaml", *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert [word for word in words if word not in err] == []
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_problem_makes_no_folder(run: Run, tmp_path: Path) -> None:
    data = yaml.safe_load((EXAMPLES / "solve_swelling.yaml").read_text("utf-8"))
    data["mesh"] = str(EXAMPLES / data["mesh"])
    data["fixed"] = data["fixed"][1:]
    (tmp_path / "p.yaml").write_text(yaml.safe_dump(data), "utf-8")
    code, out, err = run("solve", tmp_path / "p.yaml", "--out", tmp_path / "run")
    assert (code, out) == (2, "")
    assert err.startswith("p.yaml: nothing holds the mesh against translation along x, expected")
    assert not (tmp_path / "run").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals of another process")
def test_a_stop_says_how_to_go_on(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "run"
    command = [sys.executable, "-c", ENDLESS, str(EXAMPLES / "solve_creep.yaml"), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 128 + signal.SIGINT
    assert err == f"Stopped from the keyboard; its states so far are in '{out}', go on with --resume.\n"
    assert (out / "states" / "state_0000.npz").exists()
    code, _, err = run("solve", EXAMPLES / "solve_creep.yaml", "--out", out)
    assert code == 2
    assert "go on with --resume" in err
