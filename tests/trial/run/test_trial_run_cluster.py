"""Clusters that fail: a scheduler that is not there, has no workers or dies, and workers that are lost."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from distributed import Client, LocalCluster
from trial_run_toys import PLAN, forget, hashes, pieces

from pulposus.errors import InputError, RunError
from pulposus.trial.run import cluster as module
from pulposus.trial.run.cluster import Cluster
from pulposus.trial.run.folder import open_folder
from pulposus.trial.run.run import Ran, run

HERE = str(Path(__file__).parent)


@pytest.fixture(autouse=True)
def as_it_is() -> None:
    forget()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def started(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": HERE}
    program = [sys.executable, "-m", "dask", *command]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def scheduler() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    with started("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard") as process:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"tcp://127.0.0.1:{port}", process


def worker(address: str) -> tuple[str, ...]:
    return "worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny", "--death-timeout", "20"


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "nonsense:1", "tcp://no-such-host.invalid:8786"])
def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    address = address.format(port=free_port())
    monkeypatch.setattr(module, "_ANSWER_S", 1.0)
    with (
        open_folder(tmp_path, PLAN) as opened,
        pytest.raises(InputError, match=rf"^No Dask scheduler answers at '{address}'; start one"),
    ):
        run(pieces(2), opened, Cluster(address))
    assert set(hashes(tmp_path)) == {"plan.json"}


def test_without_the_package_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        open_folder(tmp_path, PLAN) as opened,
        pytest.raises(InputError, match=r'pip install "pulposus\[cluster\]"\.$'),
    ):
        run(pieces(2), opened, Cluster("tcp://127.0.0.1:8786"))


def test_a_scheduler_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WORKERS_S", 1.5)
    with (
        scheduler() as (address, _),
        open_folder(tmp_path, PLAN) as opened,
        pytest.raises(InputError, match=f"has no workers; start some with 'dask worker {address}"),
    ):
        run(pieces(2), opened, Cluster(address))


def test_a_scheduler_that_dies_keeps_what_was_made(tmp_path: Path) -> None:
    with open_folder(tmp_path / "calm", PLAN) as opened:
        run(pieces(6), opened)
    with scheduler() as (address, process), started(*worker(address)), open_folder(tmp_path / "out", PLAN) as opened:

        def kill(_: str, fraction: float) -> None:
            if fraction > 0.2:
                process.kill()

        with pytest.raises(RunError, match=r"stopped answering after \d pieces of this run, which are kept; start a"):
            run(pieces(6, pause_s=0.5), opened, Cluster(address), kill)
    with open_folder(tmp_path / "out", PLAN) as opened:
        assert run(pieces(6), opened).found >= 3
    assert hashes(tmp_path / "out") == hashes(tmp_path / "calm")


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """From outside, in the middle of a run; its nanny starts another."""
    with open_folder(tmp_path / "calm", PLAN) as opened:
        run(pieces(6), opened)
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as found:
        with Client(found, set_as_default=False) as client:
            pids = list(client.run(os.getpid).values())

        def kill(_: str, fraction: float) -> None:
            if fraction > 0.2 and len(pids) == 2:
                os.kill(pids.pop(), signal.SIGKILL)

        with open_folder(tmp_path / "out", PLAN) as opened:
            assert run(pieces(6, pause_s=0.3), opened, Cluster(found.scheduler_address), kill) == Ran(11, 0, ())
    assert len(pids) == 1
    assert hashes(tmp_path / "out") == hashes(tmp_path / "calm")


def test_workers_that_are_all_lost_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WORKERS_S", 3.0)
    with scheduler() as (address, _), started(*worker(address)) as only, open_folder(tmp_path, PLAN) as opened:
        Client(address, set_as_default=False).wait_for_workers(1, timeout=30)
        with pytest.raises(RunError, match=r"has lost all its workers; start some with .* the pieces kept\."):
            run(pieces(4, pause_s=0.3), opened, Cluster(address), lambda _, done: only.kill() if done > 0.2 else None)
    with open_folder(tmp_path, PLAN) as opened:
        assert run(pieces(4), opened).found >= 2


@pytest.mark.parametrize("address", ["foo", "", "x://a:1", "tcp://a:0", "tcp://a:70000", "tcp://:8786", "a b:1"])
def test_what_is_no_address_never_becomes_a_client(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr("distributed.Client.__init__", lambda *given, **_: made.append(given[1]))
    with pytest.raises(InputError, match="no address with a host and a port; start one"), module._client(address):
        pass
    assert made == []


@pytest.mark.parametrize(
    "address", ["tcp://node7:8786", "tls://10.0.0.2:1", "ws://a:80/", "a:8786", "tcp://[::1]:8786"]
)
def test_addresses_that_dask_knows_are_let_through(address: str) -> None:
    module.check_address(address)


def test_a_half_made_client_leaves_nothing_behind() -> None:
    """Its threads are made before the layer refuses; a client that nobody closed complains when Python ends."""
    program = (
        "import distributed, sys\n"
        "from pulposus.errors import InputError\n"
        "from pulposus.trial.run import cluster\n"
        "cluster.check_address = lambda address: None\n"
        "try:\n"
        "    with cluster._client('foo'): pass\n"
        "except InputError as error: print(error)\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=50, check=True)
    assert found.stdout.startswith("No Dask scheduler answers at 'foo'; start one")
    assert found.stderr == ""
