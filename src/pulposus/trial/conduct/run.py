"""Run a design into a folder; what is there already is kept."""

from __future__ import annotations

import hashlib
from importlib.resources import as_file, files
from pathlib import Path

from pulposus.forecasting.provenance import library_hash
from pulposus.progress import Progress, silent
from pulposus.trial.conduct.plan import plan
from pulposus.trial.conduct.screened import passing_share
from pulposus.trial.design import Design, keep
from pulposus.trial.run.cluster import Cluster
from pulposus.trial.run.executor import Executor
from pulposus.trial.run.folder import open_folder
from pulposus.trial.run.local import Local
from pulposus.trial.run.plan import Plan
from pulposus.trial.run.run import Ran, run


def run_trial(
    design: Design,
    folder: Path,
    *,
    scheduler: str | None = None,
    workers: int = 1,
    progress: Progress = silent,
) -> Ran:
    """Run every trial of a design that the folder does not hold yet.

    Args:
        design: from ``trial.design.load``.
        folder: new, empty, or begun with the same design.
        scheduler: address of a Dask scheduler; local processes when None.
        workers: local processes.
        progress: hears what is done.

    Raises:
        InputError: the design cannot be run, the folder is another's, or the scheduler is not there.
        RunError: a piece failed.
    """
    progress("screening people", 0.0)
    pieces = plan(design, passing_share(design))
    with open_folder(folder, plan_of(design)) as opened:
        keep(design, folder)
        return run(pieces, opened, _executor(scheduler, workers), progress)


def plan_of(design: Design) -> Plan:
    """What makes two runs the same: design, seed, facts, posteriors and the code itself."""
    return Plan(design.canonical(), design.seed, {"library": library_hash(), "code": code_hash()})


def code_hash() -> str:
    """SHA-256 over all modules of Pulposus: pieces of one run come from one program."""
    digest = hashlib.sha256()
    with as_file(files("pulposus")) as root:
        for path in sorted(root.rglob("*.py")):
            digest.update(str(path.relative_to(root)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _executor(scheduler: str | None, workers: int) -> Executor:
    if scheduler is not None:
        return Cluster(scheduler)
    # Also one worker is a process of its own: its libraries start with one thread, as those of every other worker do.
    return Local(workers)
