"""One thread for each piece, whatever is loaded when, and everything as before when the last one leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from pulposus.trial.run.surroundings import differing, one_thread, one_thread_environment, settle_here

NAMES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC")


def threads() -> set[int]:
    np.dot(np.ones((2, 2)), np.ones((2, 2)))
    return {pool["num_threads"] for pool in threadpool_info()}


def test_pieces_that_overlap_stay_in_one_thread_and_the_last_puts_all_back() -> None:
    cores = os.cpu_count
    environment = dict(os.environ)
    with threadpool_limits(3):
        first, second = ExitStack(), ExitStack()
        first.enter_context(one_thread())
        second.enter_context(one_thread())
        first.close()
        assert (threads(), os.cpu_count()) == ({1}, 1)
        second.close()
        assert threads() == {3}
    assert os.cpu_count is cores
    assert dict(os.environ) == environment


def test_a_library_that_a_piece_loads_takes_one_thread_too() -> None:
    """SciPy brings a BLAS of its own."""
    script = (
        "import json, numpy\n"
        "from threadpoolctl import threadpool_info\n"
        "from pulposus.trial.run.surroundings import one_thread\n"
        "with one_thread():\n"
        "    before = len(threadpool_info())\n"
        "    import scipy.linalg\n"
        "    print(json.dumps([before, [pool['num_threads'] for pool in threadpool_info()]]))\n"
    )
    environment = {name: value for name, value in os.environ.items() if name not in NAMES}
    environment["OPENBLAS_NUM_THREADS"] = "2"
    said = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True).stdout
    before, after = json.loads(said)
    assert len(after) > before
    assert set(after) == {1}


def test_processes_are_started_with_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    monkeypatch.delenv("NPROC", raising=False)
    with one_thread_environment():
        assert [os.environ[name] for name in NAMES] == ["1"] * 4
    assert os.environ["OMP_NUM_THREADS"] == "4"
    assert "NPROC" not in os.environ


def test_what_is_loaded_or_chosen_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPROC", "3")
    monkeypatch.delitem(sys.modules, "jax", raising=False)
    settle_here()
    assert os.environ["NPROC"] == "3"
    monkeypatch.delenv("NPROC")
    settle_here()
    assert os.environ["NPROC"] == "1"
    monkeypatch.delenv("NPROC")
    monkeypatch.setitem(sys.modules, "jax", np)
    settle_here()
    assert "NPROC" not in os.environ


def test_the_first_difference_is_named() -> None:
    assert differing({"a": "1", "b": "2"}, {"a": "1", "b": "2"}) is None
    assert differing({"a": "1", "b": "2"}, {"a": "1"}) == "b '', expected '2'"
