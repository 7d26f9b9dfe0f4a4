"""A user's own files beside a design: found from its folder, told apart by what they hold and not by where they lie."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationInfo

from pulposus.forecasting.case_blocks import refuse
from pulposus.forecasting.case_numbers import shown
from pulposus.treatment import Treatment, load

FOLDER = "files"
"""Folder of the copies beside a design that was kept."""
TREATMENT_ENDINGS = (".yaml", ".yml")
TABLE_ENDINGS = (".csv", ".parquet")
CHUNK = 1 << 20


class OwnTreatment(NamedTuple):
    """A treatment of a user's file as it was when the design was read: later changes of the file change nothing."""

    name: str
    content: bytes
    treatment: Treatment

    @property
    def kept_as(self) -> str:
        """Where its copy lies, from the folder of the design."""
        return kept_as(hashlib.sha256(self.content).hexdigest(), self.name)


def kept_as(sha256: str, name: str) -> str:
    """Path of the copy of a file, which says what it holds and how the user called it."""
    return f"{FOLDER}/{sha256}/{name}"


def from_folder(found: str | Path, info: ValidationInfo) -> Path:
    """A path of the design as one that holds from everywhere; it starts at the folder of the design.

    Raises:
        PydanticCustomError: when it cannot be a path.
    """
    context: dict[str, Any] = info.context or {}
    try:
        return (Path(context.get("folder", Path())) / Path(found).expanduser()).resolve()
    except (OSError, ValueError, RuntimeError):
        raise refuse(f"found {shown(str(found), 120)}, which cannot be a path; correct it") from None


def own_treatment(path: str) -> OwnTreatment:
    """The treatment of a user's file with the file's content.

    Raises:
        InputError: as ``pulposus.treatment.load``.
    """
    treatment = load(path)
    return OwnTreatment(Path(path).name, Path(path).read_bytes(), treatment)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces because tables may be large."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            found.update(piece)
    return found.hexdigest()
