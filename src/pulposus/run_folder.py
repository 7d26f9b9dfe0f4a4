"""One run, one folder: written beside its place and moved there whole, or not at all.

A folder that cannot be replaced as a whole (a mounted volume, the current folder, one in a parent that cannot be
written) is written in a hidden folder inside it, and the files are moved up at the end, ``run.json`` last.

A folder is an *earlier Pulposus run* when its ``run.json`` says ``"program": "pulposus"`` and lists under
``"files"`` every file that the folder holds. Only such a folder is ever replaced, and only on request, so nothing
that a user put there can be lost. Any other folder with something in it is refused.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import shutil
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from pulposus.errors import InputError, RunError

RUN_FILE = "run.json"
PROGRAM = "pulposus"
# Folders being written, each with the parents made for it: what a stopped program must take away.
_unfinished: dict[Path, list[Path]] = {}
# Folders being moved into place: a step too short to stop in.
_moving: set[Path] = set()
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EFBIG}


@contextmanager
def run_folder(out: Path | str, overwrite: bool = False) -> Iterator[Path]:
    """Give a new, empty folder to write into; when the block ends well, move it to ``out`` in one step.

    When the block raises, everything written is removed and ``out`` stays as it was. The block writes ``run.json``
    itself (``write_run_json``); the list of files is added to it here.

    Args:
        out: where the run shall lie; may not exist yet, may be empty, or (with ``overwrite``) an earlier run.
        overwrite: replace an earlier Pulposus run.

    Raises:
        InputError: ``out`` is taken or cannot be written.
        RunError: the disk is full, or a file could not be written.
    """
    name = str(out) or "."
    out = Path(os.path.abspath(out))  # noqa: PTH100  (resolve() would follow a link that ends in nothing)
    _refuse_taken(out, overwrite, name)
    made = _make_parents(out, name)
    part = (out if _stays(out) else out.parent) / f".{out.name}.part-{uuid.uuid4().hex[:8]}"
    _unfinished[part] = made
    try:
        try:
            part.mkdir()
        except OSError as error:
            raise _as_error(error, name, "cannot be written") from error
        try:
            yield part
            _list_files(part)
            _refuse_taken(out, overwrite, name, but=part)  # someone may have been quicker
            _moving.add(part)
            _move_into_place(part, out)
        except (OSError, InputError, RunError) as error:
            # What an inner writer said of its own hidden file is told of the folder that the user named.
            cause = error if isinstance(error, OSError) else error.__cause__ or error.__context__
            if not isinstance(cause, OSError) or not _is_ours(cause, part, out):
                raise
            raise _as_error(cause, name, "could not be written") from cause
    except BaseException:
        _remove(part, made)
        raise
    finally:
        _unfinished.pop(part, None)
        _moving.discard(part)


def may_stop() -> bool:
    """Whether no run is just being moved into its place."""
    return not _moving


def remove_unfinished() -> None:
    """Take away every run that is being written: for a program that is told to stop."""
    for part, made in list(_unfinished.items()):
        _remove(part, made)


def _remove(part: Path, made: list[Path]) -> None:
    shutil.rmtree(part, ignore_errors=True)
    for folder in made:
        with suppress(OSError):
            folder.rmdir()


def _stays(out: Path) -> bool:
    """Whether the folder is there and must stay, so that only what it holds can be replaced."""
    if not out.is_dir():
        return False
    here = Path.cwd()
    return out == here or out in here.parents or out.is_mount() or not os.access(out.parent, os.W_OK | os.X_OK)


def write_run_json(folder: Path, command: str, content: Mapping[str, Any]) -> None:
    """Write ``run.json``: program, command, versions, then ``content`` (inputs by hash, seed, checks, wall time).

    Give no path and no file name of a patient's image: the file goes with the results.
    """
    packages = ("pulposus", "numpy", "scipy", "nibabel", "jax")
    versions = {"python": platform.python_version()}
    for package in packages:
        with suppress(metadata.PackageNotFoundError):
            versions[package] = metadata.version(package)
    record = {"program": PROGRAM, "command": command, "versions": versions, "platform": sys.platform, **content}
    text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / RUN_FILE).write_text(text + "\n", encoding="utf-8")


def is_earlier_run(folder: Path, but: Path | None = None) -> bool:
    """Whether the folder holds a whole Pulposus run and nothing else (``but`` is not looked at)."""
    try:
        record = json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(record, dict) or record.get("program") != PROGRAM:
        return False
    listed = record.get("files")
    return isinstance(listed, list) and set(_files(folder, but)) <= set(map(str, listed)) | {RUN_FILE}


def _files(folder: Path, but: Path | None = None) -> list[str]:
    found = (path for path in folder.rglob("*") if not path.is_dir() and (but is None or but not in path.parents))
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _refuse_taken(out: Path, overwrite: bool, name: str, but: Path | None = None) -> None:
    if not os.path.lexists(out):
        return
    if not out.is_dir() or out.is_symlink():
        raise InputError(f"--out '{name}' is not a folder, expected a new or an empty one; choose another name.")
    try:
        empty = all(entry == but for entry in out.iterdir())
    except OSError as error:
        raise _as_error(error, name, "cannot be read") from error
    if empty:
        return
    if not is_earlier_run(out, but):
        raise InputError(
            f"--out '{name}' holds files that are not of an earlier Pulposus run, so it is left alone; "
            "choose a new or an empty folder."
        )
    if not overwrite:
        raise InputError(
            f"--out '{name}' holds an earlier Pulposus run; choose another folder, or replace it with --overwrite."
        )


def _make_parents(out: Path, name: str) -> list[Path]:
    """Make missing parents; returns those made, deepest first, so that a failed run can take them away."""
    if taken := next((folder for folder in out.parents if folder.exists() and not folder.is_dir()), None):
        raise InputError(
            f"--out '{name}' cannot be written ('{taken.name}' is a file, expected a folder); choose another path."
        )
    missing = [folder for folder in out.parents if not folder.exists()]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()
        raise _as_error(error, name, "cannot be written") from error
    return missing


def _list_files(part: Path) -> None:
    """Add the list of files to ``run.json``, in place; a block that wrote none gets a bare one."""
    if not (part / RUN_FILE).exists():
        write_run_json(part, "", {})
    record = json.loads((part / RUN_FILE).read_text(encoding="utf-8"))
    record["files"] = _files(part)
    text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
    (part / RUN_FILE).write_text(text + "\n", encoding="utf-8")


def _move_into_place(part: Path, out: Path) -> None:
    if part.parent == out:
        _move_up(part, out)
        return
    if not out.exists():
        part.rename(out)
        return
    old = part.with_name(part.name.replace(".part-", ".old-"))
    out.rename(old)
    try:
        part.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _move_up(part: Path, out: Path) -> None:
    """Replace what ``out`` holds by what ``part`` inside it holds; back to the former state when that fails."""
    old = out / part.name.replace(".part-", ".old-")
    steps = [(path, old / path.name) for path in out.iterdir() if path != part]
    new = sorted(part.iterdir(), key=lambda path: path.name == RUN_FILE)
    steps += [(path, out / path.name) for path in new]
    done: list[tuple[Path, Path]] = []
    try:
        old.mkdir()
        for source, target in steps:
            source.rename(target)
            done.append((source, target))
    except OSError:
        for source, target in reversed(done):
            target.rename(source)
        with suppress(OSError):
            old.rmdir()
        raise
    part.rmdir()
    shutil.rmtree(old, ignore_errors=True)


def _is_ours(error: OSError, part: Path, out: Path) -> bool:
    """Whether an error came from writing the run, and not from reading something else inside the block."""
    if error.errno in DISK_FULL or "no space left" in str(error).lower():
        return True
    names = [str(name) for name in (error.filename, error.filename2) if name is not None]
    return any(name.startswith((str(part), str(out))) for name in names)


def _as_error(error: OSError, name: str, what: str) -> InputError | RunError:
    reason = error.strerror or str(error)
    if error.errno in DISK_FULL or "no space left" in str(error).lower():
        return RunError(f"The disk is full while writing --out '{name}', and nothing was kept; make room and retry.")
    if what == "could not be written":
        return RunError(f"--out '{name}' {what} ({reason}), and nothing was kept; check the disk and retry.")
    return InputError(f"--out '{name}' {what} ({reason}); choose a folder that you may write to.")
