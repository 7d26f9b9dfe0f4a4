"""Chains side by side, one for each process, kept and told as they come."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from pulposus.calibration.sample import Chain
from pulposus.calibration.store import Store
from pulposus.progress import Progress

Jobs = dict[str, tuple[Callable[..., Chain], tuple[Any, ...]]]
"""By name, the function that makes a chain and what it takes."""


@contextmanager
def workers(prepare: Callable[..., None] | None = None, *given: Any) -> Iterator[ProcessPoolExecutor]:
    """Processes that start fresh, each with ``prepare(*given)``; whoever is interrupted leaves none waiting."""
    pool = ProcessPoolExecutor(
        os.cpu_count() or 1, mp_context=get_context("spawn"), initializer=prepare, initargs=given
    )
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def heard(
    pool: ProcessPoolExecutor, jobs: Jobs, store: Store, stage: str, progress: Progress, span: tuple[float, float]
) -> list[Chain]:
    """Chains by name in their order; each is kept and told as it comes, and those that were kept are not run again."""
    start, end = span
    progress(stage, start)
    done = {name: chain for name in jobs if (chain := store.get(name)) is not None}
    waiting = {pool.submit(run, *args): name for name, (run, args) in jobs.items() if name not in done}
    for future in as_completed(waiting):
        name = waiting[future]
        done[name] = future.result()
        store.put(name, done[name])
        progress(stage, start + (end - start) * len(done) / len(jobs))
    return [done[name] for name in jobs]
