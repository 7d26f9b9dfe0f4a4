"""The folder of a run: its plan, and every piece as a file that is there whole or not at all.

A program may die at any moment, in the middle of a write too: a file gets its name only after all of it is on the disk.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pulposus.errors import InputError, RunError
from pulposus.run_folder import DISK_FULL
from pulposus.trial.run.lock import LOCK, only_run
from pulposus.trial.run.piece import Piece
from pulposus.trial.run.plan import PLAN, Plan

if TYPE_CHECKING:
    import pyarrow

PIECES, ENDING, PART = "pieces", ".parquet", ".part"
# Folders that can be gone on with: for a program that is told to stop.
resumable: set[str] = set()


class Folder:
    """An open folder of a run; get one from `open_folder`. ``notes`` are sentences on what was found odd in it."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self.path = path
        self.fingerprint = plan.fingerprint
        self.notes: list[str] = []
        self._whole: set[Path] = set()
        self._columns: dict[str, pyarrow.Schema] = {}
        for file in files(path):
            self._look(file)

    def place(self, kind: str, key: str) -> Path:
        """Where the table of a piece lies."""
        return self.path / PIECES / kind / (key + ENDING)

    def holds(self, piece: Piece) -> bool:
        """Whether every table of the piece is there and whole."""
        return all(self.place(kind, piece.key) in self._whole for kind in piece.kinds)

    def keep(self, piece: Piece, content: Mapping[str, bytes]) -> None:
        """Write the sealed tables of a piece by kind, each whole or not at all.

        Raises:
            RunError: the disk refuses, or the columns are not those of the other pieces of the kind.
        """
        from pulposus.trial.run.sealed import columns

        for kind, file in content.items():
            found = columns(file)
            expected = self._columns.setdefault(kind, found)
            if not found.equals(expected):
                odd = next((f for f in found if f not in list(expected)), found[0] if len(found) else None)
                raise RunError(
                    f"Piece '{piece.key}' makes '{kind}' with other columns than the pieces before it (here {odd}); "
                    "give all pieces of a kind the same names and types."
                )
        for kind, file in content.items():
            place = self.place(kind, piece.key)
            _write(place, file, self.path)
            self._whole.add(place)

    def _look(self, file: Path) -> None:
        from pulposus.trial.run.sealed import BrokenFileError, columns, mark_of

        where = file.relative_to(self.path).as_posix()
        try:
            content = file.read_bytes()
            mark = mark_of(content)
        except BrokenFileError:
            self.notes.append(f"'{where}' is not whole, so it is made again.")
            return
        except OSError as error:
            raise _refused(self.path, error, "read") from None
        if mark is None or self.place(mark.kind, mark.key) != file:
            raise InputError(
                f"'{self.path}' holds '{where}', which this run did not write, and nothing was changed; take that file "
                "away, or choose a new folder."
            )
        if mark.fingerprint != self.fingerprint:
            raise InputError(
                f"'{self.path}' holds '{where}' of another run, and nothing was changed; take that file away, or "
                "choose a new folder."
            )
        self._whole.add(file)
        self._columns.setdefault(mark.kind, columns(content))


@contextmanager
def open_folder(path: Path | str, plan: Plan) -> Iterator[Folder]:
    """Begin a run in a new or an empty folder, or go on with the one that was left there; no other run may write it.

    Raises:
        InputError: the folder is taken, holds something else, or belongs to another run; nothing in it was changed.
        RunError: the disk refuses.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100  (resolve() would follow a link that ends in nothing)
    _refuse_foreign(path)
    with ExitStack() as stack:
        try:
            path.mkdir(parents=True, exist_ok=True)
            stack.enter_context(only_run(path))
        except OSError as error:
            raise _refused(path, error, "written") from None
        if (path / PLAN).exists():
            plan.refuse_other(path)
        else:
            text = json.dumps(plan.record(), indent=2, ensure_ascii=False) + "\n"
            _write(path / PLAN, text.encode(), path)
        folder = Folder(path, plan)
        for part in (path / PIECES).glob(f"*/.*{ENDING}{PART}"):
            part.unlink(missing_ok=True)
        resumable.add(str(path))
        stack.callback(resumable.discard, str(path))
        yield folder


def files(path: Path) -> list[Path]:
    """The tables of a run folder, by kind and key; hidden files are those being written."""
    return sorted(f for f in (path / PIECES).glob(f"*/*{ENDING}") if not f.name.startswith("."))


def _refuse_foreign(path: Path) -> None:
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise InputError(f"'{path}' is not a folder, expected a new or an empty one; choose another name.")
    try:
        found = {entry.name for entry in path.iterdir()} if path.is_dir() else set()
    except OSError as error:
        raise _refused(path, error, "read") from None
    if PLAN not in found and (foreign := sorted(found - {LOCK, f".{PLAN}{PART}"})):
        raise InputError(
            f"'{path}' holds files that are not of a trial run (such as '{foreign[0]}'), so it is left alone; choose a "
            "new or an empty folder."
        )


def _write(place: Path, content: bytes, folder: Path) -> None:
    part = place.with_name(f".{place.name}{PART}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        what = "The disk is full" if error.errno in DISK_FULL else f"The disk refuses ({error.strerror or error})"
        raise RunError(
            f"{what} while writing '{place.name}' in '{folder}'; mend that and run again to go on from the pieces kept."
        ) from None


def _refused(path: Path, error: OSError, done: str) -> InputError:
    reason = error.strerror or str(error)
    return InputError(f"'{path}' cannot be {done} ({reason}); choose a folder that you may read and write.")
