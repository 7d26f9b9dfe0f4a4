"""``pulposus trial``: design, run, report and question virtual clinical trials."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from pulposus.cli.console import complain, progress_bar, say, say_json, say_table
from pulposus.cli.options import AsJson
from pulposus.errors import InputError

if TYPE_CHECKING:
    from pulposus.report.trial.write import Written
    from pulposus.trial.design import Design

trial = typer.Typer(help="Virtual clinical trials: check a design, run it, report it, ask its tables.")
DesignFile = Annotated[
    Path, typer.Argument(metavar="DESIGN.yaml", help="Design of the trial (docs/trial_design.md).", readable=False)
]
RunFolder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a run.")]


@trial.command("run")
def run(
    design: DesignFile,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder of the run; a stopped run goes on from what it holds.")
    ],
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Dask scheduler, such as tcp://host:8786.")
    ] = None,
    workers: Annotated[
        str | None, typer.Option("--workers", metavar="N", help="Processes here; one for each core when left out.")
    ] = None,
    seed: Annotated[
        str | None, typer.Option("--seed", metavar="N", help="In place of the design's. Same seed, same numbers.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run every trial of a design and write its report; the same design and seed give the same numbers."""
    if scheduler is not None and workers is not None:
        raise InputError(f"--workers: found {workers} beside --scheduler, whose workers do the work; leave one out.")
    count = _workers(workers)
    from pulposus.cli.trial_progress import with_time_left
    from pulposus.report.trial import write_trial_report
    from pulposus.trial.conduct.run import run_trial
    from pulposus.trial.design import load
    from pulposus.trial.run.cluster import check_address

    if scheduler is not None:
        check_address(scheduler)
    found = load(design)
    if seed is not None:
        found = found.model_copy(update={"seed": _seed(seed)})
    with progress_bar(hidden=as_json) as progress:
        ran = run_trial(found, out, scheduler=scheduler, workers=count, progress=with_time_left(progress))
    for note in ran.notes:
        complain(note)
    _finish(found, out)
    _tell(out, write_trial_report(out), as_json)


def _finish(design: Design, folder: Path) -> None:
    """Say that the run is whole: what it was and which facts are behind it."""
    from pulposus.report.trial.page import fact_topics
    from pulposus.run_folder import write_run_json
    from pulposus.trial.conduct.run import plan_of

    write_run_json(folder, "trial", {"fingerprint": plan_of(design).fingerprint, "design": design.fingerprint,
                                     "seed": design.seed, "facts_used": list(fact_topics())})  # fmt: skip


@trial.command("report")
def report(folder: RunFolder, as_json: AsJson = False) -> None:
    """Write the report of a finished run anew; the same run gives the same file."""
    from pulposus.report.trial import write_trial_report

    _tell(folder, write_trial_report(folder), as_json)


@trial.command("query")
def query(
    folder: RunFolder,
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One SELECT, such as 'SELECT * FROM screening'.")],
    as_json: AsJson = False,
) -> None:
    """Ask the tables of a run with SQL (DuckDB); docs/trials.md names tables and columns."""
    from pulposus.cli.trial_tables import as_table, plain
    from pulposus.trial.run.query import query as ask
    from pulposus.trial.run.query import unfinished

    found = ask(folder, sql)
    if unfinished(folder):
        complain(f"The run in '{folder}' is not finished: this answer is from what it holds so far.")
    if as_json:
        say_json(plain(found))
        return
    if found.num_rows == 0:
        say("No row answers this.")
        return
    say_table(as_table(found))


@trial.command("check")
def check(design: DesignFile, as_json: AsJson = False) -> None:
    """Say a design in words, who may enrol and how long the run takes; refuse it where something is wrong."""
    from pulposus.cli.trial_progress import words
    from pulposus.report.trial.design_rows import design_rows
    from pulposus.trial.conduct.plan import plan
    from pulposus.trial.conduct.screened import passing_share
    from pulposus.trial.design import load

    found = load(design)
    rows = design_rows(found)
    share = passing_share(found)
    pieces = plan(found, share)
    seconds = sum(piece.weight for piece in pieces)
    if as_json:
        say_json({"name": found.name, "design": dict(rows), "may_enrol_share": share, "pieces": len(pieces),
                  "seconds_of_one_core": round(seconds), "fingerprint": found.fingerprint})  # fmt: skip
        return
    say(found.name)
    for label, text in rows:
        say(f"{label}: {text}")
    say(f"May enrol: about {100 * share:.3g} of 100 people who come forward")
    say(f"The run: {len(pieces)} pieces, some {words(seconds)} of one core")
    say(f"Fingerprint of the design: {found.fingerprint[:12]}")


def _workers(found: str | None) -> int:
    """Processes asked for, or one for each core that this program may use."""
    import os

    if found is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        count = int(found)
    except ValueError:
        count = 0
    if not 1 <= count <= MOST_WORKERS:
        raise InputError(f"--workers: found '{found}', expected a whole number from 1 to {MOST_WORKERS}; give another.")
    return count


def _seed(found: str) -> int:
    """The seed that was given, within the limits of designs: the design that a run keeps must give the run again."""
    from pydantic_core import PydanticCustomError

    from pulposus.cli.options import sentence
    from pulposus.trial.design.design import SEED

    number: int | str
    try:
        number = int(found)
    except ValueError:
        number = found
    try:
        return cast("int", SEED.read(number))
    except PydanticCustomError as error:
        raise InputError(f"--seed: {sentence(error)}") from None


def _tell(folder: Path, written: Written, as_json: bool) -> None:
    from pulposus import RESEARCH_ONLY

    path, decision = written
    if as_json:
        say_json({"out": str(folder), "report": str(path), "headline": decision.headline,
                  "sentences": list(decision.sentences), "statement": RESEARCH_ONLY})  # fmt: skip
        return
    say(f"{decision.headline}.")
    for sentence in decision.sentences:
        say(sentence)
    say(RESEARCH_ONLY)
    say(f"Report: {path}")


MOST_WORKERS = 512
