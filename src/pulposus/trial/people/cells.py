"""The cells of a user's table: checked one by one, refused with column, row and next step."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.trial.people.columns import NAMES, Column, column

YES = ("yes", "true", "1", "1.0", "y")
NO = ("no", "false", "0", "0.0", "n")
EMPTY = ("", "na", "nan", "null")
TEN = 10.0
PAIRED = (
    "facet_pain", "sacroiliac_pain", "low_mood", "severe_depression", "leg_pain_percent", "radiculopathy",
    "failed_care_months", "duration_months",
)  # fmt: skip
LEAST_FOR_SCALE = 5
"""Fewest filled cells from which a scale of ten is told from small scores of a hundred."""


class Cells(NamedTuple):
    """Numbers (n,) by column with NaN for empty, texts (n,) with "" for empty, and the ids where there are any."""

    people: int
    numbers: dict[str, NDArray[np.float64]]
    texts: dict[str, NDArray[np.str_]]
    ids: NDArray[np.int64] | None


def check(name: str, table: Mapping[str, Sequence[Any]]) -> Cells:
    """Cells of a table (lists by column), checked.

    Raises:
        InputError: no rows, an unknown column, a cell that is not what its column holds, ids that stand twice.
    """
    where = f"Table '{name}'"
    for title in table:
        if title not in NAMES and title != "id":
            raise InputError(f"{where}: found the column '{title}'; {_nearest(title)}")
    known = [title for title in table if title != "id"]
    if not known:
        raise InputError(f"{where} has no column of people; name the columns as the page on populations lists them.")
    count = len(table[known[0]])
    if count == 0:
        raise InputError(f"{where} has no rows; give one row for each person.")
    numbers, texts = {}, {}
    for title in known:
        one = column(title)
        if one.kind == "choice":
            texts[title] = np.array([_option(where, one, row, cell) for row, cell in enumerate(table[title], 1)])
        else:
            numbers[title] = np.array([_number(where, one, row, cell) for row, cell in enumerate(table[title], 1)])
            _check_scale(where, one, numbers[title])
    _check_pairs(where, numbers)
    return Cells(count, numbers, texts, _ids(where, table["id"]) if "id" in table else None)


def _check_pairs(where: str, numbers: Mapping[str, NDArray[np.float64]]) -> None:
    """Refuses two cells of a row that cannot both be true."""
    nothing = np.full(1, np.nan)
    facet, joint, mood, severe, leg, root, care, pain = (numbers.get(name, nothing) for name in PAIRED)
    faults = (
        ((facet == 1) & (joint == 1), "pain comes mainly from the facet joints and mainly from the sacroiliac joint"),
        ((mood == 0) & (severe == 1), "depression is severe and mood is not low"),
        ((leg == 0) & (root == 1), "a nerve root hurts in a leg without pain"),
        (care > pain, "treatment failed for longer than the pain has lasted"),
    )
    for wrong, said in faults:
        if wrong.any():
            raise InputError(f"{where}, row {int(np.argmax(wrong)) + 1}: {said}; correct one of the two.")


def _nearest(title: str) -> str:
    stem = title.split("_")[0].lower()
    alike = [name for name in NAMES if name.split("_")[0].lower() == stem]
    near = get_close_matches(title, NAMES, n=1) or alike[:1]
    if not near:
        return "the page on populations lists the columns there are."
    unit = column(near[0]).unit
    return f"did you mean '{near[0]}'" + (f" (in {unit})?" if unit else "?")


def _empty(cell: object) -> bool:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return True
    return isinstance(cell, str) and cell.strip().lower() in EMPTY


def _option(where: str, one: Column, row: int, cell: object) -> str:
    if _empty(cell):
        return ""
    text = str(cell).strip()
    if text not in one.options:
        raise InputError(f"{where}, row {row}, {one.name}: found '{text}'; give one of {', '.join(one.options)}.")
    return text


def _number(where: str, one: Column, row: int, cell: object) -> float:
    if _empty(cell):
        return math.nan
    text = str(cell).strip()
    here = f"{where}, row {row}, {one.name}"
    if one.kind == "yes or no":
        lower = text.lower()
        if lower not in YES + NO:
            raise InputError(f"{here}: found '{text}'; give yes or no.")
        return float(lower in YES)
    try:
        found = float(text)
    except ValueError:
        unit = f" in {one.unit}" if one.unit else ""
        raise InputError(f"{here}: found the text '{text}'; give the number alone{unit}.") from None
    low, high = one.limits
    if not low <= found <= high:
        raise InputError(f"{here}: found {text}; give {low:g} to {high:g} {one.unit}.")
    if one.kind == "whole number" and found != round(found):
        raise InputError(f"{here}: found {text}; give a whole number ({one.unit}).")
    return found


def _check_scale(where: str, one: Column, found: NDArray[np.float64]) -> None:
    """Refuses scores that were given on a scale of ten."""
    filled = found[~np.isnan(found)]
    if not one.name.endswith("_0_100") or len(filled) < LEAST_FOR_SCALE:
        return
    if 0 < filled.max() <= TEN:
        raise InputError(
            f"{where}, {one.name}: no value is above {filled.max():g}, as on a scale of 0 to 10; multiply by ten."
        )


def _ids(where: str, cells: Sequence[Any]) -> NDArray[np.int64]:
    found: dict[int, int] = {}
    for row, cell in enumerate(cells, 1):
        text = "" if _empty(cell) else str(cell).strip()
        try:
            number = int(text)
        except ValueError:
            raise InputError(f"{where}, row {row}, id: found '{text}'; give a whole number for each person.") from None
        if number in found:
            raise InputError(f"{where}: rows {found[number]} and {row} have the id {number}; give each person one.")
        found[number] = row
    return np.array(list(found), dtype=np.int64)
