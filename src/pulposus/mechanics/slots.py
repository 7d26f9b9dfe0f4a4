"""A batch in a few slots: a disc that has finished leaves its slot to the next, so that none waits for the slowest.

The compiled work takes a fixed number of slots; which disc sits in which, and beside whom, does not touch its numbers.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.numerics.backend import jax

S = TypeVar("S")


def chunks(batch: int, size: int) -> list[NDArray[np.int64]]:
    """Rows of a batch in chunks of one compiled size, (size,) each; the last is filled up with the last row.

    A single disc is a chunk of its own: a few in a full chunk cost hundredths of a second, but a size of their own
    seconds of compilation. Neither size depends on the machine.
    """
    size = 1 if batch == 1 else size
    return [np.minimum(np.arange(first, first + size), batch - 1) for first in range(0, batch, size)]


def run(advance: Callable[[Any, S], S], busy: Callable[[S], ArrayLike], posed: Any, start: S, size: int) -> S:
    """Advance every disc of a batch until it is no longer busy, on all cores.

    Args:
        advance: a few steps of ``size`` discs: their inputs and states to their new states.
        busy: which of some states want more steps.
        posed: inputs, a tree of arrays (b, ...).
        start: states, a tree of arrays (b, ...).
        size: number of slots.

    Returns:
        The final states, arrays of NumPy.
    """
    inputs, inputs_tree = jax.tree.flatten(posed)
    states, states_tree = jax.tree.flatten(start)
    inputs, states = [np.asarray(a) for a in inputs], [np.array(a) for a in states]
    batch = states[0].shape[0]
    waiting = iter(range(batch))
    lock = threading.Lock()

    def take(count: int) -> list[int]:
        with lock:
            return [index for _, index in zip(range(count), waiting, strict=False)]

    def worker(_: int) -> None:
        seats = np.array(take(size), dtype=int)
        if not seats.size:
            return
        # Empty slots repeat the first disc; their results are not kept.
        rows = np.resize(seats, size) if seats.size < size else seats
        mine = np.arange(size) < seats.size
        while True:
            there = jax.tree.unflatten(states_tree, [a[rows] for a in states])
            here = jax.tree.unflatten(inputs_tree, [a[rows] for a in inputs])
            after = jax.device_get(advance(here, there))
            for old, new in zip(states, jax.tree.leaves(after), strict=True):
                old[rows[mine]] = new[mine]
            free = np.flatnonzero(~np.asarray(busy(after)) | ~mine)
            coming = take(free.size)
            rows[free[: len(coming)]] = coming
            mine[free] = False
            mine[free[: len(coming)]] = True
            if not mine.any():
                return

    workers = max(1, min(os.cpu_count() or 1, -(-batch // size)))
    with ThreadPoolExecutor(max_workers=workers) as pool:
        list(pool.map(worker, range(workers)))
    return jax.tree.unflatten(states_tree, states)
