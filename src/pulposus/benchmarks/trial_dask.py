"""The same trials on one and on two workers of a Dask cluster on this machine, one thread each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from pulposus.benchmarks.result import Bench, Figure
from pulposus.benchmarks.trial_ground import USUAL, Sizes, cores, on_ground, pieces_of, seconds_of, trial_design
from pulposus.errors import RunError
from pulposus.progress import Progress, part_of, silent
from pulposus.trial.run.cluster import Cluster

if TYPE_CHECKING:
    from distributed import LocalCluster

TIMES = 1.7
REPEATS = 3
WORKERS = (1, 2)


def bench_trial_dask(
    progress: Progress = silent,
    *,
    trials: int = 1200,
    patients: int = 400,
    sizes: Sizes = USUAL,
    processes: int | None = None,
) -> Bench:
    """How many times faster two workers are than one; workers have started and loaded the program before the clock.

    ``trials`` are about as many as a usual run has of a kind; the fastest of three runs counts. ``processes`` make the
    cohort, when it is not there yet.

    Raises:
        RunError: Dask is not installed.
    """
    begin = perf_counter()
    seconds: list[float] = []
    files: list[dict[str, str]] = []
    design = trial_design(patients, sizes, replicates=trials)
    pieces = pieces_of(design, {"replicates"}, "assurance")
    for k, workers in enumerate(WORKERS):
        runs: list[float] = []
        with _cluster(workers) as cluster:
            _warm(cluster, workers)
            for n in range(REPEATS):
                begun = (k + n / REPEATS) / len(WORKERS)
                step = part_of(progress, begun, begun + 1 / (REPEATS * len(WORKERS)))
                with on_ground(sizes, processes or cores(), step) as folder:
                    runs.append(seconds_of(pieces, folder, Cluster(cluster.scheduler_address), step))
                    files.append(_hashes(folder))
        seconds.append(min(runs))
    first = files[0]
    apart = max(sum(first.get(name) != other.get(name) for name in first.keys() | other.keys()) for other in files)
    figures = (
        Figure("two workers over one", seconds[0] / seconds[1], "times", TIMES, "at least",
               note=f"{seconds[0]:.0f} s and {seconds[1]:.0f} s for {trials} trials of {patients} people by MMRM, "
                    f"fastest of {REPEATS}; {cores()} cores"),
        Figure("files that differ between the two", float(apart), "", 0.0, note=f"of {len(first)}, by SHA-256"),
    )  # fmt: skip
    return Bench("trial-dask", "Trials on a Dask cluster", figures, wall_s=perf_counter() - begin)


@contextmanager
def _cluster(workers: int) -> Iterator[LocalCluster]:
    try:
        from distributed import LocalCluster
    except ImportError:
        raise RunError(
            "The bench of a Dask cluster needs the package 'distributed'; install it with: pip install "
            '"pulposus[cluster]".'
        ) from None
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


def _warm(cluster: LocalCluster, workers: int) -> None:
    """Wait for the workers and have each load what pieces need."""
    from distributed import Client

    with Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(workers)
        client.run(load_pieces)


def load_pieces() -> None:
    """Load the modules of the pieces in this process."""
    from pulposus.trial.run.surroundings import settle_here

    settle_here()
    import pulposus.trial.conduct.pieces  # noqa: F401


def _hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of the files of trials by name."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("pieces/replicates/*.parquet")
    }
