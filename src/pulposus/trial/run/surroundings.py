"""What must be alike wherever pieces of one run are made: libraries, and one thread for each piece.

XLA gives other last digits for some sizes of batch when it has several threads, and with other ``XLA_FLAGS``
(``--xla_cpu_multi_thread_eigen=false`` moves last digits), so the flags count as a version. A processor with other
vector instructions may move last digits too; that is said, not refused.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import metadata
from importlib.resources import as_file, files

PACKAGES = ("pulposus", "numpy", "scipy", "jax", "jaxlib", "pyarrow", "statsmodels", "scikit-learn")
_LETTERS = 12  # of a hash, enough to tell states apart
# Read by BLAS and OpenMP when they are loaded, and by XLA when it makes its first array.
_BLAS = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
_ALL = {**_BLAS, "NPROC": "1"}


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
def code() -> str:
    """Hash of this program's own modules and facts, for machines that may hold another state of the same version."""
    digest = hashlib.sha256()
    with as_file(files("pulposus")) as root:
        for path in sorted(found for ending in ("py", "yaml") for found in root.rglob(f"*.{ending}")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:_LETTERS]


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
    with _environment(_ALL):
        yield


def settle_here() -> None:
    """Have XLA take one thread in this process, where it is not loaded yet and nobody chose another number."""
    if "jax" not in sys.modules:
        os.environ.setdefault("NPROC", _ALL["NPROC"])


@contextmanager
def one_thread() -> Iterator[None]:
    """The block works in one thread: BLAS and OpenMP, also where first loaded inside, and pools that ask for cores.

    A worker of a cluster may make several pieces at once: the last to leave puts everything back.
    """
    from threadpoolctl import threadpool_limits

    with _lock:
        if not _inside:
            _outer.enter_context(_environment(_BLAS))
            _outer.callback(setattr, os, "cpu_count", os.cpu_count)
            os.cpu_count = _one
        # Each of them: libraries may have been loaded since the one before.
        _outer.callback(threadpool_limits(1).restore_original_limits)
        _inside.append(None)
    try:
        yield
    finally:
        with _lock:
            _inside.pop()
            if not _inside:
                _outer.close()


_lock = threading.Lock()
_inside: list[None] = []
_outer = ExitStack()


def _one() -> int:
    return 1


@contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
