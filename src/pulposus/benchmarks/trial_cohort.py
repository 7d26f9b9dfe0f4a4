"""Patients with mechanistic responses: how long and how much memory they take, and how that grows with their number."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

import numpy as np

from pulposus.benchmarks.fresh_process import MemoryWatch, in_fresh_process
from pulposus.benchmarks.result import Bench, Figure
from pulposus.benchmarks.trial_ground import (
    ARMS,
    VISITS_MONTHS,
    Sizes,
    cores,
    executor,
    pieces_of,
    seconds_of,
    trial_design,
)
from pulposus.progress import Progress, part_of, silent
from pulposus.trial.conduct.run import run_trial
from pulposus.trial.run.query import query
from pulposus.trial.run.serial import Serial

FULL = Sizes(cohort=10_000)
SECONDS, MEMORY_GB = 600.0, 3.0
GROWTH = (1_000, 3_000, 10_000, 30_000)
EXPONENT = 1.05
LARGE = Sizes(cohort=100_000)
TRIALS_OF_LARGE = 40
"""Of each scenario, in the run of 100,000."""
PATIENTS = 400


class Cost(NamedTuple):
    """Seconds of the discs in full and of everything after them, the largest memory of all processes together, and rows
    of the courses."""

    training_s: float
    people_s: float
    peak_GB: float
    rows: int


def bench_trial_cohort(progress: Progress = silent, *, sizes: Sizes = FULL, workers: int | None = None) -> Bench:
    """Pieces of a run that make the patients: discs in full, emulator and its check, people, courses in every arm."""
    begin, processes = perf_counter(), cores() if workers is None else workers
    found: Cost = in_fresh_process(make_cohort, sizes, processes, progress=progress)
    whole = found.training_s + found.people_s
    name = f"{sizes.cohort:,} patients x {len(ARMS)} arms x {VISITS_MONTHS[-1]} months"
    note = f"{processes} processes; {sizes.discs} + {sizes.check_discs} discs in full: {found.training_s:.0f} s of it"
    figures = (
        Figure(f"{name}: wall time", whole, "s", SECONDS, note=note),
        Figure(f"{name}: peak memory", found.peak_GB, "GB", MEMORY_GB, note="all processes together"),
        Figure("patients a second, without the discs in full", sizes.cohort / found.people_s, "1/s",
               note=f"{found.rows:,} rows of courses"),
    )  # fmt: skip
    return Bench("trial-cohort", "Virtual patients with mechanistic responses", figures, wall_s=perf_counter() - begin)


def make_cohort(sizes: Sizes, workers: int, progress: Progress = silent) -> Cost:
    """Make a cohort in a folder that is thrown away."""
    design = trial_design(min(PATIENTS, sizes.cohort), sizes)
    trained, whole = pieces_of(design, {"emulator"}), pieces_of(design, {"emulator", "courses"})
    with TemporaryDirectory(prefix="pulposus-bench-") as place, MemoryWatch() as watch:
        folder, how = Path(place) / "run", executor(workers)
        training = seconds_of(trained, folder, how, part_of(progress, 0.0, 0.4))
        people = seconds_of(whole, folder, how, part_of(progress, 0.4, 1.0))
        rows = query(folder, "SELECT count(*) AS n FROM courses")["n"][0].as_py()
    return Cost(training, people, watch.peak_GB, rows)


def bench_trial_growth(progress: Progress = silent, *, numbers: tuple[int, ...] = GROWTH, sizes: Sizes = FULL) -> Bench:
    """Seconds of cohorts of rising size behind one emulator, in one process that has compiled everything."""
    begin = perf_counter()
    seconds = []
    patients = min(PATIENTS, sizes.cohort, *numbers)
    with TemporaryDirectory(prefix="pulposus-bench-") as place:
        ground = Path(place) / "trained"
        trained = pieces_of(trial_design(patients, sizes), {"emulator"})
        training = seconds_of(trained, ground, Serial(), part_of(progress, 0.0, 0.2))
        for k, number in enumerate((numbers[0], *numbers)):  # the first one compiles
            design = trial_design(patients, Sizes(number, sizes.discs, sizes.check_discs))
            copy = Path(place) / f"cohort-{k}"
            shutil.copytree(ground, copy)
            at = 0.2 + 0.8 * sum(numbers[: max(k - 1, 0)]) / sum(numbers)
            step = part_of(progress, at, min(at + 0.8 * number / sum(numbers), 1.0) if k else at)
            seconds.append(seconds_of(pieces_of(design, {"emulator", "courses"}), copy, Serial(), step))
            shutil.rmtree(copy)
    first, *seconds = seconds
    figures = [
        Figure(f"{number:,} patients", each, "s", note=f"{1000 * each / number:.2f} ms each")
        for number, each in zip(numbers, seconds, strict=True)
    ]
    steepest = max(exponent(numbers[k : k + 2], seconds[k : k + 2]) for k in range(len(numbers) - 1))
    note = f"one process; discs in full before that: {training:.0f} s, first cohort with compilation: {first:.0f} s"
    figures += [
        Figure(f"exponent of time from {numbers[0]:,} to {numbers[-1]:,} patients", exponent(numbers, seconds), "",
               EXPONENT, note=note),
        Figure("steepest exponent between two sizes", steepest, ""),
    ]  # fmt: skip
    return Bench("trial-growth", "How time grows with virtual patients", tuple(figures), wall_s=perf_counter() - begin)


def exponent(numbers: tuple[int, ...], seconds: list[float]) -> float:
    """Slope of log seconds over log number: 1 where time grows linearly."""
    return float(np.polyfit(np.log(numbers), np.log(seconds), 1)[0])


def bench_trial_100k(
    progress: Progress = silent, *, sizes: Sizes = LARGE, trials: int = TRIALS_OF_LARGE, workers: int | None = None
) -> Bench:
    """A whole run behind a cohort of 100,000: discs, people, courses, and some trials of every scenario."""
    begin, processes = perf_counter(), cores() if workers is None else workers
    seconds, peak, people = in_fresh_process(run_whole, sizes, trials, processes, progress=progress)
    figures = (
        Figure(f"whole run of {sizes.cohort:,} patients: wall time", seconds, "s", note=f"{processes} processes"),
        Figure(f"whole run of {sizes.cohort:,} patients: peak memory", peak, "GB", note="all processes together"),
        Figure("patients with a course under every arm", float(people), "", float(sizes.cohort), "at least"),
    )
    return Bench("trial-100k", "One run of many virtual patients", figures, wall_s=perf_counter() - begin)


def run_whole(sizes: Sizes, trials: int, workers: int, progress: Progress = silent) -> tuple[float, float, int]:
    """Seconds, peak memory and patients with courses of a run in a folder that is thrown away."""
    patients = min(PATIENTS, sizes.cohort)
    design = trial_design(patients, sizes, replicates=trials, fixed_replicates=trials, null_replicates=trials)
    begin = perf_counter()
    with TemporaryDirectory(prefix="pulposus-bench-") as place, MemoryWatch() as watch:
        folder = Path(place) / "run"
        run_trial(design, folder, workers=workers, progress=progress)
        people = query(folder, "SELECT count(DISTINCT person) AS n FROM courses")["n"][0].as_py()
    return perf_counter() - begin, watch.peak_GB, people
