"""Load the YAML files of facts, and print their sources as BibTeX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

import yaml
from pydantic import ValidationError

from pulposus.errors import RunError
from pulposus.library.schema import Fact, FactFile, Source

# The compiled reader where there is one: it is ten times faster, and every command reads these files.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Facts(Mapping[str, Fact]):
    """The facts of one topic, by name. Asking for one that does not exist names the nearest topic file."""

    def __init__(self, file: FactFile) -> None:
        self._file = file
        self._sources = {source.key: source for source in file.sources}

    @property
    def topic(self) -> str:
        return self._file.topic

    def __getitem__(self, name: str) -> Fact:
        try:
            return self._file.facts[name]
        except KeyError:
            raise RunError(
                f"The library file '{self.topic}.yaml' has no fact '{name}'; add it there with unit and source."
            ) from None

    def __contains__(self, name: object) -> bool:
        return name in self._file.facts

    def __iter__(self) -> Iterator[str]:
        return iter(self._file.facts)

    def __len__(self) -> int:
        return len(self._file.facts)

    def source(self, name: str) -> Source:
        """Source of a fact."""
        return self._sources[self[name].source]

    @property
    def sources(self) -> Mapping[str, Source]:
        return self._sources


def topics() -> tuple[str, ...]:
    """Names of all library files, sorted."""
    folder = files("pulposus.library") / "facts"
    return tuple(sorted(p.name.removesuffix(".yaml") for p in folder.iterdir() if p.name.endswith(".yaml")))


@cache
def facts(topic: str) -> Facts:
    """All facts of one topic (the name of a file in ``library/facts`` without ``.yaml``).

    Raises:
        RunError: when the file is missing or an entry lacks unit, spread, population or source.
    """
    path = files("pulposus.library") / "facts" / f"{topic}.yaml"
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except FileNotFoundError:
        raise RunError(f"There is no library file '{topic}.yaml'; there are {', '.join(topics())}.") from None
    try:
        file = FactFile.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RunError(f"Library file '{topic}.yaml', {place}: {first['msg']}.") from None
    known = {source.key for source in file.sources}
    for name, fact in file.facts.items():
        if fact.source not in known:
            raise RunError(f"Library file '{topic}.yaml', {name}: source '{fact.source}' is not listed.")
    return Facts(file)


def value(topic: str, name: str) -> float:
    """Central value of one fact."""
    return facts(topic)[name].value


def bibtex(only: Iterable[str] | None = None) -> str:
    """BibTeX of all sources listed by the given topics (all topics when ``only`` is None)."""
    entries: dict[str, str] = {}
    for topic in topics() if only is None else sorted(set(only)):
        for key, source in facts(topic).sources.items():
            fields = {"note": source.citation}
            if source.doi:
                fields["doi"] = source.doi
            if source.pmid:
                fields["pmid"] = source.pmid
            if source.url:
                fields["url"] = source.url
            if source.why:
                fields["annote"] = f"{source.kind}: {source.why}"
            body = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items())
            entries[key] = f"@misc{{{key},\n{body}\n}}"
    return "\n\n".join(entries[key] for key in sorted(entries)) + "\n"
