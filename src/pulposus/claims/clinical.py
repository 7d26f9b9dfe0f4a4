"""What a judgement says to clinicians: every part with its numbers and rule, and what would change the verdict."""

from __future__ import annotations

from collections.abc import Sequence

from pulposus.claims import words
from pulposus.claims.result import Number, PartResult
from pulposus.claims.schema import Claim
from pulposus.claims.verdict import Verdict

MOST_NUMBERS = 3
"""Numbers of one part in the text; all stand in the table."""


def number(one: Number) -> str:
    """A number with unit and interval."""
    share = one.unit.startswith("share of ")
    value = words.of_hundred(one.value) if share else words.plain(one.value)
    unit = f"of 100 {one.unit.removeprefix('share of ')}" if share else one.unit
    told = f"{value} {unit}".strip()
    if one.low is None or one.high is None:
        return told
    low, high = (words.of_hundred(x) if share else words.plain(x) for x in (one.low, one.high))
    return f"{told} ({low} to {high})"


def _part(part: PartResult) -> str:
    verdict = f"{part.verdict}; {part.because}" if part.verdict is not None else f"beside; {part.finding}"
    told = [f"{one.what}: {number(one)}" for one in part.numbers[:MOST_NUMBERS] if one.kind != "limit"]
    return words.sentence(f"{part.asked.name}: {'; '.join([verdict, *told])}")


def longer(claim: Claim, verdict: Verdict, parts: Sequence[PartResult]) -> str:
    """The whole judgement as running text."""
    said = [f"{claim.question} {verdict.capitalize()} in {claim.population}.", *(_part(part) for part in parts)]
    if claim.not_judged:
        said.append(f"Not judged: {words.sentence(claim.not_judged)}")
    return " ".join(said)


def what_would_change(parts: Sequence[PartResult]) -> str:
    """What the rules say would move the verdict, part by part, equal sentences once."""
    by_change: dict[str, list[str]] = {}
    for part in parts:
        by_change.setdefault(part.change, []).append(part.asked.name)
    if len(by_change) == 1:
        return next(iter(by_change))
    return " ".join(f"{_first_upper(', '.join(names))}: {change}" for change, names in by_change.items())


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
