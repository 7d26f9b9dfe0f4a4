"""Forecast a case into a run folder and say where the report lies: the end of ``forecast`` and ``demo``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from pulposus.cli.console import progress_bar, say, say_json, say_table
from pulposus.progress import Progress, part_of

if TYPE_CHECKING:
    from pulposus.forecasting.case import Case
    from pulposus.forecasting.result import Forecast

IMAGING, REPORT = "imaging", "report.html"
# Share of the bar that measuring an image takes, by the clock.
MEASURED_AT = 0.2


def carry_out(case: Case, out: Path, *, months: int, draws: int, seed: int, overwrite: bool, as_json: bool) -> None:
    """Run and write everything, then print the summary.

    Raises:
        InputError: when the case or the folder cannot be used.
        RunError: when the run failed; nothing is left in ``out``.
    """
    from pulposus.run_folder import run_folder

    with run_folder(out, overwrite=overwrite) as folder, progress_bar(hidden=as_json) as progress:
        result = run_into(folder, case, months=months, draws=draws, seed=seed, progress=progress)
    _tell(result, out, as_json)


def run_into(folder: Path, case: Case, *, months: int, draws: int, seed: int, progress: Progress) -> Forecast:
    """Measure, forecast and report into an existing empty folder."""
    from pulposus.forecasting.image import measure_case
    from pulposus.forecasting.run import forecast
    from pulposus.forecasting.write import write_run
    from pulposus.report.write import write_report

    start = time.perf_counter()
    spine = None
    if case.image is not None:
        spine = measure_case(case, out=folder / IMAGING, progress=part_of(progress, 0.0, MEASURED_AT))
        progress = part_of(progress, MEASURED_AT, 1.0)
    result = forecast(case, months=months, draws=draws, seed=seed, progress=progress, spine=spine)
    hashes = spine.input_hashes if spine else None
    write_run(result, folder, case, wall_s=time.perf_counter() - start, input_hashes=hashes)
    if spine is None:
        write_report(result, folder / REPORT)
    else:
        levels = ", ".join(disc.level for disc in spine.discs)
        write_report(
            result,
            folder / REPORT,
            image_png=(folder / IMAGING / "preview.png").read_bytes(),
            image_alt=f"Mid-sagittal slice of the lumbar spine with the outlined and named discs {levels}.",
            image_attribution=case.attribution,
        )
    return result


def _tell(result: Forecast, out: Path, as_json: bool) -> None:
    from pulposus import RESEARCH_ONLY
    from pulposus.cli.summary import NOTE, as_table, as_tree

    report = out / REPORT
    if as_json:
        say_json({"out": str(out), "report": str(report), **as_tree(result), "statement": RESEARCH_ONLY})
        return
    say_table(as_table(result))
    say(NOTE)
    if result.assumed:
        say(f"Assumed, not measured: {', '.join(result.assumed)}.")
    for failure in result.failures:
        say(f"Left out: {failure}.")
    say(RESEARCH_ONLY)
    say(f"Report: {report}")
