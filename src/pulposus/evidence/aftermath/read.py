"""From facts to findings: a stem of facts names a count, a percentage, an amount or a ratio."""

from __future__ import annotations

import re

from pulposus.errors import RunError
from pulposus.evidence.aftermath.records import (
    RECOVERY,
    TIME_UNITS,
    Amount,
    Ratio,
    Record,
    Share,
    Time,
    Topic,
    counted,
    rounded,
)
from pulposus.evidence.aftermath.schema import Item
from pulposus.library import Facts, facts
from pulposus.numerics.settings import AFTERMATH_PERCENT

FACT_TOPICS = ("recovery", "harms")
_AMOUNTS = ("nights", "days", "weeks", "per_100_years", "per_1000_years")


def library_of(topic: Topic) -> Facts:
    """Where the facts of a topic stand: recovery or harms."""
    return facts(FACT_TOPICS[0] if topic in RECOVERY else FACT_TOPICS[1])


def record(item: Item, topic: Topic) -> Record:
    """One finding with its numbers.

    Raises:
        RunError: when the library holds no fact, or facts of two kinds, under the stem.
    """
    library = library_of(topic)
    name, measure = (item.fact, None) if item.in_words else _measure(library, item.fact)
    return Record(
        what=_filled(item.what, library),
        measure=measure,
        followed=_followed(library, item.fact),
        population=library[name].population,
        source=library.source(name),
        borrowed=item.borrowed,
        advice=item.advice,
    )


def _measure(library: Facts, stem: str) -> tuple[str, Share | Amount | Ratio]:
    """The one measure that a stem names, and the fact that its source and people are read from."""
    found: list[tuple[str, Share | Amount | Ratio]] = []
    if f"{stem}_events" in library:
        of = library[f"{stem}_of"]
        found.append((f"{stem}_events", counted(round(library[f"{stem}_events"].value), round(of.value), of.unit)))
    if f"{stem}_percent" in library:
        found.append((f"{stem}_percent", _printed(library, stem)))
    for unit in _AMOUNTS:
        if (name := f"{stem}_{unit}") in library:
            fact = library[name]
            found.append((name, Amount(fact.value, fact.unit, fact.spread if isinstance(fact.spread, float) else None)))
    if (name := f"{stem}_ratio") in library:
        fact = library[name]
        assert isinstance(fact.spread, tuple)
        found.append((name, Ratio(fact.value, *fact.spread, fact.unit)))
    if len(found) != 1:
        raise RunError(
            f"The library file '{library.topic}.yaml' holds {len(found)} measures under '{stem}'; give exactly one of "
            f"{stem}_events with {stem}_of, {stem}_percent, {stem}_ratio, {stem}_{', '.join(_AMOUNTS)}."
        )
    return found[0]


def _printed(library: Facts, stem: str) -> Share:
    """A share of which only the percentage was printed, with its range where the people or a range were printed too."""
    fact = library[f"{stem}_percent"]
    share, of_what = fact.value / AFTERMATH_PERCENT, fact.unit.removeprefix("percent of ")
    if f"{stem}_of" in library:
        return rounded(fact.value, round(library[f"{stem}_of"].value), of_what)
    if isinstance(fact.spread, tuple):
        low, high = (edge / AFTERMATH_PERCENT for edge in fact.spread)
        return Share(share, low, high, of_what, printed=True)
    return Share(share, None, None, of_what)


def _followed(library: Facts, stem: str) -> Time | None:
    """How long people were followed, where the source says it."""
    for unit in TIME_UNITS:
        for average in (False, True):
            name = f"{stem}_followed_{'average_' if average else ''}{unit}"
            if name in library:
                return Time(library[name].value, unit, average)
    return None


def _filled(text: str, library: Facts) -> str:
    """Text with the values of the facts that it names in braces."""
    return re.sub(r"\{(\w+)\}", lambda found: f"{library[found[1]].value:g}", text)
