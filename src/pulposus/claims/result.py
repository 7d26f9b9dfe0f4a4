"""What a judgement holds: verdict, rule, numbers, records, and the words for two kinds of reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from pulposus.claims.schema import Asked, Claim
from pulposus.claims.verdict import Verdict

Kind = Literal[
    "controlled trials", "one controlled trial", "review", "measured", "assumed", "counted", "practice",
    "uncontrolled", "fitted model", "limit",
]  # fmt: skip
"""Where a number comes from. ``assumed`` is a number of the library that nobody measured."""


@dataclass(frozen=True)
class Number:
    """One number with its unit; ``low`` and ``high`` are its 95 % interval, None where none was printed or computed."""

    what: str
    value: float
    unit: str
    kind: Kind
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Record:
    """A study or a source behind a judgement: citation, where it leads, what was read there and in what."""

    key: str
    name: str
    """Short, such as the first author and the year."""
    citation: str
    address: str
    said: str
    design: str = ""
    grade: str = ""
    read_in: tuple[str, ...] = ()
    moves: bool = True
    """Whether it can move a verdict; what stands beside cannot."""
    silent: bool = False
    """Whether it was looked at and reports nothing that was asked."""


@dataclass(frozen=True)
class Ruling:
    """What a rule makes of numbers: the verdict, why, and what would change it."""

    verdict: Verdict
    because: str
    change: str


@dataclass(frozen=True)
class PartResult:
    """One part of a statement. ``verdict`` is None for what only stands beside; ``finding`` is for patients."""

    asked: Asked
    verdict: Verdict | None
    rule: str
    because: str
    finding: str
    change: str
    numbers: tuple[Number, ...] = ()
    records: tuple[Record, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """One statement judged."""

    claim: Claim
    verdict: Verdict
    parts: tuple[PartResult, ...]
    sentence: str
    """At most ``plain.LONGEST`` words, for patients."""
    longer: str
    """For clinicians."""
    change: str

    @property
    def judged(self) -> tuple[PartResult, ...]:
        """Parts that make the verdict."""
        return tuple(part for part in self.parts if part.verdict is not None)

    @property
    def beside(self) -> tuple[PartResult, ...]:
        """Parts that only stand beside."""
        return tuple(part for part in self.parts if part.verdict is None)

    @property
    def records(self) -> tuple[Record, ...]:
        """Records behind the verdict, then those that only stand beside, each once."""
        every = [record for part in self.parts for record in part.records]
        return merged(sorted(every, key=lambda record: (not record.moves, record.silent)))


def merged(records: Iterable[Record]) -> tuple[Record, ...]:
    """Records by key, what several of them say of one source put together."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.key, []).append(record)
    return tuple(_one(same) for same in found.values())


def _one(same: list[Record]) -> Record:
    """What was read in one source behind a verdict; only where nothing was, what stands beside."""
    kept = [record for record in same if (record.moves, record.silent) == (same[0].moves, same[0].silent)]
    said = "; ".join(dict.fromkeys(record.said for record in kept))
    places = tuple(dict.fromkeys(place for record in kept for place in record.read_in))
    return replace(same[0], said=said, read_in=places)
