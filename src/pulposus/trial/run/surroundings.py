"""What must be alike wherever pieces of one run are made: libraries, and one thread for each piece.

XLA gives the same bits with one thread or many, but not with other ``XLA_FLAGS``
(``--xla_cpu_multi_thread_eigen=false`` moves last digits), so the flags count as a version. A processor with other
vector instructions may move last digits too; that is said, not refused.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import metadata

PACKAGES = ("pulposus", "numpy", "scipy", "jax", "jaxlib", "pyarrow", "statsmodels", "scikit-learn")
# Read by BLAS, OpenMP and XLA when they are first loaded.
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC")}
_lock = threading.Lock()
_inside = 0
_cpu_count = os.cpu_count


@cache
def versions() -> dict[str, str]:
    """Everything installed here that decides a piece's bits, by name; empty where it is not installed."""
    found = {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "XLA_FLAGS": os.environ.get("XLA_FLAGS", ""),
    }
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = ""
    return found


@cache
def processor() -> str:
    """Vector instructions that NumPy finds in this processor."""
    import numpy as np

    known: Mapping[str, Mapping[str, list[str]]] = np.show_config(mode="dicts")  # type: ignore[assignment]
    return " ".join(known.get("SIMD Extensions", {}).get("found", []))


def differing(expected: Mapping[str, str], found: Mapping[str, str]) -> str | None:
    """The first name that differs, as words for a sentence; None where all agree."""
    for name in sorted(expected.keys() | found.keys()):
        if (here := found.get(name, "")) != (there := expected.get(name, "")):
            return f"{name} '{here}', expected '{there}'"
    return None


@contextmanager
def one_thread_environment() -> Iterator[None]:
    """Processes that start inside the block load their libraries with one thread."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def one_thread() -> Iterator[None]:
    """The block works in one thread: BLAS and OpenMP as loaded so far, and pools sized by ``os.cpu_count``.

    A worker of a cluster may make several pieces at once, so the last one to leave puts the count back.
    """
    from threadpoolctl import threadpool_limits

    global _inside
    with _lock:
        _inside += 1
        os.cpu_count = _one
    try:
        with threadpool_limits(1):
            yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                os.cpu_count = _cpu_count


def _one() -> int:
    return 1
