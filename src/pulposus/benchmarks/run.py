"""Run the parts of the bench; one that breaks off says so and the others go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pulposus.benchmarks.cost import bench_cost
from pulposus.benchmarks.creep import bench_creep
from pulposus.benchmarks.reduced import bench_reduced
from pulposus.benchmarks.result import Bench
from pulposus.benchmarks.transport import bench_nutrients, bench_solute
from pulposus.benchmarks.trial_analysis import bench_trial_coverage, bench_trial_mmrm, bench_trial_type1
from pulposus.benchmarks.trial_cohort import bench_trial_100k, bench_trial_cohort, bench_trial_growth
from pulposus.benchmarks.trial_dask import bench_trial_dask
from pulposus.errors import InputError, RunError
from pulposus.progress import Progress, part_of, silent

# Each part with its usual seconds, for the progress bar.
# Creep goes first: it reads the peak memory of the process.
PARTS: dict[str, tuple[Callable[[Progress], Bench], float]] = {
    "creep": (bench_creep, 100.0),
    "reduced": (bench_reduced, 15.0),
    "solute": (bench_solute, 5.0),
    "nutrients": (bench_nutrients, 15.0),
    "cost": (bench_cost, 45.0),
    "trial-cohort": (bench_trial_cohort, 500.0),
    "trial-growth": (bench_trial_growth, 900.0),
    "trial-mmrm": (bench_trial_mmrm, 300.0),
    "trial-dask": (bench_trial_dask, 200.0),
    "trial-type1": (bench_trial_type1, 200.0),
    "trial-coverage": (bench_trial_coverage, 400.0),
    "trial-100k": (bench_trial_100k, 3000.0),
}
LONG = ("trial-100k",)
"""Parts that are run only when asked for."""


def bench(only: Sequence[str] | None = None, *, long: bool = False, progress: Progress = silent) -> tuple[Bench, ...]:
    """Run the parts named, or all; the longest only with ``long`` or by name.

    Raises:
        InputError: a name that no part has.
    """
    standard = [name for name in PARTS if long or name not in LONG]
    names = standard if only is None else [name.strip().lower() for name in only]
    for name in names:
        if name not in PARTS:
            raise InputError(f"--only: found '{name}', expected some of {', '.join(PARTS)} with commas between.")
    names = [name for name in PARTS if name in names]
    total, done, results = sum(PARTS[name][1] for name in names), 0.0, []
    for name in names:
        part, usual = PARTS[name]
        try:
            results.append(part(part_of(progress, done / total, (done + usual) / total)))
        except RunError as error:
            results.append(Bench(name, name, (), stopped=str(error)))
        done += usual
    progress("done", 1.0)
    return tuple(results)
