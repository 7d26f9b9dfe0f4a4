"""The list of sources: where every number that a run used comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pulposus import eligibility
from pulposus.eligibility.schema import URGENCIES
from pulposus.library import facts
from pulposus.library.schema import Source


@dataclass(frozen=True)
class Reference:
    """One source as it is printed: ``link`` is what ``address`` opens."""

    key: str
    citation: str
    address: str = ""
    link: str = ""
    why: str = ""


def reference(source: Source) -> Reference:
    """A source with the best address it has: DOI, then PubMed, then its page."""
    link = f"doi:{source.doi}" if source.doi else f"PMID {source.pmid}" if source.pmid else source.url or ""
    return Reference(source.key, source.citation, source.address, link, "" if link else source.why or "")


def references(topics: Iterable[str], extra: Iterable[Source] = ()) -> tuple[list[Reference], list[Reference]]:
    """Published sources and analyst priors behind the given topics, each sorted by key.

    Only sources that a fact of the topic points to are listed; ``extra`` adds the report's own.
    """
    used: dict[str, Source] = {source.key: source for source in extra}
    for topic in topics:
        library = facts(topic)
        for fact in library.values():
            used[fact.source] = library.sources[fact.source]
    ordered = [used[key] for key in sorted(used, key=str.casefold)]
    published = [reference(source) for source in ordered if source.kind != "analyst prior"]
    priors = [reference(source) for source in ordered if source.kind == "analyst prior"]
    return published, priors


def red_flags() -> dict[str, Any]:
    """Signs that need a doctor: lists ``at_once`` and ``soon``, and ``sources``."""
    found = eligibility.red_flags()
    signs: dict[str, Any] = {urgency: tuple(flag.words for flag in found.of(urgency)) for urgency in URGENCIES}
    return {**signs, "sources": found.sources}
