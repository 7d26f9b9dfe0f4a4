"""Run with a progress bar, and keep the result in a folder where one was asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pulposus.cli.console import progress_bar
from pulposus.progress import Progress

T = TypeVar("T")


def run_and_keep(
    run: Callable[[Progress], T],
    write: Callable[[Path, T], None],
    out: Path | None,
    *,
    overwrite: bool,
    hidden: bool,
) -> T:
    """What ``run`` gives; ``write`` puts it into the folder ``out`` before that is moved to its place, if there is one.

    Raises:
        InputError: when the folder cannot be written or holds something else; said before anything is run.
    """
    if out is None:
        with progress_bar(hidden=hidden) as progress:
            return run(progress)
    from pulposus.run_folder import run_folder

    with run_folder(out, overwrite=overwrite) as folder, progress_bar(hidden=hidden) as progress:
        result = run(progress)
        write(folder, result)
    return result
