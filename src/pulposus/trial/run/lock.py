"""One run at a time in a folder: the system frees the lock of a program that dies, so none is left behind."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pulposus.errors import InputError

LOCK = "lock"
_LONGEST = 1000  # bytes of a lock file
_held: dict[Path, int] = {}

if sys.platform == "win32":
    import msvcrt

    def _grab(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _grab(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Hold the folder's lock.

    A lock file that nobody on this machine holds is what a dead run left, and is taken over. Whether a run on another
    machine lives cannot be told from here, so its file is respected. A disk that knows no locks is used without.

    Raises:
        InputError: another run holds the folder, with its process and machine.
    """
    path = folder / LOCK
    number = _locked(path, str(folder))
    _held[path] = number
    try:
        os.ftruncate(number, 0)
        os.lseek(number, 0, os.SEEK_SET)
        os.write(number, json.dumps({"pid": os.getpid(), "host": platform.node()}).encode())
        yield
    finally:
        _release(path)


def release_all() -> None:
    """Take away the lock files of this program: for one that is told to stop at once."""
    for path in list(_held):
        _release(path)


def _release(path: Path) -> None:
    number = _held.pop(path, None)
    if number is not None:
        with suppress(OSError):  # an open file cannot be removed everywhere; empty, it belongs to nobody
            os.ftruncate(number, 0)
            path.unlink()
        os.close(number)


def _locked(path: Path, name: str) -> int:
    while True:
        number = os.open(path, os.O_RDWR | os.O_CREAT)
        try:
            _grab(number)
        except (BlockingIOError, PermissionError):
            holder = _holder(number)
        except OSError:  # a disk that knows no locks
            return number
        else:
            # Whoever held it may have removed the file between the two steps: then the lock is on a file that is gone.
            if not _same(number, path):
                os.close(number)
                continue
            holder = _holder(number)
            if holder.get("host", platform.node()) == platform.node():
                return number
        os.close(number)
        raise InputError(
            f"'{name}' is being written by another run (process {holder.get('pid', 'unknown')} on "
            f"{holder.get('host', 'this machine')}); wait for its end, or delete '{LOCK}' in it if that run is dead."
        )


def _same(number: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(number), path.stat())
    except FileNotFoundError:
        return False


def _holder(number: int) -> dict[str, object]:
    try:
        os.lseek(number, 0, os.SEEK_SET)
        found = json.loads(os.read(number, _LONGEST))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
