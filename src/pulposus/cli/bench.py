"""``pulposus bench``: speed and agreement on the yardstick problems."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.console import say, say_json, say_table
from pulposus.cli.keep import run_and_keep
from pulposus.cli.options import AsJson, Overwrite
from pulposus.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.benchmarks.result import Bench


def bench(
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for bench.json and the figure of cost; nothing is written without."),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            "--only", help="Parts to run, such as reduced,creep (docs/bench.md lists them); all when left out."
        ),
    ] = None,
    long: Annotated[
        bool, typer.Option("--long", help="With trial-100k too, a run of 100,000 virtual patients: some minutes more.")
    ] = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Measure speed, agreement with a peer and what trials promise, on this machine: about an hour for all parts."""
    names = None if only is None else [name for name in (part.strip() for part in only.split(",")) if name]
    if names == []:
        raise InputError("--only: found no part, expected names such as reduced,creep; leave it out to run all.")
    from pulposus.benchmarks.run import bench as run_parts

    found = run_and_keep(
        lambda progress: run_parts(names, long=long, progress=progress),
        lambda folder, parts: write(folder, parts, only=names),
        out,
        overwrite=overwrite,
        hidden=as_json,
    )
    _tell(found, out, as_json)


def write(folder: Path, found: tuple[Bench, ...], *, only: list[str] | None) -> None:
    """Write bench.json, the figure and run.json into an existing empty folder."""
    from pulposus.benchmarks.result import tree
    from pulposus.report.figures.benchmarks import as_png, as_svg
    from pulposus.run_folder import write_run_json

    text = json.dumps(tree(found), indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "bench.json").write_text(text + "\n", encoding="utf-8")
    for name, picture in (("cost.png", as_png(found)), ("cost.svg", as_svg(found))):
        if picture is not None:
            (folder / name).write_bytes(picture)
    wall = round(sum(part.wall_s for part in found), 3)
    facts = {"composition", "geometry", "loading", "mechanics", "transport", "yardstick"}
    if any(part.id.startswith("trial-") for part in found):
        facts |= {"biology", "modifiers", "relief", "symptoms", "trial_conduct", "trial_people"}
    write_run_json(folder, "bench", {"only": only, "wall_s": wall, "facts_used": sorted(facts), "seed": None})


def _tell(found: tuple[Bench, ...], out: Path | None, as_json: bool) -> None:
    if as_json:
        from pulposus.benchmarks.result import tree

        say_json({"out": None if out is None else str(out), "benches": tree(found)})
        return
    for part in found:
        say(f"{part.title}, {part.wall_s:.0f} s")
        if part.stopped:
            say(f"broke off: {part.stopped}")
        else:
            say_table(as_table(part))
    if out is not None:
        say(f"Bench: {out}")


def as_table(part: Bench) -> Table:
    """One line a number: found, asked, whether it reaches that, and how it came about."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in ("number", "found", "asked", "mark", "how"):
        table.add_column(heading, justify="right" if heading in ("found", "asked") else "left")
    for figure in part.figures:
        share = figure.unit == "1"
        found = f"{100 * figure.found:.2f} %" if share else f"{figure.found:.3g} {figure.unit}"
        asked = (
            "-" if figure.asked is None else f"{100 * figure.asked:g} %" if share else f"{figure.asked:g} {figure.unit}"
        )
        sign = {"at most": "<= ", "at least": ">= "}[figure.sense] if figure.asked is not None else ""
        mark = {None: "", True: "met", False: "MISSED"}[figure.met]
        table.add_row(figure.name, found, sign + asked, mark, figure.note)
    return table
