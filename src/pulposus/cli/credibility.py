"""``pulposus credibility``: for which use the model can be trusted how far, derived from results."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.console import say, say_json, say_table
from pulposus.cli.keep import run_and_keep
from pulposus.cli.options import AsJson, Overwrite
from pulposus.progress import Progress

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.credibility import Credibility
    from pulposus.credibility.gather import Folders


def credibility(
    verify: Annotated[
        Path | None,
        typer.Option("--verify", help="Folder that 'pulposus verify --out' wrote; run anew without.", readable=False),
    ] = None,
    validate: Annotated[
        Path | None,
        typer.Option(
            "--validate", help="Folder that 'pulposus validate --out' wrote; run anew without.", readable=False
        ),
    ] = None,
    numerics: Annotated[
        Path | None,
        typer.Option(
            "--numerics", help="Folder of an earlier run of this command, for its numerical study.", readable=False
        ),
    ] = None,
    sensitivity: Annotated[
        Path | None,
        typer.Option(
            "--sensitivity", help="Folder that 'pulposus sensitivity' wrote; not shown without.", readable=False
        ),
    ] = None,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Take the results that ship with this version and run nothing.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for credibility.html and .json; nothing is written without.")
    ] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Levels of the thirteen factors of ASME V&V 40 for each context of use, beside the goals that its risk sets."""
    from pulposus.credibility.gather import Folders
    from pulposus.errors import InputError

    folders = Folders(verify, validate, numerics, sensitivity)
    if shipped and folders != Folders():
        raise InputError("--shipped: found with a folder of results, expected alone; leave one of them out.")
    start = time.perf_counter()
    found = run_and_keep(
        lambda progress: _found(None if shipped else folders, progress),
        lambda folder, page: write(folder, page, time.perf_counter() - start),
        out,
        overwrite=overwrite,
        hidden=as_json,
    )
    _tell(found, out, as_json)


def _found(folders: Folders | None, progress: Progress) -> Credibility:
    from pulposus.credibility import assess_all
    from pulposus.credibility import shipped as kept
    from pulposus.credibility.gather import gather
    from pulposus.credibility.left_out import known

    return assess_all(kept() if folders is None else gather(folders, progress), known())


def write(folder: Path, found: Credibility, wall_s: float) -> None:
    """Write credibility.html, credibility.json, numerics.json and run.json into an existing empty folder."""
    from pulposus.credibility.context import contexts
    from pulposus.credibility.table import tree
    from pulposus.report.credibility import render
    from pulposus.run_folder import write_run_json

    (folder / "credibility.html").write_text(render(found), encoding="utf-8")
    _dump(folder / "credibility.json", tree(found))
    _dump(folder / "numerics.json", [line.model_dump() for line in found.results.numerics])
    facts = sorted({topic for context in contexts() for topic in context.fact_topics})
    content = {"results_from": dict(found.results.versions), "wall_s": round(wall_s, 3), "facts_used": facts, "seed": 0}
    write_run_json(folder, "credibility", content)


def _dump(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def _tell(found: Credibility, out: Path | None, as_json: bool) -> None:
    if as_json:
        from pulposus.credibility.table import tree

        say_json({"out": None if out is None else str(out), **tree(found)})
        return
    from pulposus.credibility.risk import HIGHEST
    from pulposus.report.credibility_views import left_out

    say_table(as_table(found))
    for each in found.assessments:
        say()
        say(f"{each.context.title} (model risk {each.risk} of {HIGHEST}). {each.verdict}")
        for miss in each.misses:
            say(f"  miss: {miss.name}")
    say()
    for sentence in left_out(found.honesty):
        say(sentence)
    if out is not None:
        say(f"Credibility: {out / 'credibility.html'}")


def as_table(found: Credibility) -> Table:
    """Level reached and goal, factors down and contexts across."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("level reached / asked for")
    for each in found.assessments:
        table.add_column(each.context.short, no_wrap=True)
    for row in zip(*(each.findings for each in found.assessments), strict=True):
        cells = [f"{one.level}/{one.goal}{'' if one.met else ' short'}" for one in row]
        table.add_row(row[0].factor.name, *cells)
    table.add_row("goals met", *(f"{each.met} of {len(each.findings)}" for each in found.assessments))
    return table
