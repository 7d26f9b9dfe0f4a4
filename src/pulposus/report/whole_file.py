"""Write a page so that it is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pulposus.errors import InputError, RunError


def write_whole(target: Path, text: str) -> None:
    """Write the text of a page; what stood there before is replaced at once or stays.

    Raises:
        InputError: the path cannot be written.
        RunError: writing failed half-way (disk full).
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".report-", suffix=".html", dir=target.parent)
    except OSError as error:
        raise InputError(
            f"The report cannot be written to '{target}' ({error.strerror}): give a file in a folder you may write to."
        ) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise RunError(
            f"Writing the report '{target}' failed ({error.strerror}): free some space or choose another folder."
        ) from None
