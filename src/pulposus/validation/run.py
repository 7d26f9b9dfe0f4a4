"""Run the cases; one that breaks says so and the others go on."""

from __future__ import annotations

import time
from collections.abc import Sequence

from pulposus.errors import InputError, RunError
from pulposus.progress import Progress, part_of, silent
from pulposus.validation.case import Case
from pulposus.validation.row import CaseResult, Row, Validation


def chosen(only: Sequence[str] | None = None) -> tuple[Case, ...]:
    """The cases named (``VT7``, in any letters), or all.

    Raises:
        InputError: a name that no case has.
    """
    from pulposus.validation.cases import CASES

    if only is None:
        return CASES
    known = {case.id: case for case in CASES}
    wanted = [name.strip().upper() for name in only]
    for name in wanted:
        if name not in known:
            raise InputError(f"--only: found '{name}', expected some of {', '.join(known)} with commas between.")
    return tuple(case for case in CASES if case.id in wanted)


def validate(only: Sequence[str] | None = None, *, progress: Progress = silent) -> Validation:
    """Run the cases named, or all, in their order.

    Raises:
        InputError: a name that no case has.
    """
    cases = chosen(only)
    total, done, results = sum(case.usual_s for case in cases), 0.0, []
    for case in cases:
        part = part_of(progress, done / total, (done + case.usual_s) / total)
        results.append(run_case(case, _named(case.id, part)))
        done += case.usual_s
    progress("done", 1.0)
    return Validation(tuple(results))


def _named(case: str, progress: Progress) -> Progress:
    return lambda stage, share: progress(f"{case} {stage}", share)


def run_case(case: Case, progress: Progress = silent) -> CaseResult:
    """Run one case; whatever breaks in it becomes the sentence ``stopped``."""
    start, stopped = time.perf_counter(), ""
    rows: tuple[Row, ...] = ()
    progress(case.title, 0.0)
    try:
        rows = case.run(progress)
    except (InputError, RunError) as error:
        stopped = str(error)
    except Exception as error:  # a mistake in one case must not hide the others
        stopped = f"{case.id} broke off ({type(error).__name__}: {' '.join(str(error).split())[:300]})."
    return CaseResult(case.id, case.title, rows, time.perf_counter() - start, stopped)
