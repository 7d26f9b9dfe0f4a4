"""``pulposus dose``: how many cells a disc can feed, and what they do before they die."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.console import say, say_json, say_table
from pulposus.cli.keep import run_and_keep
from pulposus.cli.options import AsJson, Overwrite, level, whole
from pulposus.errors import InputError
from pulposus.progress import Progress

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.forecasting.dose import DoseStudy


def dose(
    case: Annotated[
        Path | None,
        typer.Argument(metavar="[CASE.yaml]", help="Case file; the disc of the demo without one.", readable=False),
    ] = None,
    at: Annotated[str | None, typer.Option("--level", help="Disc, such as L4/5; the treated one without.")] = None,
    doses: Annotated[str, typer.Option("--doses", metavar="N", help="How many doses from 1e5 to 1e9 cells.")] = "25",
    carrier: Annotated[
        str, typer.Option("--carrier", help="Carriers, with commas, such as saline,hydrogel.")
    ] = "saline",
    place: Annotated[
        str, typer.Option("--place", help="Where the cells lie, with commas: centre, nucleus, inner annulus, endplate.")
    ] = "centre",
    draws: Annotated[str, typer.Option("--draws", metavar="N", help="How many draws of what is not known.")] = "64",
    seed: Annotated[str, typer.Option("--seed", metavar="N", help="Same case and seed, same numbers.")] = "0",
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for dose.csv and the figure; nothing is written without.")
    ] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Live cells, glucose, the disc's own cells and inflammation against the dose that stays in the disc."""
    wanted = {
        "level": level("--level", at),
        "count": _count(doses),
        "draws": whole("--draws", "draws", draws),
        "seed": whole("--seed", "seed", seed),
        "carriers": [name.strip() for name in carrier.split(",") if name.strip()],
        "places": [name.strip() for name in place.split(",") if name.strip()],
    }
    study = run_and_keep(lambda progress: _run(case, wanted, progress), write, out, overwrite=overwrite, hidden=as_json)
    _tell(study, out, as_json)


def _count(found: str) -> int:
    try:
        return int(found)
    except ValueError:
        raise InputError(f"--doses: found '{found}', expected a whole number such as 25; write it in digits.") from None


def _run(case: Path | None, wanted: Mapping[str, object], progress: Progress) -> DoseStudy:
    from pulposus.forecasting.case import load_case
    from pulposus.forecasting.demo import demo_case
    from pulposus.forecasting.dose import dose_study

    read = demo_case() if case is None else load_case(case)
    return dose_study(read, **wanted, progress=progress)  # type: ignore[arg-type]


def write(folder: Path, study: DoseStudy) -> None:
    """Write dose.csv, dose.png, dose.svg and run.json into an existing empty folder."""
    from pulposus.course.world import FACT_TOPICS
    from pulposus.forecasting.dose import write_csv
    from pulposus.report.figures.dose import draw
    from pulposus.report.figures.style import png, svg
    from pulposus.run_folder import write_run_json

    write_csv(study, folder / "dose.csv")
    said = study.responses, study.title, study.critical_glucose_mM
    figure = draw(*said)
    (folder / "dose.png").write_bytes(png(figure))
    (folder / "dose.svg").write_bytes(svg(figure))
    write_run_json(
        folder, "dose",
        {"level": study.level, "draws": study.draws, "seed": study.seed, "facts_used": sorted(FACT_TOPICS)},
    )  # fmt: skip


def _tell(study: DoseStudy, out: Path | None, as_json: bool) -> None:
    if as_json:
        from pulposus.forecasting.dose import rows

        capacity = {f"{r.carrier}, {r.place}": study.capacity_1e6(r) for r in study.responses}
        say_json({"level": study.level, "draws": study.draws, "seed": study.seed, "rows": rows(study),
                  "dose_that_costs_a_twentieth_of_own_cells_1e6": capacity})  # fmt: skip
        return
    for response in study.responses:
        say(f"Disc {study.level}, cells in {response.carrier.replace('_', ' ')}, {response.place}")
        say_table(_table(study, response.carrier, response.place))
        low, mid, high = study.capacity_1e6(response)
        say(
            f"Up to {mid:.2g} million cells ({low:.2g} to {high:.2g}) can stay before the disc loses a twentieth of "
            "its own cells to hunger. Trials inject 1 to 40 million; how many of those stay was never measured."
        )
    say("Medians with 90 % bands. What cells do is prior knowledge here, not a calibration on people.")
    if out is not None:
        say(f"Dose response: {out}")


def _table(study: DoseStudy, carrier: str, place: str) -> Table:
    """One line for every third of a decade or so, first and last month side by side."""
    from rich import box
    from rich.table import Table

    from pulposus.forecasting.dose import rows

    mine = [row for row in rows(study) if row["carrier"] == carrier and row["place"] == place]
    months = sorted({float(str(row["month"])) for row in mine})
    first, last = months[0], months[-1]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in (
        "stay, 1e6", f"alive {first:g} mo", f"alive {last:g} mo", "lowest glucose mM", "lowest pH", "own cells lost",
        f"inflammation {first:g} mo", f"inflammation {last:g} mo",
    ):  # fmt: skip
        table.add_column(heading, justify="right")
    doses = sorted({float(str(row["retained_1e6"])) for row in mine})
    for dose_1e6 in doses[:: max(1, len(doses) // 12)]:
        at = {row["month"]: row for row in mine if row["retained_1e6"] == dose_1e6}
        early, late = at[first], at[last]
        table.add_row(
            f"{dose_1e6:.3g}",
            _share(early, "live_fraction"),
            _share(late, "live_fraction"),
            _number(late, "lowest_glucose_mM", ".2f"),
            _number(late, "lowest_pH", ".2f"),
            _share(late, "native_loss"),
            _share(early, "inflammation_change"),
            _share(late, "inflammation_change"),
        )
    return table


def _number(row: dict[str, object], name: str, form: str) -> str:
    mid, low, high = (float(str(row[f"{name}{end}"])) for end in ("", "_low", "_high"))
    return f"{mid:{form}} ({low:{form}} to {high:{form}})"


def _share(row: dict[str, object], name: str) -> str:
    mid, low, high = (round(100 * float(str(row[f"{name}{end}"]))) + 0 for end in ("", "_low", "_high"))
    return f"{mid} ({low} to {high}) %"
