"""Work in a process of its own, so that the memory of earlier parts does not count, and the largest memory of it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from pulposus.benchmarks.creep import peak_memory_GB
from pulposus.errors import InputError, RunError
from pulposus.progress import Progress

SAMPLE_S = 0.2


def in_fresh_process(work: Callable[..., Any], *args: object, progress: Progress) -> Any:
    """``work(*args, progress=...)`` in a new process; what it returns must travel between processes.

    Raises:
        RunError: it raised, or its process died.
    """
    context = get_context("spawn")
    mine, theirs = context.Pipe()
    child = context.Process(target=_serve, args=(theirs, work, args))
    child.start()
    theirs.close()
    try:
        while True:
            kind, found = mine.recv()
            if kind == "done":
                return found
            if kind == "failed":
                raise RunError(found)
            progress(*found)
    except EOFError:
        raise RunError(
            "The process of this part died, perhaps for want of memory; free some and run it again."
        ) from None
    finally:
        mine.close()
        child.terminate()
        child.join()


def _serve(pipe: Connection, work: Callable[..., Any], args: tuple[object, ...]) -> None:
    def tell(stage: str, fraction: float) -> None:
        pipe.send(("progress", (stage, fraction)))

    with suppress(BrokenPipeError):
        try:
            pipe.send(("done", work(*args, progress=tell)))
        except (InputError, RunError) as error:
            pipe.send(("failed", str(error)))


class MemoryWatch:
    """The largest memory of this process and its workers together while the block runs, ``peak_GB``.

    Resident memory of all is added up several times a second; pages that they share count once for each. Where the
    system does not show the memory of other processes, it is this one's alone.
    """

    def __init__(self) -> None:
        self.peak_GB = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self.peak_GB = self.peak_GB or peak_memory_GB()

    def _look(self) -> None:
        while True:
            self.peak_GB = max(self.peak_GB, _resident_GB())
            if self._over.wait(SAMPLE_S):
                return


def _resident_GB() -> float:
    """Resident memory of this process and its workers, 0 where it is not told."""
    pids = {os.getpid()}
    with suppress(OSError):  # a system that does not tell
        for task in Path("/proc/self/task").iterdir():
            pids |= {int(pid) for pid in (task / "children").read_text().split()}
    pages = sum(_pages(pid) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e9 if pages else 0.0


def _pages(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:  # a worker that has just ended
        return 0
