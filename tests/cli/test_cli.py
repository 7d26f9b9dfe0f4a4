"""The command line: exit codes, one sentence for bad input, nothing half-written, JSON and nothing else."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from pulposus.cli import carry_out
from pulposus.cli.app import app
from pulposus.cli.explain import DEBUG
from pulposus.errors import RunError
from pulposus.library import bibtex, topics

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("jax", "scipy", "matplotlib", "nibabel", "pyarrow", "pint", "numba")
CASE: dict[str, Any] = {
    "schema": "pulposus-case/1",
    "patient": {"age_y": 45, "sex": "female", "pain_0_100": 60, "odi_0_100": 40, "duration_months": 36},
    "discs": [{"level": "L4/5", "grade": 3}],
}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump(CASE), encoding="utf-8")
    return file


def assert_refused(result: tuple[int, str, str], *words: str, code: int = 2) -> None:
    """Exit code, nothing on stdout, and one sentence on stderr that holds the words."""
    found, out, err = result
    assert (found, out) == (code, "")
    assert err.count("\n") == 1
    assert err.endswith((".\n", "?\n"))
    assert "Traceback" not in err
    assert [word for word in words if word not in err] == []


# --- imports stay light -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "import pulposus",
        "import pulposus.cli.main",
        "from pulposus.cli.main import main; main(['info'])",
        "from pulposus.cli.main import main; main(['info', '--json'])",
        "from pulposus.cli.main import main; main(['--help'])",
        "from pulposus.cli.main import main; main(['forecast', 'missing.yaml', '--out', 'x'])",
    ],
)
def test_quick_things_load_nothing_heavy(code: str) -> None:
    check = f"{code}\nimport sys\nsys.exit(', '.join(m for m in {HEAVY!r} if m in sys.modules) or 0)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_public_verbs_are_those_of_the_command_line() -> None:
    import pulposus

    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert {"measure", "forecast"} <= commands & set(pulposus.__all__)


# --- what works ---------------------------------------------------------------------------------------------


def test_info_as_json_is_one_document(run: Run) -> None:
    code, out, err = run("info", "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert set(told["library"]["topics"]) == set(topics())
    assert {"natural", "sham", "saline", "bm_msc"} <= set(told["treatments"])
    assert "not a medical device" in told["statement"]


def test_info_in_words(run: Run) -> None:
    code, out, err = run("info")
    assert (code, err) == (0, "")
    assert "bm_msc" in out
    assert "not a medical device" in out


def test_version_and_help(run: Run) -> None:
    from pulposus import __version__

    assert run("--version") == (0, f"{__version__}\n", "")
    for arguments in ((), ("--help",)):
        code, out, err = run(*arguments)
        assert (code, err) == (0, "")
        assert "forecast" in out


def test_citations_of_everything_is_bibtex_with_balanced_braces(run: Run) -> None:
    code, out, err = run("citations")
    assert (code, err) == (0, "")
    assert out.count("{") == out.count("}")
    assert "10.1136/ard-2024-225771" in out


def test_citations_of_a_run_are_those_of_its_topics(run: Run, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps({"facts_used": ["case_ranges"]}), encoding="utf-8")
    assert run("citations", tmp_path) == (0, bibtex(["case_ranges"]).rstrip() + "\n", "")


def test_a_terminal_without_umlauts_is_enough() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-c", "from pulposus.cli.main import run; run()", "citations"]
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert any(ord(letter) > 127 for letter in bibtex())
    assert done.stdout.decode("ascii").startswith("@misc{")


# --- bad input ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--months", "0"], ["--months", "found 0", "1 to 120 months", "10.1136/ard-2024-225771"]),
        (["--months", "121"], ["--months", "found 121", "1 to 120 months"]),
        (["--months", "soon"], ["--months", "found 'soon'", "whole number from 1 to 120"]),
        (["--months", "1.5"], ["--months", "found '1.5'", "whole number from 1 to 120"]),
        (["--months", "9" * 400], ["--months", "1 to 120 months"]),
        (["--draws", "0"], ["--draws", "found 0", "8 to 4096"]),
        (["--draws", "many"], ["--draws", "found 'many'", "8 to 4096"]),
        (["--seed", "-1"], ["--seed", "found -1", "0 to 4294967295"]),
        (["--treatments", "bm_mcs"], ["--treatments", "'bm_mcs'", "did you mean 'bm_msc'"]),
        (["--treatments", "sham,sham"], ["--treatments", "'sham' 2 times"]),
        (["--treatments", ","], ["--treatments", "found ','", "pulposus info"]),
        (["--treatments", "zzz"], ["--treatments", "'zzz'", "choose one of these"]),
        (["--tretments", "sham"], ["--tretments", "see 'pulposus forecast --help'"]),
    ],
)
def test_a_wrong_option_is_refused(run: Run, case_file: Path, options: list[str], words: list[str]) -> None:
    out = case_file.parent / "out"
    assert_refused(run("forecast", case_file, "--out", out, *options), *words)
    assert not out.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"treatments": ["surgry"]}, ["treatments.0.key", "'surgry'", "unknown treatment"]),
        ({"treatments": [{"key": "bm_msc", "dose_1e6": 0}]}, ["dose_1e6", "found 0", "0.1 to 1000", "'saline'"]),
        ({"treatments": [{"key": "bm_msc", "dose_1e6": 1e12}]}, ["dose_1e6", "1e+12", "0.1 to 1000", "Trials gave"]),
        ({"patient": {**CASE["patient"], "age_y": -45}}, ["patient.age_y", "found -45", "18 to 90 years"]),
        ({"discs": [{"level": "L4/5", "grade": 3, "depth_mm": "35 kg"}]}, ["depth_mm", "'35 kg'", "20 to 60 mm"]),
    ],
)
def test_a_wrong_case_is_refused(run: Run, case_file: Path, change: dict[str, Any], words: list[str]) -> None:
    case_file.write_text(yaml.safe_dump({**CASE, **change}), encoding="utf-8")
    out = case_file.parent / "out"
    assert_refused(run("forecast", case_file, "--out", out), "case.yaml, line", *words)
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["forcast"], ["'forcast'", "did you mean 'forecast'"]),
        (["forecast"], ["CASE.yaml", "see 'pulposus forecast --help'"]),
        (["forecast", "missing.yaml"], ["--out"]),
        (["forecast", "missing.yaml", "--out", "x"], ["missing.yaml", "no such file"]),
        (["measure", "missing.nii.gz"], ["--labels", "found nothing"]),
        (["measure", "--labels", "missing.nii.gz"], ["missing.nii.gz"]),
        (["measure", "-", "--labels", "missing.nii.gz"], ["missing.nii.gz"]),
        (["demo", "--image", "missing.nii.gz"], ["--image", "--labels"]),
        (["demo", "--labels", "missing.nii.gz"], ["--labels", "--image"]),
        (["demo", "--image", "a.nii", "--labels", "b.nii"], ["--image", "'a.nii'", "not a file"]),
        (["demo", "--level", "L9/10"], ["--level", "'L9/10'"]),
        (["demo", "--level", "C5/6"], ["--level", "'C5/6'", "name one of L5/S1 to"]),
        (["demo", "--image", "a", "--labels", "b", "--convention", "spidr"], ["--convention", "'spidr'", "spider"]),
        (["demo", "--image", "a", "--labels", "b", "--lowest-level", "tail"], ["--lowest-level", "'tail'", "L5/S1"]),
        (["demo", "--level", "L1/2"], ["--level", "L4/5", "--image"]),
        (["citations", "missing"], ["missing", "run.json"]),
        (["info", "extra"], ["extra"]),
    ],
)
def test_a_wrong_command_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_refused(run(*arguments), *words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"facts_used": "all"}', '{"facts_used": ["no_such_topic"]}'])
def test_a_folder_that_is_no_forecast_has_no_citations(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    assert_refused(run("citations", tmp_path), "run.json", "expected")


def test_a_label_map_that_is_not_nifti_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "labels.nii.gz"
    file.write_text("not an image", encoding="utf-8")
    assert_refused(run("measure", "--labels", file, "--out", tmp_path / "out"), "labels.nii.gz")
    assert not (tmp_path / "out").exists()


def test_an_output_folder_below_a_file_is_refused(run: Run, case_file: Path) -> None:
    (case_file.parent / "file").write_text("", encoding="utf-8")
    out = case_file.parent / "file" / "out"
    assert_refused(run("forecast", case_file, "--out", out), "--out", str(out), "'file' is a file, expected a folder")


def test_an_output_folder_with_other_files_is_left_alone(run: Run, case_file: Path) -> None:
    out = case_file.parent / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("mine", encoding="utf-8")
    assert_refused(run("forecast", case_file, "--out", out, "--overwrite"), "--out", "left alone")
    assert (out / "thesis.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("command", [["forecast", "{}", "--out", "x"], ["measure", "--labels", "{}"]])
def test_a_file_that_may_not_be_read_is_named(run: Run, tmp_path: Path, command: list[str]) -> None:
    file = tmp_path / "secret.nii"
    file.write_text("x", encoding="utf-8")
    file.chmod(0)
    assert_refused(run(*(word.format(file) for word in command)), "secret.nii", "cannot be read (Permission denied)")


def test_a_case_that_is_a_folder_is_said_to_be_one(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "case.yaml"
    folder.mkdir()
    assert_refused(run("forecast", folder, "--out", tmp_path / "out"), "case.yaml", "found a folder")


# --- runs that fail -----------------------------------------------------------------------------------------


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let a forecast write a file and then fail."""

    def run_into(folder: Path, *_: object, **__: object) -> None:
        (folder / "forecast.parquet").write_bytes(b"half")
        raise error

    monkeypatch.setattr(carry_out, "run_into", run_into)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 1, ["disk is full", "nothing was kept"]),
        (RunError("Nutrients of L4/5 did not converge; check its height."), 1, ["did not converge"]),
        (KeyboardInterrupt(), 130, ["Stopped from the keyboard"]),
        (MemoryError(), 1, ["memory is full", "--draws"]),
        (ZeroDivisionError("one\nby zero"), 1, ["mistake in Pulposus (ZeroDivisionError: one by zero)", DEBUG]),
        (PermissionError(errno.EACCES, "Permission denied", "secret"), 1, ["'secret'", "Permission denied"]),
    ],
)
def test_a_failed_run_leaves_nothing(
    run: Run, case_file: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, words: list[str]
) -> None:
    failing(monkeypatch, error)
    assert_refused(run("forecast", case_file, "--out", case_file.parent / "new" / "out"), *words, code=code)
    assert [path.name for path in case_file.parent.iterdir()] == ["case.yaml"]


@pytest.mark.parametrize("switch", ["option", "variable"])
def test_the_traceback_is_shown_on_request(
    run: Run, case_file: Path, monkeypatch: pytest.MonkeyPatch, switch: str
) -> None:
    failing(monkeypatch, ZeroDivisionError("here"))
    monkeypatch.setenv(DEBUG, "1" if switch == "variable" else "0")
    before = ["--debug"] if switch == "option" else []
    code, _, err = run(*before, "forecast", case_file, "--out", case_file.parent / "out")
    assert code == 1
    assert "Traceback" in err
    assert err.rstrip().splitlines()[-1].startswith("This is a mistake in Pulposus")


# --- the documentation --------------------------------------------------------------------------------------


def test_every_command_and_option_is_documented_and_nothing_else() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## pulposus (\w+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert set(sections) == set(commands)
    for name, command in commands.items():
        parts = [command, *getattr(command, "commands", {}).values()]
        given = [option for part in parts for parameter in part.params for option in parameter.opts]
        options = {option for option in given if option.startswith("--")}
        documented = set(re.findall(r"--[a-z][a-z-]*", sections[name]))
        assert documented - {"--help"} == options - {"--help"}, name
