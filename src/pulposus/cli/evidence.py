"""``pulposus evidence summary`` and ``check``: what the base of studies holds, and whether a study may join it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pulposus.cli.console import complain, say, say_json, say_table
from pulposus.cli.explain import WRONG_INPUT
from pulposus.cli.options import AsJson

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.evidence.check import Problem
    from pulposus.evidence.schema import Study
    from pulposus.evidence.summary import Line

evidence = typer.Typer(help="Trials and cohorts: what the base holds, and whether a study may join it.")
Folder = Annotated[
    Path | None, typer.Option("--studies", metavar="DIR", help="Folder of your own study files, beside the base.")
]


@evidence.command("summary")
def summary(studies_folder: Folder = None, as_json: AsJson = False) -> None:
    """All studies: design, arms, people, numbers, use and grade, and how many of them have a control."""
    from pulposus.evidence.fingerprint import fingerprint
    from pulposus.evidence.load import studies
    from pulposus.evidence.summary import counts, line

    found = studies(studies_folder)
    with_control, without = counts(found, controlled=True), counts(found, controlled=False)
    lines = [line(study) for study in found]
    print_of_it = fingerprint(found)
    if as_json:
        say_json({"studies": [asdict(one) for one in lines], "controlled": asdict(with_control),
                  "uncontrolled": asdict(without), "fingerprint": print_of_it})  # fmt: skip
        return
    say_table(_studies_table(lines))
    for name, group in (("With a control arm", with_control), ("Without one", without)):
        say(f"{name}: {group.studies} studies, {group.arms} arms, {group.people:,} people; {group.numbers} numbers, "
            f"of which {group.fitted} may be fitted.")  # fmt: skip
    say("The two are never pooled. Reports of the same people (=) are counted with the first.")
    say(f"Fingerprint of what may be fitted: {print_of_it[:12]}.")


def _studies_table(lines: list[Line]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("study", no_wrap=True)
    table.add_column("design", no_wrap=True)
    for heading in ("arms", "people", "numbers", "fitted"):
        table.add_column(heading, justify="right")
    table.add_column("use")
    table.add_column("grade")
    for one in lines:
        people = "" if one.people is None else f"{one.people:,}"
        design = one.design.removeprefix("controlled, ")
        table.add_row(f"{one.key} =" if one.same_people_as else one.key, design, str(one.arms or ""), people,
                      str(one.numbers), str(one.fitted or ""), one.use, one.grade)  # fmt: skip
    return table


@evidence.command("check")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A study file.", readable=False)],
    studies_folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """What is wrong with a study, what it does not give, and how the model would have forecast each of its arms.

    A study that is refused gives exit code 2 and no forecast.
    """
    from pulposus.evidence.check import missing, problems
    from pulposus.evidence.load import read_file, studies

    study = read_file(file)
    found = problems(study, studies(studies_folder))
    refusals = [problem for problem in found if problem.level == "refused"]
    absent = missing(study)
    rows = [] if refusals else _foreseen(study)
    if as_json:
        say_json({"study": study.key, "refused": bool(refusals), "problems": [asdict(one) for one in found],
                  "missing": list(absent), "forecast": rows})  # fmt: skip
    else:
        _tell(study, found, absent, rows)
    if refusals:
        more = f" and {len(refusals) - 1} more" if len(refusals) > 1 else ""
        complain(f"Study file '{file.name}' is refused: {refusals[0].sentence.rstrip('.')}{more}.")
        raise typer.Exit(WRONG_INPUT)


def _foreseen(study: Study) -> list[dict[str, Any]]:
    """One row for each published number that the model can forecast."""
    from pulposus.calibration.foresee import foresee

    return [
        {
            "arm": row.arm,
            "month": float(row.month),
            "measure": row.measure,
            "statistic": "share" if row.measure == "responders" else "change",
            "published": float(row.published),
            "median": float(row.median),
            "low90": float(row.band[0]),
            "high90": float(row.band[1]),
            "quantile_of_published": float(row.quantile),
        }
        for row in foresee(study)
    ]


def _tell(study: Study, found: tuple[Problem, ...], absent: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    say(f"{study.key}: {study.title}.")
    for problem in found:
        say(f"{problem.level}: {problem.sentence}")
    if not found:
        say("Nothing is wrong with its numbers.")
    for sentence in absent:
        say(f"not given: {sentence}")
    if not absent:
        say("Nothing that a calibration would use is missing.")
    if rows:
        say_table(_forecast_table(rows))
        inside = sum(row["low90"] <= row["published"] <= row["high90"] for row in rows)
        say(f"{inside} of {len(rows)} published values lie within the 90 % band of the forecast.")
    elif not any(problem.level == "refused" for problem in found):
        say("It has no number that the model can forecast: pain, ODI or responders after the start.")


def _forecast_table(rows: list[dict[str, Any]]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("arm", no_wrap=True)
    for heading in ("month", "what", "published", "forecast", "90 % of forecasts", "share below"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for row in rows:
        table.add_row(
            row["arm"], f"{row['month']:g}", f"{row['measure']} {row['statistic']}", f"{row['published']:.3g}",
            f"{row['median']:.3g}", f"{row['low90']:.3g} to {row['high90']:.3g}", f"{row['quantile_of_published']:.2f}",
        )  # fmt: skip
    return table
