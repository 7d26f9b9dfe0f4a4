"""Told to stop in the middle: one sentence, the exit code of the signal, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of another process")

# A run that swallows every exception while it works, as callbacks from compiled code do.
STUBBORN = """
import sys, time
from pathlib import Path
from pulposus.cli.stop import heed_stops
from pulposus.run_folder import run_folder
heed_stops()
with run_folder(Path(sys.argv[1])) as folder:
    (folder / "half.csv").write_text("1", encoding="utf-8")
    while True:
        try:
            print("writing", flush=True)
            time.sleep(60)
        except BaseException:
            pass
"""


def started(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    ("name", "words"), [("SIGINT", "Stopped from the keyboard"), ("SIGTERM", "SIGTERM"), ("SIGHUP", "SIGHUP")]
)
def test_a_stop_clears_up_even_where_an_exception_would_be_lost(tmp_path: Path, name: str, words: str) -> None:
    number = getattr(signal, name)
    with started(STUBBORN, tmp_path / "new" / "run") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        assert [path.name for path in tmp_path.rglob("*.csv")] == ["half.csv"]
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 128 + number
    assert words in err
    assert (err.count("\n"), err.endswith("nothing was kept of this run.\n")) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_signal_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    code = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)" + STUBBORN
    with started(code, tmp_path / "run") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.5)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode == 130


def test_a_run_that_takes_its_place_is_not_stopped(tmp_path: Path) -> None:
    code = """
import os, signal, sys
from pathlib import Path
from pulposus.cli.stop import heed_stops
from pulposus import run_folder
heed_stops()
move = run_folder._move_into_place
def stopped_in_between(part, out):
    os.kill(os.getpid(), signal.SIGINT)
    move(part, out)
run_folder._move_into_place = stopped_in_between
with run_folder.run_folder(Path(sys.argv[1])) as folder:
    (folder / "numbers.csv").write_text("1", encoding="utf-8")
"""
    with started(code, tmp_path / "run") as process:
        assert process.communicate(timeout=20) == ("", "")
    assert process.returncode == 0
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == ["numbers.csv", "run.json"]


def test_the_command_stops_while_it_loads() -> None:
    code = """
import sys
from pulposus.cli.main import run
class Slow:
    def find_spec(self, name, *_):
        if name == "typer":
            print("loading", flush=True)
            import time
            time.sleep(60)
sys.meta_path.insert(0, Slow())
run()
"""
    with started(code, "info") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "loading\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, "Stopped from the keyboard; nothing was kept of this run.\n")


@pytest.mark.parametrize(("redirect", "code"), [("| head -1", 0), (">&-", 0)])
def test_a_reader_that_goes_away_is_no_mistake(redirect: str, code: int) -> None:
    program = f"{sys.executable} -c 'from pulposus.cli.main import run; run()' citations"
    shell = ["bash", "-c", f"set -o pipefail; {program} {redirect}"]
    done = subprocess.run(shell, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_stdout_is_one_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-c", "from pulposus.cli.main import run; run()", "info"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "disk is full" in done.stderr
