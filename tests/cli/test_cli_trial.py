"""``pulposus trial``: check, run, report and query, with a run that is made up in place of the simulation."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from typer.testing import CliRunner, Result

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "trial" / "answers"))

import made_up_trial

from pulposus.cli.trial import trial
from pulposus.cli.trial_progress import with_time_left, words
from pulposus.cli.trial_tables import as_table, plain
from pulposus.errors import InputError
from pulposus.trial.design import Design, parse
from pulposus.trial.design.folder import folder_text
from pulposus.trial.run.run import Ran


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(trial, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("run")
    made_up_trial.write_folder(path, trials=40)
    return path


@pytest.fixture
def design(tmp_path: Path) -> Path:
    path = tmp_path / "trial.yaml"
    path.write_text(made_up_trial.text(), encoding="utf-8")
    return path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A run that writes made-up tables, and what it was asked for."""
    found: dict[str, Any] = {}

    def run_trial(design: Design, folder: Path, **given: Any) -> Ran:
        found.update(given, design=design)
        made_up_trial.write_folder(folder, trials=40)
        given["progress"]("discs: 1 of 2 pieces", 0.5)
        return Ran(3, 1, ("One piece was made again.",))

    monkeypatch.setattr("pulposus.trial.conduct.run.run_trial", run_trial)
    return found


def test_run_writes_the_report_and_says_the_answer(design: Path, tmp_path: Path, asked: dict[str, Any]) -> None:
    out = tmp_path / "out"
    found = call("run", design, "--out", out, "--workers", "2", "--seed", "7")
    assert found.exit_code == 0, found.output
    assert "Of 100 such trials of 300 people" in found.output
    assert "One piece was made again." in found.output
    assert f"Report: {out / 'trial_report.html'}" in found.output
    assert (asked["design"].seed, asked["workers"], asked["scheduler"]) == (7, 2, None)
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert (record["program"], record["command"], record["seed"]) == ("pulposus", "trial", 7)
    assert record["design"] == asked["design"].fingerprint
    assert "symptoms" in record["facts_used"]


def test_run_gives_json_to_a_program(design: Path, tmp_path: Path, asked: dict[str, Any]) -> None:
    found = call("run", design, "--out", tmp_path / "out", "--scheduler", "tcp://host:8786", "--json")
    content = json.loads(found.stdout)
    assert set(content) == {"out", "report", "headline", "sentences", "statement"}
    assert asked["scheduler"] == "tcp://host:8786"
    assert asked["design"].seed == 26


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--workers", "0"), "--workers: found '0', expected a whole number from 1 to 512; give another."),
        (("--workers", "two"), "--workers: found 'two', expected a whole number from 1 to 512; give another."),
        (("--workers", "2", "--scheduler", "tcp://a:1"), "leave one out"),
        (("--seed", "x"), "--seed: found 'x', expected a whole number from 0 to 2147483648; correct it."),
        (("--seed", "2147483649"), "--seed: found 2147483649, expected a whole number from 0 to 2147483648"),
        (("--seed", "-1"), "--seed: found -1"),
        (("--seed", "9" * 5000), "--seed: found '999"),
        (("--scheduler", "foo"), "No Dask scheduler answers at 'foo', which is no address"),
    ],
)
def test_options_that_cannot_be_are_refused(
    design: Path, tmp_path: Path, asked: dict[str, Any], more: tuple[str, ...], sentence: str
) -> None:
    found = call("run", design, "--out", tmp_path / "out", *more)
    assert isinstance(found.exception, InputError)
    assert sentence in str(found.exception)
    assert asked == {}
    assert not (tmp_path / "out").exists()


def test_the_design_of_the_largest_seed_can_be_run_again(design: Path, tmp_path: Path, asked: dict[str, Any]) -> None:
    call("run", design, "--out", tmp_path / "out", "--seed", str(2**31))
    assert parse(folder_text(asked["design"]), folder=tmp_path).seed == 2**31


def test_report_is_written_anew(folder: Path) -> None:
    found = call("report", folder)
    assert found.exit_code == 0, found.output
    first = (folder / "trial_report.html").read_bytes()
    assert json.loads(call("report", folder, "--json").stdout)["report"].endswith("trial_report.html")
    assert (folder / "trial_report.html").read_bytes() == first


def test_report_of_nothing_is_refused(tmp_path: Path) -> None:
    found = call("report", tmp_path)
    assert isinstance(found.exception, InputError)
    assert "holds no whole run" in str(found.exception)


def test_query_answers_as_table_and_as_json(folder: Path) -> None:
    sql = "SELECT arm, count(*) AS n FROM replicates GROUP BY arm ORDER BY arm"
    table = call("query", folder, sql)
    assert table.exit_code == 0
    assert "cells_18" in table.output
    rows = json.loads(call("query", folder, sql, "--json").stdout)
    assert [row["arm"] for row in rows] == ["cells_18", "cells_6"]
    assert rows[0]["n"] == rows[1]["n"]
    assert "No row answers this." in call("query", folder, "SELECT * FROM people WHERE person < 0").output


def test_an_answer_from_a_run_that_is_not_finished_says_so(tmp_path: Path) -> None:
    made_up_trial.write_folder(tmp_path, trials=40)
    assert not call("query", tmp_path, "SELECT 1", "--json").stderr
    (tmp_path / "run.json").unlink(missing_ok=True)
    (tmp_path / "plan.json").touch()
    asked = call("query", tmp_path, "SELECT 1 AS one", "--json")
    assert json.loads(asked.stdout) == [{"one": 1}]
    assert asked.stderr.count("is not finished: this answer is from what it holds so far.") == 1


def test_wrong_sql_is_one_sentence_with_the_tables(folder: Path) -> None:
    found = call("query", folder, "SELECT nothing FROM nowhere")
    assert isinstance(found.exception, InputError)
    assert "replicates" in str(found.exception)
    assert "\n" not in str(found.exception)


def test_cells_are_plain_text_and_absent_numbers_null() -> None:
    found = pa.table({"[bold]x": ["[red]a", None], "y": [1.5, float("nan")], "z": [[1.0, float("inf")], None]})
    assert plain(found) == [
        {"[bold]x": "[red]a", "y": 1.5, "z": [1.0, None]},
        {"[bold]x": None, "y": None, "z": None},
    ]
    table = as_table(found)
    assert table.columns[1].justify == "right"
    assert table.row_count == 2


def test_check_says_the_design_and_refuses_a_bad_one(design: Path, tmp_path: Path) -> None:
    found = call("check", design)
    assert found.exit_code == 0, found.exception
    assert "Primary endpoint: Change of pain at month 12" in found.output
    assert "May enrol: about" in found.output
    content = json.loads(call("check", design, "--json").stdout)
    assert content["fingerprint"] == made_up_trial.design().fingerprint
    assert 0 < content["may_enrol_share"] < 1
    bad = tmp_path / "bad.yaml"
    bad.write_text(made_up_trial.text().replace("[1, 3, 6, 12, 24]", "[3, 1]"), encoding="utf-8")
    refused = call("check", bad)
    assert isinstance(refused.exception, InputError)
    assert "visits_months" in str(refused.exception)


def test_time_left_is_told_from_what_was_done_since_the_start() -> None:
    said: list[tuple[str, float]] = []
    times = iter([100.0, 110.0, 130.0])
    tell = with_time_left(lambda stage, fraction: said.append((stage, fraction)), lambda: next(times))
    tell("discs", 0.5)  # a run that goes on
    tell("discs", 0.505)  # too little to guess from
    tell("discs", 0.8)
    assert said == [("discs", 0.5), ("discs", 0.505), ("discs, 20 s left", 0.8)]


@pytest.mark.parametrize(("seconds", "said"), [(0.2, "1 s"), (45, "45 s"), (600, "10 min"), (9000, "2.5 h")])
def test_durations_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert words(seconds) == said
