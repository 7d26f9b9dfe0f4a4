"""``pulposus verify``: the solvers against mathematics, case by case."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.console import say, say_json, say_table
from pulposus.cli.explain import FAILED
from pulposus.cli.keep import run_and_keep
from pulposus.cli.options import AsJson, Overwrite
from pulposus.errors import InputError
from pulposus.progress import Progress

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.verification import Verification


def verify(
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for verify.json, verify.csv and the figure; nothing is written without."),
    ] = None,
    only: Annotated[
        str | None, typer.Option("--only", help="Cases to run, such as V10,V11; all when left out.")
    ] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Run the verification cases: error, observed order of convergence and pass mark of each."""
    names = None if only is None else _names(only)
    result = run_and_keep(
        lambda progress: _run(names, progress),
        lambda folder, found: write(folder, found, only=names),
        out,
        overwrite=overwrite,
        hidden=as_json,
    )
    _tell(result, out, as_json)
    if not result.passed:
        raise typer.Exit(FAILED)


def _names(only: str) -> list[str]:
    names = [name for name in (part.strip() for part in only.split(",")) if name]
    if not names:
        raise InputError("--only: found no case, expected names such as V10,V11; leave it out to run all.")
    return names


def _run(names: list[str] | None, progress: Progress) -> Verification:
    from pulposus.verification import verify as run_cases

    return run_cases(names, progress=progress)


def write(folder: Path, result: Verification, *, only: list[str] | None) -> None:
    """Write verify.json, verify.csv, the figure and run.json into an existing empty folder."""
    from pulposus.report.figures.verification import as_png, as_svg
    from pulposus.run_folder import write_run_json
    from pulposus.verification.table import as_csv, tree

    start = time.perf_counter()
    text = json.dumps(tree(result), indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "verify.json").write_text(text + "\n", encoding="utf-8")
    (folder / "verify.csv").write_text(as_csv(result), encoding="utf-8")
    (folder / "verify.png").write_bytes(as_png(result))
    (folder / "verify.svg").write_bytes(as_svg(result))
    wall = round(result.wall_s + time.perf_counter() - start, 3)
    facts = ["mechanics", "transport", "verification"]
    write_run_json(
        folder, "verify", {"only": only, "passed": result.passed, "wall_s": wall, "facts_used": facts, "seed": None}
    )


def _tell(result: Verification, out: Path | None, as_json: bool) -> None:
    if as_json:
        from pulposus.verification.table import tree

        say_json({"out": None if out is None else str(out), **tree(result)})
        return
    say_table(as_table(result))
    for case in result.cases:
        if not case.passed:
            say(f"{case.id} fails: {case.reason}")
    good = sum(case.passed for case in result.cases)
    say(f"{good} of {len(result.cases)} cases pass, {result.wall_s:.0f} s.")
    if out is not None:
        say(f"Verification: {out}")


def as_table(result: Verification) -> Table:
    """One line a case: the check nearest to its limit, orders observed (expected in brackets), the mark."""
    from rich.table import Table

    from pulposus.verification.table import lines

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("case", no_wrap=True)
    table.add_column("title")
    table.add_column("error", justify="right")
    table.add_column("allowed", justify="right")
    table.add_column("orders (theory)")
    table.add_column("mark")
    table.add_column("s", justify="right")
    for line in lines(result):
        table.add_row(line.id, line.title, line.error, line.tolerance, line.orders, line.mark, f"{line.wall_s:.0f}")
    return table
