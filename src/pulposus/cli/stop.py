"""Told to stop (Ctrl-C, a closed terminal, a job's time limit): clear up and leave at once, wherever the run is.

An exception would not do: libraries lose it where they call back from compiled code, or abort the process. Little is
imported here, so that the command can begin with it.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

STOPS = ("SIGINT", "SIGTERM", "SIGHUP")
SENTENCES = {"SIGINT": "Stopped from the keyboard; nothing was kept of this run."}
TOLD = "Stopped by the system ({name}); nothing was kept of this run."
NOTHING = "nothing was kept of this run"
KEEPERS = {
    "pulposus.problem.folder": "its states so far are in '{out}', go on with --resume",
    "pulposus.trial.run.folder": "its pieces so far are in '{out}', the same command goes on from them",
}
SHOW_CURSOR = "\x1b[?25h"


def heed_stops() -> None:
    """Answer the signals of `STOPS` that nobody answers or ignores yet (``nohup`` ignores SIGHUP)."""
    for name in STOPS:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _leave)


def _leave(number: int, _frame: FrameType | None) -> None:
    runs = sys.modules.get("pulposus.run_folder")
    begun = hasattr(runs, "remove_unfinished")  # it may be missing, or in the middle of its own import
    if begun and not runs.may_stop():  # type: ignore[union-attr]
        return  # the run is complete and takes its place in a moment
    for name in STOPS:  # a second Ctrl-C must not break the clearing up
        if (other := getattr(signal, name, None)) is not None:
            signal.signal(other, signal.SIG_IGN)
    if begun:
        runs.remove_unfinished()  # type: ignore[union-attr]
    name = signal.Signals(number).name
    sentence = SENTENCES.get(name, TOLD.format(name=name))
    # A solve is written state by state, a trial piece by piece; both go on from the last one.
    for module, kept in KEEPERS.items():
        if left := sorted(getattr(sys.modules.get(module), "resumable", ())):
            sentence = sentence.replace(NOTHING, kept.format(out=left[0]))
    if hasattr(locks := sys.modules.get("pulposus.trial.run.lock"), "release_all"):
        locks.release_all()  # type: ignore[union-attr]
    if sys.stderr is not None and sys.stderr.isatty():
        sentence = f"{SHOW_CURSOR}\n{sentence}"  # a progress bar hides the cursor
    try:
        os.write(2, f"{sentence}\n".encode())  # sys.stderr may be in the middle of a line
    finally:
        os._exit(128 + number)
