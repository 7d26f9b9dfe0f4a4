"""Run the parts of the bench; one that breaks off says so and the others go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pulposus.benchmarks.cost import bench_cost
from pulposus.benchmarks.creep import bench_creep
from pulposus.benchmarks.reduced import bench_reduced
from pulposus.benchmarks.result import Bench
from pulposus.benchmarks.transport import bench_nutrients, bench_solute
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
}


def bench(only: Sequence[str] | None = None, *, progress: Progress = silent) -> tuple[Bench, ...]:
    """Run the parts named, or all.

    Raises:
        InputError: a name that no part has.
    """
    names = list(PARTS) if only is None else [name.strip().lower() for name in only]
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
