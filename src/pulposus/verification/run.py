"""Run the cases; one that breaks says so and the others go on."""

from __future__ import annotations

import time
from collections.abc import Sequence

from pulposus.errors import InputError, RunError
from pulposus.progress import Progress, silent
from pulposus.verification.case import Case, Findings
from pulposus.verification.result import CaseResult, Verification


def chosen(only: Sequence[str] | None = None) -> tuple[Case, ...]:
    """The cases named (``V10``, in any letters), or all.

    Raises:
        InputError: a name that no case has.
    """
    from pulposus.verification.cases import CASES

    if only is None:
        return CASES
    known = {case.id: case for case in CASES}
    wanted = [name.strip().upper() for name in only]
    for name in wanted:
        if name not in known:
            raise InputError(f"--only: found '{name}', expected some of {', '.join(known)} with commas between.")
    return tuple(case for case in CASES if case.id in wanted)


def verify(only: Sequence[str] | None = None, *, progress: Progress = silent) -> Verification:
    """Run the cases named, or all, in their order.

    Raises:
        InputError: a name that no case has.
    """
    cases = chosen(only)
    total, done, results = sum(case.usual_s for case in cases), 0.0, []
    for case in cases:
        progress(f"{case.id} {case.title}", done / total)
        results.append(run_case(case))
        done += case.usual_s
    progress("done", 1.0)
    return Verification(tuple(results))


def run_case(case: Case) -> CaseResult:
    """Run one case; whatever breaks in it becomes the sentence ``stopped``."""
    start, stopped, found = time.perf_counter(), "", Findings(())
    try:
        found = case.run()
    except (InputError, RunError) as error:
        stopped = str(error)
    except Exception as error:  # a mistake in one case must not hide the others
        stopped = f"{case.id} broke off ({type(error).__name__}: {' '.join(str(error).split())[:300]})."
    return CaseResult(
        id=case.id,
        title=case.title,
        solved=case.solved,
        reference=case.reference,
        checks=found.checks,
        orders=found.orders,
        curves=found.curves,
        wall_s=time.perf_counter() - start,
        stopped=stopped,
    )
