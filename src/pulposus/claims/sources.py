"""Where a number was read, as a record of a judgement."""

from __future__ import annotations

import re

from pulposus.claims.result import Record
from pulposus.evidence.meta.labels import short_name
from pulposus.evidence.schema import Study
from pulposus.library import Facts
from pulposus.library.schema import Source


def of_study(study: Study, said: str, read_in: set[str], *, moves: bool = True, silent: bool = False) -> Record:
    """A study of the base; ``read_in`` are keys of its sources."""
    places = tuple(f"{kind}: {place}" for key, (kind, place) in study.sources.items() if key in read_in)
    return Record(
        study.key,
        short_name(study),
        study.reference.text,
        study.address,
        said,
        study.design,
        study.quality.grade,
        places,
        moves,
        silent,
    )


def of_source(source: Source, said: str, *, moves: bool = True) -> Record:
    """A source of the library."""
    return Record(source.key, name_of(source.key), source.citation, source.address, said, source.kind, moves=moves)


def name_of(key: str) -> str:
    """A source in a list: "wilke_1999" and "Wilke1999" are Wilke 1999."""
    return " ".join(part[:1].upper() + part[1:] for part in re.findall(r"[A-Za-z]+|\d+", key))


def of_fact(library: Facts, name: str, said: str, *, moves: bool = True) -> Record:
    """The source of a fact."""
    return of_source(library.source(name), said, moves=moves)
