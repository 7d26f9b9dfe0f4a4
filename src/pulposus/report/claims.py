"""What people are told about discs and cells, each statement with verdict, sentence, numbers and sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulposus.claims import SHOWN, Judgement, Number, PartResult, Record, Verdict
from pulposus.claims.clinical import number
from pulposus.claims.load import GROUPS
from pulposus.library.schema import Source

# Sign and look of a verdict; the word always stands beside the sign.
BADGES: dict[Verdict, tuple[str, str]] = {
    "supported": ("\N{CHECK MARK}", "given"),
    "mixed": ("\N{PLUS-MINUS SIGN}", "assumed"),
    "not supported": ("\N{MULTIPLICATION SIGN}", "flagged"),
    "untested": ("?", "not-covered"),
}
MEANINGS: dict[Verdict, str] = {
    "supported": "every part of it was looked for and found",
    "mixed": "part of it was found, or studies disagree",
    "not supported": "it was looked for and not found",
    "untested": "no study that could tell was found",
}
KINDS: dict[str, str] = {
    "one controlled trial": "one trial with a control",
    "controlled trials": "trials with a control",
    "uncontrolled": "without a control",
    "assumed": "assumed, not measured",
    "limit": "limit of the rule",
}


@dataclass(frozen=True)
class Badge:
    """A verdict as word and sign."""

    word: str
    sign: str
    look: str
    meaning: str


@dataclass(frozen=True)
class Line:
    """One number: what it is, the number with its interval, where such a number comes from."""

    what: str
    number: str
    kind: str
    note: str


@dataclass(frozen=True)
class PartRow:
    """One part; ``badge`` is None where it only stands beside."""

    name: str
    badge: Badge | None
    because: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class SourceRow:
    """One study or source: ``ref`` is its number in the page's list of sources, empty where it has none."""

    name: str
    about: str
    said: str
    address: str
    places: tuple[tuple[str, str], ...]
    ref: str
    anchor: str


@dataclass(frozen=True)
class Row:
    """One statement."""

    id: str
    anchor: str
    statement: str
    badge: Badge
    sentence: str
    question: str
    population: str
    parts: tuple[PartRow, ...]
    sources: tuple[SourceRow, ...]
    silent: tuple[str, ...]
    rules: tuple[str, ...]
    change: str
    not_judged: str


@dataclass(frozen=True)
class Block:
    """Statements of one group."""

    title: str
    anchor: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ClaimsView:
    """The section as the template needs it; ``counts`` in the order of the key, best verdict first."""

    blocks: tuple[Block, ...]
    counts: tuple[tuple[Badge, int], ...]
    total: int


def badge(verdict: Verdict) -> Badge:
    """A verdict as word, sign and look."""
    sign, look = BADGES[verdict]
    return Badge(verdict, sign, look, MEANINGS[verdict])


def view(found: Sequence[Judgement], numbers: Mapping[str, int] | None = None) -> ClaimsView:
    """The section; ``numbers`` are places of sources in the page's list, by key."""
    places = numbers or {}
    blocks = tuple(
        Block(
            title[0].upper() + title[1:],
            f"claims-{title.split()[-1].strip(chr(39))}",
            tuple(row(one, places) for one in found if one.claim.group == title),
        )
        for title in GROUPS
    )
    counts = tuple((badge(verdict), sum(one.verdict == verdict for one in found)) for verdict in SHOWN)
    return ClaimsView(tuple(block for block in blocks if block.rows), counts, len(found))


def used_sources(found: Sequence[Judgement]) -> tuple[Source, ...]:
    """Sources behind all statements, each once, for the page's list; those that report nothing are left out."""
    records = {r.key: r for one in found for r in one.records if r.address.startswith("http") and not r.silent}
    return tuple(Source(key=r.key, citation=r.citation, url=r.address) for _, r in sorted(records.items()))


def row(one: Judgement, numbers: Mapping[str, int]) -> Row:
    """One statement as the template needs it."""
    claim = one.claim
    return Row(
        id=claim.id,
        anchor=f"claim-{claim.id}",
        statement=claim.statement,
        badge=badge(one.verdict),
        sentence=one.sentence,
        question=claim.question,
        population=claim.population,
        parts=tuple(_part(part) for part in (*one.judged, *one.beside)),
        sources=tuple(_source(record, numbers) for record in one.records if not record.silent),
        silent=tuple(record.name for record in one.records if record.silent),
        rules=tuple(dict.fromkeys(part.rule for part in one.judged)),
        change=one.change,
        not_judged=claim.not_judged or "",
    )


def _part(part: PartResult) -> PartRow:
    given = None if part.verdict is None else badge(part.verdict)
    return PartRow(part.asked.name, given, part.because or part.finding, tuple(_line(one) for one in part.numbers))


def _line(one: Number) -> Line:
    return Line(one.what, number(one), KINDS.get(one.kind, one.kind), one.note)


def _source(record: Record, numbers: Mapping[str, int]) -> SourceRow:
    grade = f"grade {record.grade}" if record.grade else ""
    beside = "" if record.moves else "beside"
    return SourceRow(
        name=record.name,
        about=", ".join(part for part in (record.design, grade, beside) if part),
        said=record.said,
        address=record.address,
        places=tuple(_place(place) for place in record.read_in),
        ref=str(numbers.get(record.key, "")),
        anchor=f"ref-{record.key}",
    )


def _place(place: str) -> tuple[str, str]:
    """Kind of text and address in which a number was read; a bare DOI becomes one."""
    kind, _, address = place.partition(": ")
    return kind, address if address.startswith("http") else f"https://doi.org/{address}"
