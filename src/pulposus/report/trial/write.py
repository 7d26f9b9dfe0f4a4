"""Write the report of a run folder: a single HTML file that needs nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from pulposus.errors import InputError
from pulposus.report.environment import environment, template_text
from pulposus.report.trial.page import TrialPage, build
from pulposus.report.whole_file import write_whole
from pulposus.run_folder import PROGRAM, RUN_FILE
from pulposus.trial.answers.decision import Decision

REPORT, DESIGN = "trial_report.html", "design.yaml"
RECORDS = ("plan.json", RUN_FILE)
"""What decides the numbers of the run, and what was said at its end: without the last it is not whole."""


def render(page: TrialPage) -> str:
    """The page as HTML text; the same page gives the same text."""
    return environment().get_template("trial.html.j2").render(style=template_text("style.css"), page=page)


class Written(NamedTuple):
    """Where the report lies, and what it says first."""

    path: Path
    decision: Decision


def write_trial_report(folder: Path | str) -> Written:
    """Write ``trial_report.html`` into the folder of a whole run; the same folder gives the same bytes.

    Raises:
        InputError: the folder holds no whole run, or cannot be written.
        RunError: writing fails half-way (disk full).
    """
    from pulposus.trial.answers.answer import answer
    from pulposus.trial.answers.tables import Tables
    from pulposus.trial.design import load

    folder = Path(folder)
    run = _record(folder)
    design = load(folder / DESIGN)
    with Tables.of_folder(folder) as found:
        answers = answer(design, found)
    target = folder / REPORT
    write_whole(target, render(build(design, answers, run)))
    return Written(target, answers.decision)


def _record(folder: Path) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for name in RECORDS:
        try:
            found = json.loads((folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        record.update(found if isinstance(found, dict) else {})
    whole = all((folder / name).is_file() for name in (RUN_FILE, DESIGN))
    if record.get("program") != PROGRAM or not whole:
        raise InputError(
            f"Folder '{folder}' holds no whole run of a trial ('{RUN_FILE}' and '{DESIGN}'); give the --out of "
            "'pulposus trial run', or run it again to go on."
        )
    return record
