"""The same run gives the same bytes: in one process, in several, on a cluster, and however often it is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trial_run_toys
from distributed import Client, LocalCluster
from trial_run_toys import PLAN, breaks, dies, forget, hashes, pieces, refuses

from pulposus.errors import InputError, RunError
from pulposus.trial.run.cluster import Cluster
from pulposus.trial.run.executor import Executor
from pulposus.trial.run.folder import open_folder
from pulposus.trial.run.local import Local
from pulposus.trial.run.piece import Piece
from pulposus.trial.run.run import Ran, run
from pulposus.trial.run.serial import Serial
from pulposus.trial.run.surroundings import versions

COUNT = 8
MOST_KILLS = 3


@pytest.fixture(scope="module")
def processes() -> Iterator[LocalCluster]:
    """Two worker processes of one thread each, which import the toys as their parent does."""
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as found:
        yield found


@pytest.fixture
def cluster(processes: LocalCluster) -> LocalCluster:
    with Client(processes, set_as_default=False) as client:
        client.run(forget)
    forget()
    return processes


@pytest.fixture(params=["serial", "local", "cluster"])
def executor(request: pytest.FixtureRequest) -> Executor:
    if request.param == "cluster":
        return Cluster(request.getfixturevalue("cluster").scheduler_address)
    return Serial() if request.param == "serial" else Local(2)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("undisturbed")
    with open_folder(folder, PLAN) as opened:
        run(pieces(COUNT), opened)
    return hashes(folder)


def test_every_way_makes_the_same_bytes(tmp_path: Path, executor: Executor, undisturbed: dict[str, str]) -> None:
    with open_folder(tmp_path, PLAN) as opened:
        assert run(pieces(COUNT), opened, executor) == Ran(2 * COUNT - 1, 0, ())
        assert run(pieces(COUNT), opened, executor) == Ran(0, 2 * COUNT - 1, ())
    assert hashes(tmp_path) == undisturbed


def test_what_a_piece_says_is_said_and_the_others_are_kept(tmp_path: Path, executor: Executor) -> None:
    with open_folder(tmp_path, PLAN) as opened:
        with pytest.raises(InputError, match=r"^Dose is -1; give one above 0\.$"):
            run([Piece("odd-1", refuses)], opened, executor)
        with pytest.raises(RunError, match=r"^Piece 'odd-1' failed \(ZeroDivisionError: nobody left\); ") as error:
            run([*pieces(1), Piece("odd-1", breaks, needs=("people-0000",))], opened, executor)
        assert "in breaks" in str(error.value.__cause__)
        assert opened.holds(pieces(1)[0])


def test_a_piece_whose_worker_dies_is_made_again(tmp_path: Path, executor: Executor) -> None:
    if isinstance(executor, Serial):
        pytest.skip("who dies here is the test")
    (tmp_path / "seen").mkdir()
    deadly = Piece("people-0099", dies, (2, str(tmp_path / "seen")))
    with open_folder(tmp_path / "out", PLAN) as opened:
        assert run([deadly, *pieces(3)], opened, executor) == Ran(6, 0, ())
    harmless = Piece("people-0099", trial_run_toys.people, (PLAN.seed, 99))
    with open_folder(tmp_path / "calm", PLAN) as opened:
        run([harmless, *pieces(3)], opened)
    assert hashes(tmp_path / "out") == hashes(tmp_path / "calm")


def test_a_piece_that_kills_every_worker_is_named(tmp_path: Path) -> None:
    (tmp_path / "seen").mkdir()
    deadly = Piece("people-0099", dies, (9, str(tmp_path / "seen")))
    with open_folder(tmp_path / "out", PLAN) as opened:
        with pytest.raises(RunError, match="'people-0099' lost its worker 3 times"):
            run([*pieces(2), deadly], opened, Local(1))
        assert len(list((tmp_path / "seen").iterdir())) == 3
        assert run(pieces(2), opened).found == 3


@pytest.mark.slow
@pytest.mark.parametrize("how", ["serial", "local"])
def test_a_run_killed_again_and_again_ends_with_the_same_bytes(
    tmp_path: Path, how: str, undisturbed: dict[str, str]
) -> None:
    command = [sys.executable, trial_run_toys.__file__, str(tmp_path / "out"), how, str(COUNT), "0.15"]
    chance = random.Random(how)
    kills, code = 0, None
    # The wait begins when the program has made something new; the last time it is left alone.
    while code is None:
        before = _names(tmp_path / "out")
        process = subprocess.Popen(command, stderr=subprocess.PIPE)
        try:
            while (code := process.poll()) is None and _names(tmp_path / "out") <= before:
                time.sleep(0.002)
            process.wait(chance.uniform(0, 0.4) if kills < MOST_KILLS else None)
            code = process.returncode
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            kills += 1
            code = None
        assert process.wait() in (0, -signal.SIGKILL), process.stderr and process.stderr.read()
    assert code == 0
    assert kills == MOST_KILLS
    assert hashes(tmp_path / "out") == undisturbed


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("[a-z]*.*")}


def test_a_run_killed_in_the_middle_of_a_write_leaves_nothing_half(tmp_path: Path, undisturbed: dict[str, str]) -> None:
    """The program dies between the first bytes of a file and its name, first for the plan, then for tables."""
    dying = (
        "import os, runpy, sys, signal\n"
        "left = int(sys.argv.pop(1))\n"
        "def fsync(number, whole=os.fsync):\n"
        "    global left\n"
        "    left -= 1\n"
        "    if left < 0:\n"
        "        os.ftruncate(number, 50)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    whole(number)\n"
        "os.fsync = fsync\n"
        "sys.argv[0] = sys.argv[1]; del sys.argv[1]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    for writes in (0, 3, 14):
        command = [sys.executable, "-c", dying, str(writes), trial_run_toys.__file__]
        made = subprocess.run([*command, str(tmp_path / "out"), "serial", str(COUNT), "0"], check=False)
        assert made.returncode == -signal.SIGKILL
        assert any(name.endswith(".part") for name in hashes(tmp_path / "out"))
    with open_folder(tmp_path / "out", PLAN) as opened:
        assert run(pieces(COUNT), opened).found > 5
    assert hashes(tmp_path / "out") == undisturbed


def test_workers_end_with_a_run_that_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, trial_run_toys.__file__, str(tmp_path / "out"), "local", "4", "30"]
    process = subprocess.Popen(command)
    try:
        workers: list[int] = []
        while len(workers) < 2:
            time.sleep(0.05)
            workers = [pid for pid in _children(process.pid) if "spawn_main" in _command(pid)]
    finally:
        process.kill()
        process.wait()
    end = time.monotonic() + 20
    while any(_command(pid) for pid in workers) and time.monotonic() < end:
        time.sleep(0.05)
    assert [pid for pid in workers if _command(pid)] == []


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_ctrl_c_keeps_what_is_made_and_says_how_to_go_on(
    tmp_path: Path, executor: Executor, undisturbed: dict[str, str]
) -> None:
    def stop(_: str, fraction: float) -> None:
        if fraction > 0.3:
            os.kill(os.getpid(), signal.SIGINT)

    with open_folder(tmp_path, PLAN) as opened, pytest.raises(KeyboardInterrupt, match=r"of 15 pieces.*run again"):
        run(pieces(COUNT), opened, executor, stop)
    with open_folder(tmp_path, PLAN) as opened:
        assert run(pieces(COUNT), opened).found >= 5
    assert hashes(tmp_path) == undisturbed


def test_nobody_is_no_process() -> None:
    with pytest.raises(InputError, match="give 1 or more"):
        Local(0)


def test_a_cluster_with_another_state_of_the_code_is_refused(
    tmp_path: Path, cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pulposus.trial.run.run.code", lambda: "0123456789ab")
    with (
        open_folder(tmp_path, PLAN) as opened,
        pytest.raises(InputError, match=r"'people-000\d' has code '[0-9a-f]{12}', expected '0123456789ab'; install"),
    ):
        run(pieces(2), opened, Cluster(cluster.scheduler_address))


def test_a_worker_with_other_versions_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_folder(tmp_path, PLAN) as opened:
        monkeypatch.setattr("pulposus.trial.run.run.versions", lambda: {**versions(), "numpy": "1.0"})
        with pytest.raises(InputError, match=r"'people-0000' has numpy '.*', expected '1\.0'; install"):
            run(pieces(1), opened)
