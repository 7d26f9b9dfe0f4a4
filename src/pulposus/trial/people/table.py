"""People of one's own from a CSV or Parquet table; what the table leaves out is drawn to fit what it gives."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.trial.people.cells import Cells, check
from pulposus.trial.people.columns import COLUMNS, HERNIATIONS
from pulposus.trial.people.correlation import place
from pulposus.trial.people.draw import from_scores
from pulposus.trial.people.given import Given, scores
from pulposus.trial.people.painful_disc import PROTRUDED, protrusion
from pulposus.trial.people.person import age
from pulposus.trial.people.population import Population


def read_people(path: Path, seed: int) -> Population:
    """People of a table whose columns are named as in ``columns.COLUMNS``, in these units, and optionally ``id``.

    Columns that are missing, and empty cells, are drawn: measures with a score from the copula given what the row
    holds, the rest from their own distributions. The same table and seed give the same people.

    Raises:
        InputError: one sentence on the first thing that is wrong with the file or a cell.
    """
    return complete(check(path.name, _read(path)), seed)


def complete(cells: Cells, seed: int) -> Population:
    """People from checked cells."""
    from scipy.special import ndtr

    n = cells.people
    given = Given(cells.numbers, n, seed)
    # Two of the measures depend on age, so age is settled first, to fit all that does not.
    of_age = given.low if given.ages_known else scores(given, n, seed)
    given.with_age(age().quantile(ndtr(of_age[place("age")])))
    drawn = from_scores(scores(given, n, seed), seed)
    columns: dict[str, NDArray[Any]] = {} if cells.ids is None else {"id": cells.ids}
    for column in COLUMNS:
        own: NDArray[Any] = getattr(drawn, column.name)
        if column.name in cells.numbers:
            found = cells.numbers[column.name]
            known = ~np.isnan(found)
            columns[column.name] = np.where(known, np.where(known, found, 0).astype(own.dtype), own)
        elif column.name in cells.texts:
            columns[column.name] = np.where(cells.texts[column.name] != "", cells.texts[column.name], own)
    return _agreed(drawn.replaced(columns), cells, seed)


def _agreed(people: Population, cells: Cells, seed: int) -> Population:
    """Drawn cells made to agree with given ones where neither has a score: protrusion, and treatment that failed."""
    nothing = np.full(cells.people, np.nan)
    size_given = ~np.isnan(cells.numbers.get("protrusion_mm", nothing))
    kind_given = cells.texts.get("herniation", np.full(cells.people, "")) != ""
    sized = size_given & ~kind_given & (people.protrusion_mm > 0)
    sizeless = size_given & ~kind_given & (people.protrusion_mm == 0)
    protruded = np.isin(people.herniation, HERNIATIONS[PROTRUDED:])
    kind = np.where(sized & ~protruded, HERNIATIONS[PROTRUDED], people.herniation)
    kind = np.where(sizeless & protruded, HERNIATIONS[0], kind)
    size = np.where(np.isin(kind, HERNIATIONS[PROTRUDED:]), protrusion(cells.people, seed), 0.0)
    duration_given = ~np.isnan(cells.numbers.get("duration_months", nothing))
    return people.replaced(
        {
            "herniation": kind,
            "protrusion_mm": np.where(size_given, people.protrusion_mm, size),
            "duration_months": np.where(
                duration_given, people.duration_months, np.maximum(people.duration_months, people.failed_care_months)
            ),
        }
    )


def _read(path: Path) -> dict[str, list[Any]]:
    """The table as lists of cells by column."""
    if path.suffix not in READERS:
        raise InputError(f"Table '{path.name}': found the ending '{path.suffix}'; give a .csv or a .parquet file.")
    try:
        titles, columns = READERS[path.suffix](path)
    except FileNotFoundError:
        raise InputError(f"There is no table '{path}'; check the path.") from None
    except InputError:  # one of ours that says more
        raise
    except (ValueError, OSError, csv.Error) as error:  # Arrow's errors are ValueErrors or OSErrors
        said = " ".join(str(error).split())
        raise InputError(f"Table '{path.name}' cannot be read ({said}); save it again as CSV or Parquet.") from None
    twice = [title for title in titles if titles.count(title) > 1]
    if twice:
        raise InputError(f"Table '{path.name}': the column '{twice[0]}' stands twice; keep one of them.")
    return dict(zip(titles, columns, strict=True))


def _read_csv(path: Path) -> tuple[list[str], list[list[Any]]]:
    with path.open(newline="", encoding="utf-8-sig") as lines:
        rows = [row for row in csv.reader(lines) if row]
    if not rows:
        raise ValueError("it is empty")
    titles = [title.strip() for title in rows[0]]
    _refuse_other_separator(path, titles)
    for number, row in enumerate(rows[1:], 1):
        if len(row) != len(titles):
            raise ValueError(f"row {number} has {len(row)} cells and the first line {len(titles)}")
    return titles, [[row[at] for row in rows[1:]] for at in range(len(titles))]


def _refuse_other_separator(path: Path, titles: list[str]) -> None:
    """Refuse one title that holds several: Excel in Europe parts columns by ; and writes 4,5 for four and a half.

    Such a file is not read as if by guess: its numbers may have commas that part cells elsewhere.
    """
    for separator, name in SEPARATORS.items():
        if len(titles) == 1 and separator in titles[0]:
            raise InputError(
                f"Table '{path.name}': the columns are parted by {name} where ',' is expected; save it with commas "
                "between columns and points in numbers."
            )


def _read_parquet(path: Path) -> tuple[list[str], list[list[Any]]]:
    from pyarrow import parquet

    table = parquet.read_table(path)
    return list(table.column_names), [column.to_pylist() for column in table.columns]


SEPARATORS = {";": "';'", "\t": "tabs", "|": "'|'"}
"""What programs put between columns in place of commas, and how a sentence names it."""
READERS = {".csv": _read_csv, ".parquet": _read_parquet}
