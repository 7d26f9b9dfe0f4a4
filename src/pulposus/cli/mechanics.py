"""``pulposus mechanics``: what a disc does under load, and what a damage or another grade changes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.console import say, say_json, say_table
from pulposus.cli.keep import run_and_keep
from pulposus.cli.options import AsJson, Overwrite, level, whole
from pulposus.errors import InputError, RunError
from pulposus.progress import Progress

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.forecasting.damage_kinds import ChosenDamage
    from pulposus.forecasting.mechanics import MechanicsStudy

NOTE = (
    "Central parameters of one disc, no draws. The annulus is the one calibrated on flexion and extension of healthy "
    "discs and anchored in bone (pulposus validate): there side bending and rotation come out smaller than measured, "
    "and the loss of height over hours larger. Measured: healthy discs of other people."
)


def mechanics(
    case: Annotated[
        Path | None,
        typer.Argument(metavar="[CASE.yaml]", help="Case file; the disc of the demo without one.", readable=False),
    ] = None,
    at: Annotated[str | None, typer.Option("--level", help="Disc, such as L4/5; the treated one without.")] = None,
    grade: Annotated[
        str | None, typer.Option("--grade", metavar="N", help="Pfirrmann grade of a further column, same shape.")
    ] = None,
    damage: Annotated[
        str | None,
        typer.Option(
            "--damage",
            help="radial_fissure, concentric_fissure, rim_lesion, endplate_defect, nucleus_removal or protrusion.",
        ),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option("--size", metavar="X", help="Of the damage: mm, degrees around, or g; the usual one without."),
    ] = None,
    place: Annotated[
        str | None, typer.Option("--place", help="Where: posterior, posterolateral_left ... or degrees (0 right).")
    ] = None,
    mesh: Annotated[
        str, typer.Option("--mesh", help="coarse (576 elements), middle (1,008) or small (1,620).")
    ] = "coarse",
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for tables, meshes and the figure; nothing is written without.")
    ] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Pressure, height, bulge, stiffness, motion, creep, stress and water of one disc, intact beside damaged."""
    wanted = {
        "level": level("--level", at),
        "grade": None if grade is None else whole("--grade", "grade", grade),
        "damage": _damage(damage, size, place),
        "elements": mesh,
    }
    study = run_and_keep(lambda progress: _run(case, wanted, progress), write, out, overwrite=overwrite, hidden=as_json)
    _tell(study, out, as_json)


def _damage(key: str | None, size: str | None, place: str | None) -> ChosenDamage | None:
    if key is None:
        for option, given in (("--size", size), ("--place", place)):
            if given is not None:
                raise InputError(f"{option}: found '{given}' without --damage, expected both; name the damage.")
        return None
    from pulposus.forecasting.damage_kinds import chosen

    number = None
    if size is not None:
        try:
            number = float(size)
        except ValueError:
            raise InputError(f"--size: found '{size}', expected a number such as 1.5; write it in digits.") from None
    where: str | float | None = place
    if place is not None:
        try:
            where = float(place)
        except ValueError:
            where = place
    return chosen(key, number, where)


def _run(case: Path | None, wanted: Mapping[str, object], progress: Progress) -> MechanicsStudy:
    from pulposus.forecasting.case import load_case
    from pulposus.forecasting.demo import demo_case
    from pulposus.forecasting.mechanics import disc_mechanics

    read = demo_case() if case is None else load_case(case)
    study = disc_mechanics(read, **wanted, progress=progress)  # type: ignore[arg-type]
    if all(state.day is None and not state.curves for state in study.states):
        raise RunError(f"No load on the disc {study.level} could be solved: {study.failures[0]}")
    return study


def write(folder: Path, study: MechanicsStudy) -> None:
    """Write tables, one VTU of each loaded disc, mechanics.png, mechanics.svg and run.json into an empty folder."""
    from pulposus.forecasting.mechanics import FACT_TOPICS
    from pulposus.forecasting.mechanics_table import facts_of, write_study
    from pulposus.report.figures.mechanics import as_png, as_svg
    from pulposus.run_folder import write_run_json

    write_study(study, folder)
    (folder / "mechanics.png").write_bytes(as_png(study))
    (folder / "mechanics.svg").write_bytes(as_svg(study))
    write_run_json(folder, "mechanics", {**facts_of(study), "facts_used": sorted(FACT_TOPICS)})


def _tell(study: MechanicsStudy, out: Path | None, as_json: bool) -> None:
    from pulposus import RESEARCH_ONLY
    from pulposus.forecasting.mechanics_table import facts_of, rows

    if as_json:
        place = {} if out is None else {"out": str(out)}
        say_json({**place, **facts_of(study), "rows": rows(study), "statement": RESEARCH_ONLY})
        return
    load = study.day_load_MPa * study.area_mm2
    say(
        f"Disc {study.level}, grade {study.states[0].grade}, {study.elements:,} elements; "
        f"lying {study.supine_MPa:g} MPa, day's load {study.day_load_MPa:g} MPa ({load:.0f} N)"
    )
    say_table(_table(study))
    if study.cut is not None:
        say(
            "The table shows the disc once fluid has filled the space. Right after the cut, under "
            f"{study.creep_N:.0f} N: height {study.cut.height_change_mm:+.2f} mm, mean bulge "
            f"{study.cut.mean_bulge_change_mm:+.2f} mm, pressure {100 * study.cut.pressure_ratio:.0f} % of intact."
        )
    for failure in study.failures:
        say(f"Not found: {failure}")
    say(NOTE)
    say(f"{study.seconds:.0f} s.")
    say(RESEARCH_ONLY)
    if out is not None:
        say(f"Tables, meshes and figure: {out}")


def _table(study: MechanicsStudy) -> Table:
    from rich import box
    from rich.table import Table

    from pulposus.forecasting.mechanics_numbers import LINES
    from pulposus.forecasting.mechanics_table import rows

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("")
    table.add_column("unit")
    for state in study.states:
        table.add_column(state.name.replace(", ", "\n"), justify="right")
    table.add_column("measured", justify="right")
    for row in rows(study):
        line = LINES[str(row["name"])]
        found = [row[state.name] for state in study.states]
        measured = row["measured"]
        table.add_row(
            line.words,
            "" if line.unit == "1" else line.unit,
            *("-" if x is None else f"{x:,.{line.digits}f}" for x in found),
            "" if measured is None else f"{measured:g}",
        )
    return table
