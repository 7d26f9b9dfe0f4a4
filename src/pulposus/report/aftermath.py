"""Recovery and harms of every treatment side by side: five columns, one denominator, and unknown printed as unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pulposus.errors import InputError
from pulposus.evidence.aftermath import TOPICS, Aftermath, Answer, Topic, aftermath, by_month, sources, stranger
from pulposus.evidence.aftermath.binomial import exact_interval
from pulposus.forecasting.result import Forecast, TreatmentForecast
from pulposus.library.schema import Source
from pulposus.report.aftermath_words import OF, TITLES, UNKNOWN, Line, lines, out_of
from pulposus.report.figures.style import SHADES, looks
from pulposus.report.groups import groups

COLUMNS: tuple[Topic, ...] = ("nights", "light_activity", "work", "serious_harm", "later_surgery")
SMALL_STUDY = 10  # people: what "none of them" still allows is shown for a study of this size


@dataclass(frozen=True)
class Cell:
    """What the table shows of one topic: the finding that stands first, or the word and its reason."""

    heading: str
    first: Line
    also: tuple[Line, ...]  # parts of a combination of which this is not known
    more: int  # findings that only the list holds
    on_horizon: str


@dataclass(frozen=True)
class Row:
    """One treatment: its cells, and every finding by topic."""

    key: str
    name: str
    colour: str
    cells: tuple[Cell, ...]
    lists: tuple[tuple[str, tuple[Line, ...]], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """Treatments of one group."""

    title: str
    anchor: str
    colour: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class AftermathView:
    """The whole part; of ``asked`` places ``unknown`` hold no number, ``advised`` only advice of clinics."""

    of: int
    blocks: tuple[Block, ...]
    month: str
    unknown: int
    advised: int
    asked: int
    small_study: int
    small_study_up_to: str


def found(forecast: Forecast, known: Mapping[str, Aftermath] | None = None) -> dict[str, Aftermath]:
    """Recovery and harms by treatment; ``known`` gives those that a key alone cannot name (a user's own files)."""
    return {t.key: (known or {}).get(t.key) or _by_key(t) for t in forecast.treatments}


def _by_key(treatment: TreatmentForecast) -> Aftermath:
    try:
        return aftermath(treatment.key)
    except InputError:
        return stranger(treatment.key, treatment.name)


def used_sources(every: Mapping[str, Aftermath]) -> tuple[Source, ...]:
    """Sources that the tables point to, for the page's list of sources."""
    return sources(every.values())


def view(forecast: Forecast, every: Mapping[str, Aftermath], numbers: Mapping[str, int]) -> AftermathView:
    """Tables and lists; ``numbers`` are the places of the sources in the page's list, by key."""
    look, month = looks(forecast), forecast.months[-1]
    blocks = tuple(
        Block(
            group.title,
            f"after-{group.anchor}",
            SHADES[group.key][0],
            tuple(row(t, every[t.key], look[t.key].colour, month, numbers) for t in group.treatments),
        )
        for group in groups(forecast)
    )
    cells = [cell for block in blocks for one in block.rows for cell in one.cells]
    return AftermathView(
        of=OF,
        blocks=blocks,
        month=f"{month:g}",
        unknown=sum(cell.first.large == UNKNOWN for cell in cells),
        advised=sum(cell.first.advice for cell in cells),
        asked=len(cells),
        small_study=SMALL_STUDY,
        small_study_up_to=out_of(exact_interval(0, SMALL_STUDY)[1]),
    )


def row(treatment: TreatmentForecast, known: Aftermath, colour: str, month: float, numbers: Mapping[str, int]) -> Row:
    """One treatment."""
    return Row(
        key=treatment.key,
        name=treatment.name,
        colour=colour,
        cells=tuple(cell(known.answer(topic), month, numbers) for topic in COLUMNS),
        lists=tuple((TITLES[topic], lines(known.answer(topic), numbers)) for topic in TOPICS),
        notes=known.notes,
    )


def cell(answer: Answer, month: float, numbers: Mapping[str, int]) -> Cell:
    """One place of the table."""
    first, *rest = lines(answer, numbers)
    return Cell(
        heading=TITLES[answer.topic],
        first=first,
        also=tuple(one for one in rest if one.large == UNKNOWN),
        more=max(0, len(answer.records) - 1),
        on_horizon=_on_horizon(answer, month) if answer.topic == "later_surgery" else "",
    )


def _on_horizon(answer: Answer, month: float) -> str:
    """The same share by the last month of the forecast, where it can be scaled to it."""
    if answer.head is None:
        return ""
    at = by_month(answer.head, month)
    if at.share is None or not at.scaled:
        return ""
    return f"By month {month:g} at a constant rate: {out_of(at.share.share)}"
