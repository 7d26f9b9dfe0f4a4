"""What a command says: results on stdout, progress and errors on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pulposus.progress import Progress, silent

if TYPE_CHECKING:
    from rich.table import Table


def say(text: str = "") -> None:
    """One line of the result."""
    sys.stdout.write(text + "\n")


def complain(sentence: str) -> None:
    """One sentence on stderr."""
    sys.stderr.write(" ".join(sentence.split()) + "\n")


def say_json(result: object) -> None:
    """The whole result for a program: one JSON document on stdout, in ASCII whatever the terminal writes."""
    say(json.dumps(result, indent=2, allow_nan=False))


def say_table(table: Table) -> None:
    """A table, as wide as the terminal."""
    from rich.console import Console

    Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 100).print(table)


@contextmanager
def progress_bar(*, hidden: bool = False) -> Iterator[Progress]:
    """A callback that draws a bar on stderr; it draws nothing where stderr is not a terminal."""
    if hidden or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:3.0f} %"), TimeElapsedColumn()
    with Bar(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task("starting", total=1.0)

        def show(stage: str, fraction: float) -> None:
            bar.update(task, description=stage, completed=min(max(fraction, 0.0), 1.0))

        yield show
