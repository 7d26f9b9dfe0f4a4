"""What an MRI a year later would say: people out of 100 whose disc reads better, the same or worse."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.course.reading.reader import limits
from pulposus.forecasting.result import Chance, Forecast, TreatmentForecast
from pulposus.report.chances import main_month
from pulposus.report.figures.style import Look
from pulposus.report.groups import groups, natural_course
from pulposus.report.words import number, people_of_100


@dataclass(frozen=True)
class MriRow:
    """One treatment: people out of 100 by grade (together 100), and those beyond the error of measurement."""

    name: str
    colour: str
    better: int
    same: int
    worse: int
    higher: int
    lower: int
    brighter: int


@dataclass(frozen=True)
class MriTable:
    """One disc: ``blocks`` are (group, rows)."""

    level: str
    month: str
    blocks: tuple[tuple[str, tuple[MriRow, ...]], ...]
    natural: MriRow | None
    others: str
    """Span of "better" over all other treatments, in words."""
    was_read: bool
    """The grade at the start is one that somebody read; else it is drawn from the chances of grades."""
    height_limit: str
    T2_limit: str
    error: str
    """Largest Monte Carlo error of the table, people out of 100."""


def tables(forecast: Forecast, look: dict[str, Look]) -> tuple[MriTable, ...]:
    """A table for each disc whose readings the forecast holds."""
    month = main_month(forecast)
    found = (_table(forecast, level, month, look) for level in forecast.levels)
    return tuple(table for table in found if table is not None)


def _table(forecast: Forecast, level: str, month: float, look: dict[str, Look]) -> MriTable | None:
    at = forecast.months.index(month)
    blocks = []
    for group in groups(forecast):
        rows = tuple(_row(t, level, at, look[t.key].colour) for t in group.treatments if level in t.mri_chances)
        if rows:
            blocks.append((group.title, rows))
    if not blocks:
        return None
    arm = natural_course(forecast)
    natural = _row(arm, level, at, look[arm.key].colour) if arm is not None and level in arm.mri_chances else None
    others = [row.better for _, rows in blocks for row in rows if row != natural]
    probabilities = forecast.disc_inputs.get(level, {}).get("grade_probabilities")
    beyond = limits(forecast.reader)
    error = max(c.standard_error for t in forecast.treatments for c in _at(t, level, at).values())
    return MriTable(
        level=level,
        month=f"{month:g}",
        blocks=tuple(blocks),
        natural=natural,
        others=_span(others),
        was_read=isinstance(probabilities, list | tuple) and max(probabilities) == 1,
        height_limit=number(beyond.height_mm, 1),
        T2_limit=number(100 * beyond.T2_share),
        error=f"{max(1.0, 100 * error):.0f}",
    )


def _at(treatment: TreatmentForecast, level: str, at: int) -> dict[str, Chance]:
    return {name: row[at] for name, row in treatment.mri_chances.get(level, {}).items()}


def _row(treatment: TreatmentForecast, level: str, at: int, colour: str) -> MriRow:
    chance = {name: found.value for name, found in _at(treatment, level, at).items()}
    better, worse = chance["grade read better"], chance["grade read worse"]
    grade = people_of_100([better, 1 - better - worse, worse])
    beyond = (round(100 * chance[name]) for name in ("height read higher", "height read lower", "T2 read higher"))
    return MriRow(treatment.name, colour, *grade, *beyond)


def _span(people: list[int]) -> str:
    if not people:
        return ""
    low, high = min(people), max(people)
    return f"{low}" if low == high else f"{low} to {high}"
