"""SQL over a run folder: every kind of table is a view, with its pieces in the order of their keys."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from pulposus.errors import InputError
from pulposus.forecasting.case_sentences import nearest
from pulposus.run_folder import RUN_FILE
from pulposus.trial.run.folder import PIECES, files
from pulposus.trial.run.plan import PLAN

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def connect(folder: Path | str) -> DuckDBPyConnection:
    """A connection with a view for each kind of table, such as ``people``; it can read and write no other file.

    It works in one thread, so that sums come out the same every time. Close it when done.

    Raises:
        InputError: the folder holds no pieces, or they do not fit together.
    """
    kinds: dict[str, list[str]] = {}
    for file in files(Path(folder)):
        kinds.setdefault(file.parent.name, []).append(str(file))
    if not kinds and unfinished(Path(folder)):
        raise InputError(f"The run in '{folder}' is not finished and has no table yet; {_GO_ON}.")
    if not kinds:
        raise InputError(f"'{folder}' holds no '{PIECES}/<kind>/*.parquet'; give the folder of a trial run.")
    connection = duckdb.connect(":memory:", config={"threads": "1", "enable_external_access": "false"})
    for kind, found in kinds.items():
        try:
            connection.register(kind, ds.dataset(found, format="parquet"))
        except (pa.ArrowInvalid, OSError) as error:
            raise InputError(
                f"'{folder}' holds a file of '{kind}' that cannot be read ({_one_line(error)}); run again to remake it."
            ) from None
    return connection


def query(folder: Path | str, sql: str) -> pa.Table:
    """The answer to one SELECT over a run folder.

    Raises:
        InputError: the folder holds no pieces, or the SQL is wrong or not a SELECT.
    """
    with connect(folder) as connection:
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise InputError("The SQL is not one SELECT; give a single statement that only reads.")
            return connection.sql(statements[0]).to_arrow_table()
        except (duckdb.Error, pa.ArrowInvalid, OSError) as error:
            tables = sorted(name for (name,) in connection.execute("SHOW TABLES").fetchall())
            raise InputError(f"The SQL cannot be answered {_why(error, tables, Path(folder))}") from None


_NO_TABLE = re.compile(r"Table with name (?P<name>.+?) does not exist!")
_GO_ON = "'pulposus trial run' with the same design and --out goes on from what it holds"


def _why(error: Exception, tables: list[str], folder: Path) -> str:
    """What is wrong, which tables there are, and what to do about one that is not there."""
    there = f"the tables are {', '.join(tables)}"
    found = _NO_TABLE.search(str(error))
    if found is None:
        return f"({_one_line(error)}); {there}."
    # DuckDB goes on with the nearest of its own tables, which nobody means.
    said = f"(table {found['name']} does not exist)"
    if (near := nearest(found["name"], tables)) is not None:
        return f"{said}; {there}; did you mean '{near}'?"
    if unfinished(folder):
        return f"{said} because the run is not finished: so far {there}; {_GO_ON}."
    return f"{said}; {there}."


def unfinished(folder: Path) -> bool:
    """Whether a run was begun here and nobody has said that it is whole."""
    return (folder / PLAN).is_file() and not (folder / RUN_FILE).exists()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split("\n\nLINE")[0].split()).rstrip(".")
