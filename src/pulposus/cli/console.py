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

UNLIMITED = 10_000  # letters a line, to ask a table how wide it would be


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
    """A table; where the terminal is too narrow for it, each row as a short list."""
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 100)
    natural = console.measure(table, options=console.options.update(max_width=UNLIMITED)).maximum
    if natural <= console.width:
        console.print(table)
        return
    headings = [" ".join(str(column.header).split()) for column in table.columns]
    for row in zip(*(column.cells for column in table.columns), strict=True):
        say(f"{row[0]}")
        for heading, cell in zip(headings[1:], row[1:], strict=True):
            if cell:
                say(f"  {heading}: {cell}")


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
