"""What the library of facts says of its own numbers: how many have a spread, and how many nobody measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pulposus.library import facts


@dataclass(frozen=True)
class Inputs:
    """Facts of some topics: all, those with a spread, those whose source is a judgement of the authors, and those that
    are both."""

    facts: int
    spread: int
    judged: int
    judged_spread: int
    sources: int


def inputs(topics: Iterable[str]) -> Inputs:
    """Counts over the facts of topics."""
    found = [
        (fact.spread_kind != "none", facts(topic).source(name))
        for topic in topics
        for name, fact in facts(topic).items()
    ]
    judged = [spread for spread, source in found if source.kind == "analyst prior"]
    published = {source.key for _, source in found if source.kind != "analyst prior"}
    return Inputs(len(found), sum(spread for spread, _ in found), len(judged), sum(judged), len(published))
