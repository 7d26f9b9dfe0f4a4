"""``pulposus history``: a lumbar disc in a population from 20 to 80, with and without damage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.console import progress_bar, say, say_json, say_table
from pulposus.cli.options import AsJson, level, whole
from pulposus.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.course.lifetime.calibrate import Calibration
    from pulposus.course.lifetime.evidence import Comparison
    from pulposus.course.lifetime.history import History
    from pulposus.disc.shape import Sex


def history(
    at: Annotated[str, typer.Option("--level", help="Disc, such as L4/5.")] = "L4/5",
    sex: Annotated[str | None, typer.Option("--sex", help="F or M; both without.")] = None,
    draws: Annotated[str, typer.Option("--draws", metavar="N", help="How many people, five discs each.")] = "256",
    first: Annotated[str, typer.Option("--from", metavar="AGE", help="First age that is shown.")] = "20",
    last: Annotated[str, typer.Option("--to", metavar="AGE", help="Last age.")] = "80",
    no_damage: Annotated[bool, typer.Option("--no-damage", help="No disc ever tears: slow biology alone.")] = False,
    seed: Annotated[str, typer.Option("--seed", metavar="N", help="Same options and seed, same numbers.")] = "0",
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Repeat the calibration of damage on published numbers: minutes.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Picture to write, .png or .svg.")] = None,
    as_json: AsJson = False,
) -> None:
    """Grade, height, T2 and water by age in a population of discs that were healthy at 20."""
    disc, n, start = level("--level", at) or at, whole("--draws", "draws", draws), whole("--seed", "seed", seed)
    who = _sex(sex)
    ages = _age("--from", first), _age("--to", last)
    if out is not None and out.suffix not in (".png", ".svg"):
        raise InputError(f"--out: found '{out.name}', expected a name that ends in .png or .svg; name the picture so.")
    if calibrate:
        _calibrate(disc, who, n, start, as_json)
        return
    from pulposus.course.lifetime.history import history as follow

    with progress_bar(hidden=as_json) as progress:
        found = follow(
            disc, sex=who, draws=n, from_y=ages[0], to_y=ages[1], with_damage=not no_damage, seed=start,
            progress=progress,
        )  # fmt: skip
    if out is not None:
        from pulposus.report.figures.history import as_png, as_svg

        out.write_bytes(as_svg(found) if out.suffix == ".svg" else as_png(found))
    _tell(found, out, as_json)


def _sex(found: str | None) -> Sex | None:
    if found not in (None, "F", "M"):
        raise InputError(f"--sex: found '{found}', expected F or M; leave it out for both.")
    return found  # type: ignore[return-value]


def _age(option: str, found: str) -> int:
    try:
        return int(found)
    except ValueError:
        raise InputError(f"{option}: found '{found}', expected an age such as 45; write whole years.") from None


def _calibrate(disc: str, sex: Sex | None, draws: int, seed: int, as_json: bool) -> None:
    from dataclasses import asdict

    from pulposus.course.lifetime.calibrate import calibrate

    with progress_bar(hidden=as_json) as progress:
        found: Calibration = calibrate(disc, sex=sex, draws=draws, seed=seed, progress=progress)
    if as_json:
        say_json({**asdict(found), "comparisons": [asdict(each) for each in found.comparisons]})
        return
    for name, number in asdict(found.damage).items():
        say(f"{name}: {number:.4g}")
    say_table(_compared(found.comparisons))
    say(f"Misfit {found.misfit:.2f} after {found.tried} lives; the library's numbers are where the search began.")


def _compared(comparisons: tuple[Comparison, ...]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in ("model beside published", "model", "published", "unit", "damage calibrated on it"):
        table.add_column(heading)
    for each in comparisons:
        published = f"{each.low:g}" if each.low == each.high else f"{each.low:g} to {each.high:g}"
        unit = "" if each.unit == "1" else each.unit
        table.add_row(each.what, f"{each.model:.3g}", published, unit, "yes" if each.calibrated else "no")
    return table


def _tell(found: History, out: Path | None, as_json: bool) -> None:
    from dataclasses import asdict

    from pulposus.course.lifetime.evidence import compare, covers
    from pulposus.course.lifetime.summary import summary

    comparisons = compare(found) if found.with_damage and covers(found) else ()
    if as_json:
        say_json(
            {
                "level": found.level, "sex": found.sex, "draws": len(found.height_mm), "seed": found.seed,
                "damage": found.with_damage, "failed": found.failed, "ages": summary(found),
                "comparisons": [asdict(each) for each in comparisons],
            }
        )  # fmt: skip
        return
    say(f"Disc {found.level} of {len(found.height_mm)} people" + ("" if found.with_damage else ", no damage"))
    say_table(_table(summary(found)))
    if found.failed:
        say(f"{found.failed} people left out: their mechanics or nutrients did not converge.")
    if comparisons:
        say_table(_compared(comparisons))
    say("Medians with 90 % bands; grades are shares of all five lumbar discs. Research only, not advice.")
    if out is not None:
        say(f"Picture: {out}")


def _table(rows: list[dict[str, float]]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in ("age", "height mm", "T2 ms", "water %", "GAG %", "I", "II", "III", "IV", "V %", "damaged %"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(
            f"{row['age_y']:.0f}",
            _band(row, "height_mm", 1, ".1f"),
            _band(row, "T2_ms", 1, ".0f"),
            _band(row, "water_fraction", 100, ".0f"),
            _band(row, "gag", 100, ".0f"),
            *(f"{100 * row[f'grade_{grade}']:.0f}" for grade in range(1, 6)),
            f"{100 * row['damaged']:.0f}",
        )
    return table


def _band(row: dict[str, float], name: str, factor: float, form: str) -> str:
    middle, low, high = (factor * row[f"{name}{end}"] for end in ("", "_low", "_high"))
    return f"{middle:{form}} ({low:{form}}-{high:{form}})"
