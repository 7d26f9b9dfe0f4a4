"""Measurements as CSV: one row per disc and one per vertebra, a status and a note beside every number."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from pulposus.imaging.measurement import (
    DISC_QUANTITIES,
    VERTEBRA_QUANTITIES,
    DiscMeasurement,
    Quantity,
    VertebraMeasurement,
)

DISC_FILE = "measurements.csv"
VERTEBRA_FILE = "vertebrae.csv"
GRADES = range(1, 6)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _heading(names: Iterable[str]) -> list[str]:
    return [column for name in names for column in (name, f"{name}_status", f"{name}_note")]


def _cells(quantities: dict[str, Quantity], names: Iterable[str]) -> list[str]:
    chosen = [quantities[name] for name in names]
    return [cell for q in chosen for cell in (_number(q.value), q.status, q.note)]


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def write_discs(path: Path, discs: Iterable[DiscMeasurement]) -> None:
    """Write ``measurements.csv``: level, each quantity with status and note, grade probabilities, from below up.

    A quantity that is not covered has an empty cell, never a number.
    """
    grades = [f"pfirrmann_{grade}_probability" for grade in GRADES]
    rows = [["level", *_heading(DISC_QUANTITIES), *grades, "pfirrmann_expected", "pfirrmann_note"]]
    for disc in discs:
        chances = disc.grade_probabilities or (None,) * len(GRADES)
        tail = [*map(_number, chances), _number(disc.expected_grade), disc.grade_note]
        rows.append([disc.level, *_cells(disc.quantities, DISC_QUANTITIES), *tail])
    _write(path, rows)


def write_vertebrae(path: Path, vertebrae: Iterable[VertebraMeasurement]) -> None:
    """Write ``vertebrae.csv``: level, then each quantity with status and note, from below up."""
    rows = [["level", *_heading(VERTEBRA_QUANTITIES)]]
    rows += [[bone.level, *_cells(bone.quantities, VERTEBRA_QUANTITIES)] for bone in vertebrae]
    _write(path, rows)
