"""The tables of a run by SQL, as arrays; one thread, so that the same tables give the same sums to the last bit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Columns = Mapping[str, NDArray[Any]]
NEEDED = ("people", "screening", "courses", "groups", "replicates", "events")


class Tables:
    """Views by kind, such as ``replicates``, over a DuckDB connection."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute("SET threads TO 1")
        found = connection.execute("SHOW TABLES").fetchall()
        self.kinds: tuple[str, ...] = tuple(sorted(str(row[0]) for row in found))

    @classmethod
    def of_folder(cls, folder: Path) -> Tables:
        """The tables of a run folder.

        Raises:
            InputError: the folder holds no whole run.
        """
        from pulposus.trial.run.query import connect

        tables = cls(connect(folder))
        tables.require(NEEDED, str(folder))
        return tables

    def __enter__(self) -> Tables:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def require(self, kinds: tuple[str, ...], name: str) -> None:
        """Refuse a run that lacks a table.

        Raises:
            InputError: which table is missing.
        """
        for kind in kinds:
            if kind not in self.kinds:
                raise InputError(
                    f"Folder '{name}' holds no table '{kind}', so its run is not complete; go on with "
                    f"'pulposus trial run DESIGN.yaml --out {name}'."
                )

    def has(self, kind: str) -> bool:
        """Whether the run made this table."""
        return kind in self.kinds

    def names(self, kind: str) -> tuple[str, ...]:
        """Columns of one table."""
        rows = self._connection.execute(f"SELECT column_name FROM (DESCRIBE {kind})").fetchall()
        return tuple(str(row[0]) for row in rows)

    def read(self, sql: str, *given: object) -> dict[str, NDArray[Any]]:
        """Columns of a query (rows,); nothing known is NaN in a column of numbers."""
        found = self._connection.execute(sql, list(given)).fetchnumpy()
        return {name: _plain(column) for name, column in found.items()}


def _plain(column: Any) -> NDArray[Any]:
    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    absent, found = np.ma.getmaskarray(column), np.array(column.data)
    if found.dtype.kind in "fiub":
        return np.where(absent, np.nan, found) if absent.any() else found
    found[absent] = ""
    return found
