"""The list of sources: where every number that a run used comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

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


@dataclass(frozen=True)
class Risk:
    """One published harm of a procedure."""

    what: str
    people: str
    percent: float
    low: float
    high: float
    who: str
    source: str


def reference(source: Source) -> Reference:
    """A source with the best address it has: DOI, then PubMed, then its page."""
    if source.doi:
        return Reference(source.key, source.citation, f"https://doi.org/{source.doi}", f"doi:{source.doi}")
    if source.pmid:
        address = f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/"
        return Reference(source.key, source.citation, address, f"PMID {source.pmid}")
    if source.url:
        return Reference(source.key, source.citation, source.url, source.url)
    return Reference(source.key, source.citation, why=source.why or "")


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


@cache
def red_flags() -> dict[str, Any]:
    """Signs that need a doctor: lists ``at_once`` and ``soon``, and ``sources``."""
    raw = yaml.safe_load((files("pulposus.report") / "red_flags.yaml").read_text(encoding="utf-8"))
    raw["sources"] = tuple(Source.model_validate(source) for source in raw["sources"])
    return dict(raw)


RISK_TOPIC = "procedure_risks"
_RISKS = {
    "disc_infection_after_puncture_percent": "Infection of the disc after a needle was put into it",
    "serious_event_after_cells_percent": "Serious event after cells were injected into a disc",
    "related_serious_event_in_trial_percent": "Serious event that the trial related to the injection",
}


def risks() -> tuple[Risk, ...]:
    """Published harms of the procedures, with denominators."""
    library = facts(RISK_TOPIC)
    found = []
    for name, what in _RISKS.items():
        fact = library[name]
        assert isinstance(fact.spread, tuple)
        people = (fact.note or "").split(";")[0]
        found.append(Risk(what, people, fact.value, *fact.spread, fact.population, library.source(name).citation))
    return tuple(found)
