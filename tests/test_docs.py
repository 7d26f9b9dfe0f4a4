"""The documentation holds: links lead somewhere, names exist, numbers are the library's, examples run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import typer
import yaml
from pydantic import BaseModel

from pulposus.biology.parameters import BiologyParameters
from pulposus.biology.state import State
from pulposus.cli.app import app
from pulposus.course.action import NOTHING, PLACES, disc_action
from pulposus.course.doses import OUTCOMES
from pulposus.forecasting.result import DISC_OUTCOMES, READ_OUTCOMES, SYMPTOM_OUTCOMES
from pulposus.library import Fact, facts, topics
from pulposus.library.schema import Spread
from pulposus.numerics import settings
from pulposus.symptoms import SymptomPatient, chances, simulate
from pulposus.treatment import Treatment, load, names

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "pulposus"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
ALL = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)

FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\((?P<to>[^)\s]+)(?:\s+\"[^\"]*\")?\)|(?:src|href)=\"(?P<html>[^\"]+)\"")


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return FENCE.sub("", text(page))


def blocks(page: Path, language: str) -> Iterator[tuple[int, list[str], str]]:
    """Fenced blocks of a language: line of the fence, further words of its info string, body."""
    for found in FENCE.finditer(text(page)):
        words = found["info"].split()
        if words[:1] == [language]:
            yield text(page).count("\n", 0, found.start()) + 1, words[1:], found["body"]


def anchors(page: Path) -> set[str]:
    """Anchors of the headings of a page, as GitHub makes them."""
    titles = re.findall(r"^#+ +(.+?)\s*$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def lies_there(path: Path) -> bool:
    """Whether a file exists under just this spelling, also where the file system ignores capitals."""
    return path.exists() and path.name in {other.name for other in path.parent.iterdir()}


def broken_links(page: Path) -> list[str]:
    broken = []
    for found in LINK.finditer(prose(page)):
        to = found["to"] or found["html"]
        if re.match(r"(https?|mailto):", to):
            continue
        name, _, anchor = to.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not lies_there(target) or (anchor and anchor not in anchors(target)):
            broken.append(to)
    return broken


@ALL
def test_every_relative_link_and_picture_resolves(page: Path) -> None:
    assert broken_links(page) == []


def test_the_link_check_can_fail(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("# One\n[x](b.md) ![y](img/c.png) [z](#two) [ok](#one) [web](https://doi.org/10.1/x)\n", "utf-8")
    assert broken_links(page) == ["b.md", "img/c.png", "#two"]


def test_every_folder_of_the_pipeline_has_its_page_and_the_index_names_all_pages() -> None:
    renamed = {
        "treatment": "treatments", "forecasting": "forecast", "problem": "solve", "benchmarks": "bench",
        "trial": "trials",
    }  # fmt: skip
    folders = {p.name for p in SOURCE.iterdir() if p.is_dir() and not p.name.startswith("_")}
    pages = {page.stem for page in DOCS.glob("*.md")}
    assert {renamed.get(folder, folder) for folder in folders} <= pages
    linked = {to for found in LINK.finditer(prose(DOCS / "index.md")) if (to := found["to"]).endswith(".md")}
    assert linked == {f"{name}.md" for name in pages - {"index"}}
    drawing = next(found["body"] for found in FENCE.finditer(text(DOCS / "index.md")))
    assert set(re.findall(r"\w+\.md", drawing)) == linked
    assert folders <= set(re.findall(r"\w+", drawing))


@ALL
def test_no_page_names_a_place_on_one_machine(page: Path) -> None:
    assert re.findall(r"(?:/home/|/root/|/Users/|/tmp/|/work/|/mnt/|[A-Z]:\\)\S*", text(page)) == []


@ALL
def test_files_commands_and_modules_that_a_page_names_exist(page: Path) -> None:
    named = set(re.findall(r"`((?:[\w-]+/)+[\w-]+\.(?:py|yaml|json|md))\b", text(page)))
    # A name starts at the repository or at the package; what starts elsewhere belongs to another project.
    ours = {name for name in named if any((start / name.split("/")[0]).is_dir() for start in (ROOT, SOURCE))}
    assert {name for name in ours if not any((start / name).exists() for start in (ROOT, SOURCE))} == set()
    said = re.findall(r"(?:^(?:\S*/)?|`)pulposus (\w+)", text(page), re.MULTILINE)
    assert set(said) <= set(commands())
    modules = re.findall(r"python -m (pulposus(?:\.\w+)+)", text(page))
    assert [name for name in modules if not (ROOT / "src" / f"{name.replace('.', '/')}.py").exists()] == []


def commands() -> dict[str, typer.core.TyperCommand]:
    return typer.main.get_command(app).commands  # type: ignore[attr-defined]


def test_command_line_page_has_every_command_with_every_option() -> None:
    page = text(DOCS / "cli.md")
    parts = dict(zip(*[iter(re.split(r"^## pulposus (\w+)\n", page, flags=re.MULTILINE)[1:])] * 2, strict=True))
    assert set(parts) == set(commands())
    for name, command in commands().items():
        options = {o for p in command.params for o in p.opts if o.startswith("--") and o != "--help"}
        assert options <= set(re.findall(r"--[a-z-]+", parts[name])), name


RUNS = [
    pytest.param(page, line, body, id=f"{page.name}-{line}", marks=[pytest.mark.slow] if "slow" in words else [])
    for page in PAGES
    for line, words, body in blocks(page, "python")
    if "run" in words
]


@pytest.mark.parametrize(("page", "line", "body"), RUNS)
def test_examples_run(page: Path, line: int, body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = compile("\n" * line + body, str(page), "exec")  # so that a traceback points into the page
    exec(code, {"__name__": "__main__"})


@ALL
def test_every_python_block_is_python(page: Path) -> None:
    for line, _, body in blocks(page, "python"):
        compile("\n" * line + body, str(page), "exec")


def first_column(page: Path, heading: str) -> list[str]:
    """Names in backticks in the first column of the table that follows a heading or a line of text."""
    after = text(page).split(heading, 1)[1]
    table = re.search(r"(?:^\|.*\n)+", after, re.MULTILINE)
    assert table is not None
    return [name for row in table[0].splitlines()[2:] for name in re.findall(r"`([^`]+)`", row.split("|")[1])]


def test_columns_of_the_forecast_are_those_written() -> None:
    listed = first_column(DOCS / "forecast.md", "## Columns of forecast.parquet")
    assert listed == ["disc", "treatment", "month", "draw", *DISC_OUTCOMES, *READ_OUTCOMES, *SYMPTOM_OUTCOMES]


def test_chances_of_the_page_are_those_computed() -> None:
    months = np.array([0.0, 12.0])
    draws = simulate(SymptomPatient(60, 40, 36), months, 8, 0, {"sham": "sham"})
    assert sorted(first_column(DOCS / "forecast.md", "## Chances")) == sorted(chances(draws, "sham"))


def model_fields(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Fields of a model and of the models within, each with the path to it."""
    for name, field in model.model_fields.items():
        yield before + name
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel) and part is not Treatment:
                yield from model_fields(part, f"{before}{name}.")


def test_fields_of_the_treatment_page_are_those_read() -> None:
    page = DOCS / "treatments.md"
    listed = first_column(page, "```\n\n")
    # What a file never says: a user's own dose and volume, and what was combined.
    made = {"dose_override_1e6", "volume_override_mL", "parts"}
    assert listed == [name for name in model_fields(Treatment) if name.split(".")[0] not in made]
    assert first_column(page, "## All treatments") == list(names())
    for row in re.findall(r"^\| `\w+` \|.*$", text(page).split("## All treatments")[1].split("\n## ")[0], re.MULTILINE):
        key, _, context, disc, person = (cell.strip() for cell in row.strip("|").split("|"))
        treatment = load(key.strip("`"))
        assert context == treatment.context, key
        assert (disc == "nothing") == (disc_action(treatment) == NOTHING), key
        assert (person == "nothing") == (treatment.relief == ()), key
    example = yaml.safe_load(next(blocks(page, "yaml"))[2])
    packaged = yaml.safe_load(text(SOURCE / "treatment" / "library" / f"{example['key']}.yaml"))
    assert example == packaged


def test_library_page_has_every_topic_and_every_kind_of_spread() -> None:
    page = DOCS / "library.md"
    assert set(first_column(page, "`pulposus info` counts the facts.")) == set(topics())
    assert set(first_column(page, "## Draws")) == set(get_args(Spread))


def drawn(fact: Fact) -> str:
    """A spread as the tables of docs/biology.md write it."""
    if fact.spread_kind == "none":
        return "fixed"
    if isinstance(fact.spread, tuple):
        span = f"{fact.spread[0]:g} to {fact.spread[1]:g}"
        return {"range": f"95 % {span}", "uniform": span, "log_uniform": f"{span}, log"}[fact.spread_kind]
    return f"{fact.spread_kind.replace('_', ' ').replace('sd', 'SD')} {fact.spread:g}"


COLLAGEN = (
    "collagen_turnover_young_per_year",
    "collagen_turnover_old_per_year",
    "collagen_young_until_y",
    "collagen_old_from_y",
)


def test_biology_page_gives_the_numbers_of_the_library() -> None:
    """Every row: value, spread, unit, and the address of the source or that it is an analyst prior."""
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in re.findall(r"^\| `\w+` \|.*$", text(DOCS / "biology.md"), re.MULTILINE)
    ]
    for name, _, value, spread, unit, source in rows:
        topic = "biology" if name.strip("`") in facts("biology") else "transport"
        fact, origin = facts(topic)[name.strip("`")], facts(topic).source(name.strip("`"))
        assert [value, spread, unit] == [f"{fact.value:g}", drawn(fact), fact.unit], name
        address = f"https://doi.org/{origin.doi}" if origin.doi else origin.url
        assert source == "analyst prior" if origin.kind == "analyst prior" else f"({address})" in source, name
    shown = {row[0].strip("`") for row in rows}
    assert set(COLLAGEN) <= shown  # of which the turnover of a person's age is made
    assert {field.name for field in fields(BiologyParameters)} - {"collagen_turnover_per_year"} <= shown


def test_every_name_in_the_biology_page_is_a_fact_or_a_state() -> None:
    said = set(re.findall(r"`([A-Za-z]\w*)`", prose(DOCS / "biology.md")))
    known = {name for topic in ("biology", "transport") for name in facts(topic)} | set(State._fields)
    known |= {field.name for field in fields(BiologyParameters)}
    assert said - known == set()
    assert set(State._fields) | set(facts("biology")) <= said


def test_marks_in_time_of_the_course_page_are_the_settings() -> None:
    page = " ".join(text(DOCS / "course.md").split())
    early, late, settling = settings.COURSE_EARLY_DAYS, settings.COURSE_LATE_MONTHS, settings.COURSE_SETTLING_DAYS
    load = facts("loading")
    for said in (
        f"steps of {settings.COURSE_LONGEST_STEP_DAYS:g} days or shorter",
        f"looks at its disc {len(early)} times in the first {early[-1]:g} days",
        f"at {len(late)} times up to month {late[-1]:g}",
        f"cells moved by more than {100 * settings.COURSE_CELLS_MOVED:g} %",
        f"every draw in which cells moved by more than {100 * settings.COURSE_CELLS_MOVED:g} % since its last solve",
        f"every draw in which the fixed charge of the nucleus, averaged over it, moved by more than "
        f"{100 * settings.COURSE_CHARGE_MOVED:g} % since its last solve",
        f"in pieces of {settings.COURSE_NUTRIENT_PIECE} for nutrients",
        f"misses the measured height by {100 * settings.COURSE_HEIGHT_MISS:g} % or more",
        f"pseudo-steps of {settling[0]:g} to {settling[-1]:g} days",
        f"{load['active_hours_per_day'].value:g} h at {load['active_load_MPa'].value:g} MPa",
        f"8 h at {load['rest_load_MPa'].value:g} MPa",
    ):
        assert said in page, said
    assert len(settling) == 14
    assert "14 pseudo-steps" in page


def test_dose_page_has_every_outcome_place_and_month() -> None:
    page = DOCS / "dose.md"
    assert first_column(page, "## What is computed") == list(OUTCOMES)
    assert {f"`{place}`" for place in PLACES} <= set(re.findall(r"`[a-z ]+`", text(page)))
    *early, last = (f"{month:g}" for month in settings.DOSE_MONTHS)
    assert f"read at {', '.join(early)} and {last} months" in text(page)
    assert settings.DOSE_NATIVE_LOSS == 1 / 20
    assert "a twentieth of its own cells" in " ".join(text(page).split())
