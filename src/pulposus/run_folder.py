"""One run, one folder: written beside its place and moved there whole, or not at all.

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
    out = Path(os.path.abspath(out))  # noqa: PTH100  (resolve() would follow a link that ends in nothing)
    _refuse_taken(out, overwrite)
    made = _make_parents(out)
    part = out.parent / f".{out.name}.part-{uuid.uuid4().hex[:8]}"
    try:
        try:
            part.mkdir()
        except OSError as error:
            raise _as_error(error, out, "cannot be written") from error
        try:
            yield part
            _list_files(part)
            _refuse_taken(out, overwrite)  # someone may have been quicker
            _move_into_place(part, out)
        except OSError as error:
            if not _is_ours(error, part, out):
                raise
            raise _as_error(error, out, "could not be written") from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        raise


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


def is_earlier_run(folder: Path) -> bool:
    """Whether the folder holds a whole Pulposus run and nothing else."""
    try:
        record = json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(record, dict) or record.get("program") != PROGRAM:
        return False
    listed = record.get("files")
    return isinstance(listed, list) and set(_files(folder)) <= set(map(str, listed)) | {RUN_FILE}


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def _refuse_taken(out: Path, overwrite: bool) -> None:
    if not os.path.lexists(out):
        return
    if not out.is_dir() or out.is_symlink():
        raise InputError(f"--out '{out.name}' is not a folder, expected a new or an empty one; choose another name.")
    try:
        empty = next(out.iterdir(), None) is None
    except OSError as error:
        raise _as_error(error, out, "cannot be read") from error
    if empty:
        return
    if not is_earlier_run(out):
        raise InputError(
            f"--out '{out.name}' holds files that are not of an earlier Pulposus run, so it is left alone; "
            "choose a new or an empty folder."
        )
    if not overwrite:
        raise InputError(
            f"--out '{out.name}' holds an earlier Pulposus run; choose another folder or allow it to be replaced."
        )


def _make_parents(out: Path) -> list[Path]:
    """Make missing parents; returns those made, deepest first, so that a failed run can take them away."""
    missing = [folder for folder in out.parents if not folder.exists()]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()
        raise _as_error(error, out, "cannot be written") from error
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


def _is_ours(error: OSError, part: Path, out: Path) -> bool:
    """Whether an error came from writing the run, and not from reading something else inside the block."""
    if error.errno in DISK_FULL or "no space left" in str(error).lower():
        return True
    names = [str(name) for name in (error.filename, error.filename2) if name is not None]
    return any(name.startswith((str(part), str(out))) for name in names)


def _as_error(error: OSError, out: Path, what: str) -> InputError | RunError:
    reason = error.strerror or str(error)
    if error.errno in DISK_FULL or "no space left" in str(error).lower():
        return RunError(
            f"The disk is full while writing --out '{out.name}', and nothing was kept; make room and retry."
        )
    if what == "could not be written":
        return RunError(f"--out '{out.name}' {what} ({reason}), and nothing was kept; check the disk and retry.")
    return InputError(f"--out '{out.name}' {what} ({reason}); choose a folder that you may write to.")
