"""The folder of a solve: it may be left unfinished at any moment, and the run goes on from its last state.

While a run lasts the folder holds ``unfinished.json`` (which problem it belongs to) and no ``run.json``; at the end it
is the other way round. Every file is written whole or not at all, a state's ``.npz`` last.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from pulposus.errors import InputError, RunError
from pulposus.problem.posed import Posed
from pulposus.problem.series import FIELDS, PVD, RESULTS, csv_text, pvd_text, replaced, write_state_vtu
from pulposus.problem.snapshot import Row, Snapshot
from pulposus.run_folder import PROGRAM, RUN_FILE, is_earlier_run, write_run_json

UNFINISHED, STATES, LAST = "unfinished.json", "states", "last"
_OURS = re.compile(
    rf"{UNFINISHED}|problem\.yaml|{RESULTS}|{PVD}|({STATES}/\.?(state_\d+|{LAST})\.npz|{FIELDS}/\.?(state_\d+|{LAST})\.vtu)"
    r"(\.part(\.vtu)?)?|\.[\w.]+\.part"
)
# Folders that can be gone on with: for a program that is told to stop.
resumable: set[str] = set()


def identity(posed: Posed) -> str:
    """SHA-256 of everything that decides the numbers: problem and mesh, not the steering of the time steps."""
    data = posed.problem.model_dump(mode="json", by_alias=True)
    for name in ("tolerance", "first_step_s"):
        data["programme"].pop(name)
    data["mesh"]["file"] = posed.mesh.sha256
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


class SolveFolder:
    """An open folder of a solve."""

    def __init__(self, path: Path, posed: Posed, snapshots: list[Snapshot], rows: list[Row]) -> None:
        self.path, self.posed = path, posed
        self._rows = rows
        self._times = {f"state_{k:04d}.vtu": float(row["time_s"]) for k, row in enumerate(rows)}
        self.start = snapshots[-1] if snapshots else None

    @property
    def count(self) -> int:
        """States written so far."""
        return len(self._rows)

    @property
    def rows(self) -> list[Row]:
        """Lines of results.csv so far."""
        return list(self._rows)

    def write(self, snapshot: Snapshot) -> None:
        """Write a state with its fields, its line of results and its place in the series.

        Raises:
            RunError: the disk refuses.
        """
        name = f"state_{self.count:04d}" if snapshot.output else LAST
        write_state_vtu(self.path / FIELDS / f"{name}.vtu", self.posed, snapshot)
        _write_npz(self.path / STATES / f"{name}.npz", snapshot)
        if not snapshot.output:
            return
        self._rows.append(snapshot.row)
        self._times[f"{name}.vtu"] = snapshot.time_s
        self._write_tables()
        for stale in (self.path / STATES / f"{LAST}.npz", self.path / FIELDS / f"{LAST}.vtu"):
            stale.unlink(missing_ok=True)

    def _write_tables(self) -> None:
        replaced(self.path / RESULTS, csv_text(self._rows).encode())
        replaced(self.path / PVD, pvd_text(self._times).encode())

    def discard(self) -> None:
        """Take away a run in which nothing was solved, and the folder with it."""
        for entry in self.path.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        with suppress(OSError):  # a folder that must stay, such as the current one
            self.path.rmdir()

    def finish(self, content: Mapping[str, Any]) -> None:
        """Mark the run as whole."""
        self._write_tables()
        for part in self.path.rglob(".*part*"):
            part.unlink(missing_ok=True)
        files = sorted(p.relative_to(self.path).as_posix() for p in self.path.rglob("*") if p.is_file())
        files = [name for name in files if name != UNFINISHED]
        part = self.path / ".run"
        part.mkdir(exist_ok=True)
        write_run_json(part, "solve", {**content, "files": [*files, RUN_FILE]})
        (part / RUN_FILE).replace(self.path / RUN_FILE)
        part.rmdir()
        (self.path / UNFINISHED).unlink(missing_ok=True)
        resumable.discard(str(self.path))


def open_folder(out: Path, posed: Posed, *, resume: bool, overwrite: bool) -> SolveFolder:
    """Make the folder of a run, or open the one that was left.

    Raises:
        InputError: the folder is taken, or holds a run of another problem.
    """
    name = str(out)
    if resume:
        return _reopened(out, posed, name)
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise InputError(f"--out '{name}' is not a folder, expected a new or an empty one; choose another name.")
    try:
        if out.is_dir() and any(out.iterdir()):
            _clear(out, name, overwrite)
        out.mkdir(parents=True, exist_ok=True)
        (out / STATES).mkdir()
        (out / FIELDS).mkdir()
    except OSError as error:
        raise InputError(
            f"--out '{name}' cannot be written ({error.strerror or error}); choose a folder that you may write to."
        ) from None
    record = {"program": PROGRAM, "command": "solve", "identity": identity(posed)}
    replaced(out / UNFINISHED, (json.dumps(record, indent=2) + "\n").encode())
    replaced(out / "problem.yaml", _yaml(posed).encode())
    resumable.add(str(out))
    return SolveFolder(out, posed, [], [])


def _yaml(posed: Posed) -> str:
    import yaml

    data = posed.problem.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data = {"schema": posed.problem.schema_, **data}
    data["mesh"]["file"] = Path(posed.problem.mesh.file).name
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)


def _clear(out: Path, name: str, overwrite: bool) -> None:
    """Remove an earlier run, whole or unfinished; anything else is left alone."""
    whole, left = is_earlier_run(out), _left(out)
    if not whole and left is None:
        raise InputError(
            f"--out '{name}' holds files that are not of an earlier Pulposus run, so it is left alone; choose a new or "
            "an empty folder."
        )
    if not overwrite:
        what = "an earlier Pulposus run" if whole else "an unfinished run; go on with --resume"
        raise InputError(f"--out '{name}' holds {what}, choose another folder, or replace it with --overwrite.")
    for entry in out.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _left(out: Path) -> dict[str, Any] | None:
    """What ``unfinished.json`` says, where the folder holds an unfinished solve and nothing else."""
    try:
        record = json.loads((out / UNFINISHED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(record, dict) or record.get("program") != PROGRAM:
        return None
    files = [p.relative_to(out).as_posix() for p in out.rglob("*") if not p.is_dir()]
    return record if all(_OURS.fullmatch(file) or file == RUN_FILE for file in files) else None


def _reopened(out: Path, posed: Posed, name: str) -> SolveFolder:
    if is_earlier_run(out):
        raise InputError(
            f"--resume: '{name}' holds a whole run, expected an unfinished one; there is nothing to go on with."
        )
    record = _left(out)
    if record is None:
        raise InputError(
            f"--resume: '{name}' holds no unfinished run of pulposus solve; leave out --resume to begin one."
        )
    if record.get("identity") != identity(posed):
        raise InputError(
            f"--resume: '{name}' belongs to another problem or mesh, expected the same (only tolerance and "
            "first_step_s may change); give the problem that it was begun with, or another folder."
        )
    snapshots: list[Snapshot] = []
    rows: list[Row] = []
    while (path := out / STATES / f"state_{len(rows):04d}.npz").exists():
        snapshots.append(_read_npz(path, name))
        rows.append(snapshots[-1].row)
    last = out / STATES / f"{LAST}.npz"
    if last.exists():
        found = _read_npz(last, name)
        if not snapshots or found.time_s > snapshots[-1].time_s:
            snapshots.append(found)
    resumable.add(str(out))
    return SolveFolder(out, posed, snapshots, rows)


def _write_npz(path: Path, snapshot: Snapshot) -> None:
    part = path.with_name(f".{path.name}.part")
    row = np.array(json.dumps(dict(snapshot.row)))
    try:
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, row_json=row, **dict(snapshot.arrays))
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RunError(
            f"Cannot write {path.name} ({error.strerror or error}); make room, and continue with --resume."
        ) from None


def _read_npz(path: Path, name: str) -> Snapshot:
    try:
        with np.load(path, allow_pickle=False) as data:
            arrays = {key: data[key] for key in data.files if key != "row_json"}
            row = json.loads(str(data["row_json"]))
    except Exception:  # a broken archive raises whatever its layer raises
        raise InputError(
            f"--resume: {path.name} in '{name}' cannot be read; delete it to go on from the state before, or start "
            "again with --overwrite."
        ) from None
    return Snapshot(float(arrays["time_s"]), arrays, row)
