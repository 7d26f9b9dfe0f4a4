"""The answer to a question of SQL, for a person and for a program."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow
    from rich.table import Table


def as_table(found: pyarrow.Table) -> Table:
    """Rows as a table for a terminal; numbers with six digits."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    columns = [column.to_pylist() for column in found.columns]
    for name, values in zip(found.column_names, columns, strict=True):
        numbers = all(isinstance(value, int | float) or value is None for value in values)
        table.add_column(escape(name), justify="right" if numbers else "left")
    for row in zip(*columns, strict=True):
        table.add_row(*(escape(_shown(value)) for value in row))
    return table


def plain(found: pyarrow.Table) -> list[dict[str, Any]]:
    """Rows for a program; what is not a number is null."""
    return [{name: _plain(value) for name, value in row.items()} for row in found.to_pylist()]


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value if isinstance(value, int | str | bool | type(None)) else str(value)
