"""The tutorial in its small form: run, report, every SQL of the page, and the same report from the saved design."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pulposus.cli.trial import trial
from pulposus.report.trial.write import REPORT
from pulposus.trial.design import load, parse
from pulposus.trial.design.folder import NAME
from pulposus.trial.people.columns import NAMES
from pulposus.trial.run.query import connect, query

ROOT = Path(__file__).resolve().parents[2]
DOCS, EXAMPLES = ROOT / "docs", ROOT / "examples"
SMALL, FULL = EXAMPLES / "trial_small.yaml", EXAMPLES / "trial_phase2b.yaml"


def fenced(page: str, language: str) -> Iterator[str]:
    """Bodies of the fenced blocks of a page in one language."""
    yield from re.findall(rf"^```{language}\n(.*?)^```", (DOCS / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


def selects(page: str) -> list[str]:
    """Every SELECT of a page, in its SQL blocks and in its commands."""
    found = [sql.strip() for block in fenced(page, "sql") for sql in block.split(";") if sql.strip()]
    assert found
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small trial, run from the command line as the page says."""
    folder = tmp_path_factory.mktemp("tutorial") / "small"
    trial(["run", str(SMALL), "--out", str(folder)], standalone_mode=False)
    return folder


def test_the_small_design_is_the_whole_one_with_other_sizes() -> None:
    """So that a command that works on the one works on the other."""
    small, whole = (yaml.safe_load(path.read_text("utf-8")) for path in (SMALL, FULL))
    differing = {key for key in small.keys() | whole.keys() if small.get(key) != whole.get(key)}
    assert differing == {"name", "patients", "size", "explore"}
    del small["explore"]["patients"]
    assert small["explore"] == whole["explore"]


def test_changes_that_the_page_proposes_make_designs() -> None:
    whole = yaml.safe_load(FULL.read_text("utf-8"))
    blocks = [yaml.safe_load(block) for block in fenced("trial_tutorial.md", "yaml")]
    assert len(blocks) >= 2
    for block in blocks:
        changed = parse(yaml.safe_dump(whole | block))
        assert changed.fingerprint != load(FULL).fingerprint


@pytest.mark.slow
@pytest.mark.parametrize("page", ["trial_tutorial.md", "trials.md"])
def test_every_sql_of_the_pages_answers(run: Path, page: str) -> None:
    for sql in selects(page):
        assert query(run, sql).num_rows > 0, sql


@pytest.mark.slow
def test_the_page_of_trials_has_every_table_with_its_columns(run: Path) -> None:
    page = (DOCS / "trials.md").read_text("utf-8").split("\n## Tables\n")[1].split("\n## ")[0]
    rows = [row.strip("|").split("|") for row in re.findall(r"^\| `.*\|$", page, re.MULTILINE)]
    listed = {name: set(re.findall(r"`(\w+)`", row[2])) for row in rows for name in re.findall(r"`(\w+)`", row[0])}
    with connect(run) as connection:
        kinds = {name for (name,) in connection.execute("SHOW TABLES").fetchall()}
        columns = {kind: {row[0] for row in connection.execute(f"DESCRIBE {kind}").fetchall()} for kind in kinds}
    assert set(listed) == kinds
    listed["people"] |= set(NAMES)
    assert {kind: columns[kind] ^ listed[kind] for kind in kinds} == {kind: set() for kind in kinds}


@pytest.mark.slow
def test_the_saved_design_and_its_seed_give_the_same_report(run: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    seed = load(run / NAME).seed
    trial(["run", str(run / NAME), "--out", str(again), "--seed", str(seed)], standalone_mode=False)
    first = (run / REPORT).read_bytes()
    assert (again / REPORT).read_bytes() == first
    trial(["report", str(run)], standalone_mode=False)
    assert (run / REPORT).read_bytes() == first
