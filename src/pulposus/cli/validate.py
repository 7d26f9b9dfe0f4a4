"""``pulposus validate``: the model beside experiments, row by row."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pulposus.cli.console import say, say_json, say_table
from pulposus.cli.explain import FAILED
from pulposus.cli.keep import run_and_keep
from pulposus.cli.options import AsJson, Overwrite
from pulposus.errors import InputError
from pulposus.progress import Progress

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.validation import Validation
    from pulposus.validation.calibrate import Calibration
    from pulposus.validation.row import Role


def validate(
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for validate.json, validate.csv and the figure; none: nothing written."),
    ] = None,
    only: Annotated[
        str | None, typer.Option("--only", help="Cases to run, such as VT7,T17; all when left out.")
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit code 1 when a row misses; without it a miss is a finding and gives 0."),
    ] = False,
    calibrate: Annotated[
        bool,
        typer.Option(
            "--calibrate",
            help="Calibrate the annulus anew on flexion and extension, and show the factors; runs no case.",
        ),
    ] = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Compare the model with experiments: value, measurement, tolerance, and the reason of each miss.

    A case that breaks off gives exit code 1, with or without --strict.
    """
    if calibrate and (only is not None or strict):
        raise InputError("--calibrate: found with --only or --strict, expected alone; calibrate first, then validate.")
    names = None if only is None else _names(only)
    if calibrate:
        _calibrate(out, overwrite, as_json)
        return
    result = run_and_keep(
        lambda progress: _run(names, progress),
        lambda folder, found: write(folder, found, only=names),
        out,
        overwrite=overwrite,
        hidden=as_json,
    )
    _tell(result, out, as_json)
    if any(case.stopped for case in result.cases) or (strict and not result.passed):
        raise typer.Exit(FAILED)


def _names(only: str) -> list[str]:
    names = [name for name in (part.strip() for part in only.split(",")) if name]
    if not names:
        raise InputError("--only: found no case, expected names such as VT7,T17; leave it out to run all.")
    return names


def _run(names: list[str] | None, progress: Progress) -> Validation:
    from pulposus.validation import validate as run_cases

    return run_cases(names, progress=progress)


def write(folder: Path, result: Validation, *, only: list[str] | None) -> None:
    """Write validate.json, validate.csv, the figure and run.json into an existing empty folder."""
    from pulposus.course.world import FACT_TOPICS
    from pulposus.report.figures.validation import as_png, as_svg
    from pulposus.run_folder import write_run_json
    from pulposus.validation.people import SEED
    from pulposus.validation.table import as_csv, tree

    start = time.perf_counter()
    _dump(folder / "validate.json", tree(result))
    (folder / "validate.csv").write_text(as_csv(result), encoding="utf-8")
    if result.rows:
        (folder / "validate.png").write_bytes(as_png(result))
        (folder / "validate.svg").write_bytes(as_svg(result))
    wall = round(result.wall_s + time.perf_counter() - start, 3)
    facts = sorted({*FACT_TOPICS, "modifiers", "mri_reading", "relief", "symptoms", "validation"})
    content = {"only": only, "passed": result.passed, "wall_s": wall, "facts_used": facts, "seed": SEED}
    write_run_json(folder, "validate", content)


def _dump(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def _calibrate(out: Path | None, overwrite: bool, as_json: bool) -> None:
    from pulposus.run_folder import write_run_json
    from pulposus.validation.calibrate import calibrate

    start = time.perf_counter()

    def write(folder: Path, found: dict[str, Any]) -> None:
        _dump(folder / "calibration.json", found)
        wall = round(time.perf_counter() - start, 3)
        facts = ["validation", "mechanics"]
        write_run_json(folder, "validate --calibrate", {"wall_s": wall, "facts_used": facts, "seed": None})

    content = run_and_keep(
        lambda progress: _found(calibrate(progress=progress)), write, out, overwrite=overwrite, hidden=as_json
    )
    if as_json:
        say_json(content)
        return
    for name, value in content["factors"].items():
        say(f"calibrated_{name}: {value:.4g}")
    say(f"calibrated_offset_deg: {content['offset_deg']:.4g}")
    say(f"Largest miss {content['largest_miss_deg']:.2f} degrees after {content['evaluations']} discs.")
    say("These stand in library/facts/validation.yaml only once somebody writes them there.")


def _found(result: Calibration) -> dict[str, Any]:
    a = result.annulus
    return {
        "factors": {"matrix": a.matrix, "fibre_modulus": a.fibre_modulus, "fibre_exponent": a.fibre_exponent},
        "offset_deg": result.offset_deg,
        "misses_deg": list(result.misses_deg),
        "largest_miss_deg": max(abs(miss) for miss in result.misses_deg),
        "weighted_sum_of_squares": result.cost,
        "evaluations": result.evaluations,
    }


def _tell(result: Validation, out: Path | None, as_json: bool) -> None:
    from pulposus.validation.row import ROLES
    from pulposus.validation.table import misses, tree

    if as_json:
        say_json({"out": None if out is None else str(out), **tree(result)})
        return
    for role in ROLES:
        if result.count(role)[1]:
            say_table(as_table(result, role))
    for sentence in misses(result):
        say(sentence)
    for case in result.cases:
        if case.stopped:
            say(f"{case.id} stopped: {case.stopped}")
    parts = [f"{good} of {whole} ({role})" for role in ROLES for good, whole in [result.count(role)] if whole]
    say(f"Rows within their tolerance: {', '.join(parts) or 'none'}; {result.wall_s:.0f} s.")
    if out is not None:
        say(f"Validation: {out}")


def as_table(result: Validation, role: Role) -> Table:
    """The rows of one role, one line each."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("case", no_wrap=True)
    table.add_column(HEADS[role])
    table.add_column("model", justify="right")
    table.add_column("90 % of draws", justify="right", no_wrap=True)
    table.add_column("found", justify="right")
    table.add_column("mark")
    for row in result.rows:
        if row.role != role:
            continue
        band = "-" if row.band is None else f"{row.band[0]:.3g} to {row.band[1]:.3g}"
        unit = "" if row.unit == "1" else f" {row.unit}"
        mark = "pass" if row.passed else "MISS"
        table.add_row(row.case, row.name, f"{row.model:.3g}", band, f"{row.measured:.3g}{unit}", mark)
    return table


HEADS: dict[Role, str] = {
    "calibrated on": "calibrated on these",
    "prediction": "predicted",
    "model beside model": "beside published models",
}
