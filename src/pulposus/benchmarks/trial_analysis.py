"""Many trials of one cohort: how long their analysis takes, and whether it keeps what it promises."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from pulposus.benchmarks.result import Bench, Figure
from pulposus.benchmarks.trial_ground import (
    ARMS,
    USUAL,
    VISITS_MONTHS,
    Sizes,
    cores,
    executor,
    on_ground,
    pieces_of,
    seconds_of,
    trial_design,
)
from pulposus.progress import Progress, part_of, silent
from pulposus.trial.answers.share import Share
from pulposus.trial.design import Design
from pulposus.trial.run.query import query

MMRM_SECONDS = 300.0
TYPE1 = (0.045, 0.055)
COVERAGE = (0.94, 0.96)
TWO_ARMS = ("saline", "cells_6")
COHORT_SHARE = 0.3
"""Of a part's progress that goes by the cohort, when it is the first to need it."""


def bench_trial_mmrm(
    progress: Progress = silent,
    *,
    trials: int = 1000,
    patients: int = 400,
    sizes: Sizes = USUAL,
    workers: int | None = None,
) -> Bench:
    """Trials in drawn worlds, simulated visit by visit and analysed by a mixed model, covariance unstructured."""
    begin, processes = perf_counter(), cores() if workers is None else workers
    design = trial_design(patients, sizes, replicates=trials)
    with on_ground(sizes, processes, part_of(progress, 0.0, COHORT_SHARE)) as folder:
        seconds = _trials(design, folder, "assurance", processes, progress)
        done = _ask(folder, "SELECT count(DISTINCT replicate) FROM replicates WHERE NOT isnan(estimate)")[0]
    what = f"{trials:,} trials of {patients} people, {len(ARMS)} arms, {len(VISITS_MONTHS)} visits, MMRM"
    figures = (
        Figure(f"{what}: wall time", seconds, "s", MMRM_SECONDS, note=f"{processes} processes; Kenward and Roger"),
        Figure("trials with an estimate", done / trials, "1", 1.0, "at least"),
    )
    return Bench("trial-mmrm", "Trials analysed by mixed models", figures, wall_s=perf_counter() - begin)


def bench_trial_type1(
    progress: Progress = silent,
    *,
    trials: int = 40_000,
    patients: int = 100,
    sizes: Sizes = USUAL,
    workers: int | None = None,
) -> Bench:
    """Trials of cells that do nothing beyond saline: how often the analysis of covariance finds a difference."""
    begin, processes = perf_counter(), cores() if workers is None else workers
    design = trial_design(patients, sizes, arms=TWO_ARMS, analysis="ancova", null_replicates=trials)
    with on_ground(sizes, processes, part_of(progress, 0.0, COHORT_SHARE)) as folder:
        _trials(design, folder, "null", processes, progress)
        found, of = _ask(folder, "SELECT sum((p_value <= 0.05)::INT), count(*) FROM replicates WHERE scenario = 'null'")
    figures = _between("null trials that find a difference at 0.05, two-sided", Share.counted(found, of), TYPE1)
    return Bench("trial-type1", "Type I error of ANCOVA", figures, wall_s=perf_counter() - begin)


def bench_trial_coverage(
    progress: Progress = silent,
    *,
    trials: int = 5000,
    patients: int = 200,
    sizes: Sizes = USUAL,
    workers: int | None = None,
) -> Bench:
    """Trials in the middle world: how often the 95 % interval of the mixed model holds the expected difference."""
    begin, processes = perf_counter(), cores() if workers is None else workers
    design = trial_design(patients, sizes, arms=TWO_ARMS, fixed_replicates=trials)
    with on_ground(sizes, processes, part_of(progress, 0.0, COHORT_SHARE)) as folder:
        _trials(design, folder, "fixed", processes, progress)
        held, of = _ask(
            folder,
            "SELECT sum((low <= truth AND truth <= high)::INT), count(*) FROM replicates WHERE scenario = 'fixed' "
            "AND NOT isnan(low)",
        )
    figures = _between("95 % intervals of MMRM that hold the expected difference", Share.counted(held, of), COVERAGE)
    return Bench("trial-coverage", "Coverage of MMRM intervals", figures, wall_s=perf_counter() - begin)


def _trials(design: Design, folder: Path, scenario: str, processes: int, progress: Progress) -> float:
    """Seconds of the trials of one scenario; what they need besides people is made before."""
    pieces = pieces_of(design, {"replicates"}, scenario)
    before = [piece for piece in pieces if "replicates" not in piece.kinds]
    seconds_of(before, folder, executor(processes), silent)
    return seconds_of(pieces, folder, executor(processes), part_of(progress, COHORT_SHARE, 1.0))


def _ask(folder: Path, sql: str) -> list[int]:
    """The one row of an answer."""
    return [column[0].as_py() for column in query(folder, sql).columns]


def _between(name: str, share: Share, limits: tuple[float, float]) -> tuple[Figure, Figure]:
    note = f"{share.count} of {share.of}, 95 % interval {100 * share.low:.2f} to {100 * share.high:.2f} %"
    return (
        Figure(name, share.value, "1", limits[0], "at least", note=note),
        Figure(name, share.value, "1", limits[1], "at most"),
    )
