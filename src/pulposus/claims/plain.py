"""One sentence for patients, put together from the verdicts and findings of the parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pulposus.claims.result import PartResult
from pulposus.claims.verdict import SHOWN, Verdict
from pulposus.claims.words import count_words
from pulposus.listing import listing

LONGEST = 40
"""Words of what a patient reads."""
OPENERS: dict[Verdict, str] = {
    "supported": "Studies bear this out",
    "mixed": "Studies bear out only part of this",
    "not supported": "Studies that looked do not bear this out",
    "untested": "No study that could tell was found",
}
LABELS: dict[Verdict, str] = {
    "supported": "shown",
    "mixed": "partly shown",
    "not supported": "not shown",
    "untested": "not tested",
}


def sentence(verdict: Verdict, parts: Sequence[PartResult]) -> str:
    """The fullest wording that is short enough."""
    for candidate in _candidates(verdict, parts):
        if count_words(candidate) <= LONGEST:
            return f"{candidate}."
    return f"{OPENERS[verdict]}."


def _candidates(verdict: Verdict, parts: Sequence[PartResult]) -> Iterator[str]:
    opener, leading = OPENERS[verdict], _leading(verdict, parts)
    names = _names(parts, leading)
    yield f"{opener}: {names}"
    yield f"{names[0].upper()}{names[1:]}"
    short = _names(parts, None)
    yield f"{opener}: {short}"
    yield f"{short[0].upper()}{short[1:]}"


def _leading(verdict: Verdict, parts: Sequence[PartResult]) -> PartResult:
    """The part that says most: one with the verdict of the whole, and of these the first with a number."""
    same = [part for part in parts if part.verdict == verdict] or list(parts)
    return next((part for part in same if part.numbers and part.records), same[0])


def _names(parts: Sequence[PartResult], leading: PartResult | None) -> str:
    """Which parts are shown and which are not; what was found of ``leading`` stands behind it in brackets."""
    told = []
    for verdict in SHOWN:
        names = [
            f"{part.asked.name} ({part.finding})" if part is leading else part.asked.name
            for part in parts
            if part.verdict == verdict
        ]
        if names:
            told.append(f"{LABELS[verdict]} {'is' if len(names) == 1 else 'are'} {listing(names)}")
    return "; ".join(told)
