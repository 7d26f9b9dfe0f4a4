"""``pulposus course3d``: one treatment on the 3-D disc, month by month, beside the reduced disc."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.console import progress_bar, say, say_json, say_table
from pulposus.cli.options import AsJson, Out, Overwrite, level, whole
from pulposus.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.forecasting.course3d import MakeDamage, Study3D

# Outcome, heading, how it is written.
COLUMNS = (
    ("live_fraction", "alive", ".2f"),
    ("glucose_min_mM", "lowest glucose mM", ".2f"),
    ("ph_min", "lowest pH", ".2f"),
    ("native_cells_1e6_mL", "own cells 1e6/mL", ".2f"),
    ("catabolic_index", "inflammation", ".2f"),
    ("gag_relative", "GAG", ".3f"),
)


def course3d(
    out: Out,
    case: Annotated[
        Path | None,
        typer.Argument(metavar="[CASE.yaml]", help="Case file; the disc of the demo without one.", readable=False),
    ] = None,
    at: Annotated[str | None, typer.Option("--level", help="Disc, such as L4/5; the treated one without.")] = None,
    treatment: Annotated[str, typer.Option("--treatment", help="Key of a treatment, or a file of one.")] = "bm_msc",
    place: Annotated[
        str, typer.Option("--place", help="Where cells lie: centre, nucleus, inner annulus, endplate, fissure.")
    ] = "centre",
    fissure: Annotated[
        str | None,
        typer.Option("--fissure", help="A radial fissure there: posterior, posterolateral_left ... or degrees."),
    ] = None,
    mesh: Annotated[str, typer.Option("--mesh", help="small (1,620 elements) or medium (10,080).")] = "medium",
    months: Annotated[str, typer.Option("--months", metavar="N", help="How far to look, 1 to 24.")] = "12",
    draws: Annotated[str, typer.Option("--draws", metavar="N", help="Draws whose central one is taken.")] = "8",
    seed: Annotated[str, typer.Option("--seed", metavar="N", help="Same case and seed, same numbers.")] = "0",
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Cells, nutrients and matrix on the 3-D disc, one file a visit for ParaView, beside the reduced disc."""
    wanted = {
        "level": level("--level", at),
        "treatment": treatment,
        "place": place.strip(),
        "damage": _fissure(fissure),
        "size": mesh,
        "months": whole("--months", "months", months),
        "draws": whole("--draws", "draws", draws),
        "seed": whole("--seed", "seed", seed),
    }
    from pulposus.course.world import FACT_TOPICS
    from pulposus.forecasting.case import load_case
    from pulposus.forecasting.course3d import course_3d, facts, write_study
    from pulposus.forecasting.demo import demo_case
    from pulposus.run_folder import run_folder, write_run_json

    read = demo_case() if case is None else load_case(case)
    with run_folder(out, overwrite=overwrite) as folder, progress_bar(hidden=as_json) as progress:
        study = course_3d(read, **wanted, progress=progress)  # type: ignore[arg-type]
        write_study(study, folder)
        write_run_json(folder, "course3d", {**facts(study), "facts_used": sorted({*FACT_TOPICS, "damage"})})
    _tell(study, out, as_json)


def _fissure(found: str | None) -> MakeDamage | None:
    """A maker of a radial fissure at a place by name or in degrees."""
    if found is None:
        return None
    from pulposus.disc.damage import radial_fissure
    from pulposus.disc.damage.places import direction_rad

    try:
        place: str | float = float(found)
    except ValueError:
        place = found
    try:
        direction_rad(place)  # type: ignore[arg-type]
    except InputError as error:
        raise InputError(f"--fissure: {error}") from None
    return lambda mesh: radial_fissure(mesh, place)  # type: ignore[arg-type]


def _tell(study: Study3D, out: Path, as_json: bool) -> None:
    from pulposus import RESEARCH_ONLY
    from pulposus.forecasting.course3d import facts, rows

    if as_json:
        say_json({"out": str(out), **facts(study), "rows": rows(study), "statement": RESEARCH_ONLY})
        return
    say(f"Disc {study.level}, {study.treatment}, {study.place}; {study.elements:,} elements, {study.damage}")
    say_table(_table(study))
    last = study.course.looks[-1]
    if last.deposited_1e6 > 0:
        say(
            f"{last.deposited_1e6:.3g} million living cells were laid into {study.deposit_mm3:.0f} mm3, "
            f"{study.densest_1e6_mL:.3g} million per mL where densest."
        )
    say(
        f"One draw of what is not known (number {study.draw} of {study.draws}, the nearest to the middle), not a "
        "forecast. In brackets the same draw on the reduced disc."
    )
    if study.place != study.reduced_place:
        say(f"The reduced disc has no {study.place}: there the cells lie in the {study.reduced_place}.")
    say(f"{sum(study.seconds.values()):.0f} s, of which the 3-D disc {study.seconds['3-D course']:.0f} s.")
    say(RESEARCH_ONLY)
    say(f"Fields and outcomes: {out}")


def _table(study: Study3D) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in ("month", *(heading for _, heading, _ in COLUMNS)):
        table.add_column(heading, justify="right")
    for k, month in enumerate(study.months):
        cells = [
            f"{study.course.outcomes[name][k]:{form}} ({study.reduced[name][k]:{form}})" for name, _, form in COLUMNS
        ]
        table.add_row(f"{month:g}", *cells)
    return table
