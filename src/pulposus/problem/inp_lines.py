"""The lines of an Abaqus input file: keyword blocks with their options and data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pulposus.errors import InputError

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?")


@dataclass
class Keyword:
    """One keyword block: name and options in capitals (values as written), and its data lines with their numbers."""

    name: str
    options: dict[str, str]
    line: int
    data: list[tuple[int, list[str]]] = field(default_factory=list)


def keywords(text: str) -> Iterator[Keyword]:
    """Keyword blocks in order; comments (**) and empty lines are left out, continued keyword lines joined."""
    current: Keyword | None = None
    head, start = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("**"):
            continue
        if head:
            head += line
        elif line.startswith("*"):
            if current is not None:
                yield current
                current = None
            head, start = line, number
        elif current is not None:
            current.data.append((number, [part.strip() for part in line.split(",")]))
            continue
        else:
            continue  # before the first keyword
        if not head.endswith(","):
            current, head = _keyword(head, start), ""
    if head:
        current = _keyword(head, start)
    if current is not None:
        yield current


def _keyword(head: str, line: int) -> Keyword:
    name, *parts = [part.strip() for part in head[1:].split(",")]
    options = {}
    for part in parts:
        key, _, value = part.partition("=")
        if key.strip():
            options["".join(key.split()).upper()] = value.strip().strip('"')
    return Keyword(" ".join(name.upper().split()), options, line)


def whole(text: str, line: int, name: str) -> int:
    """The id that a field holds.

    Raises:
        InputError: it is no whole number.
    """
    try:
        return int(text)
    except ValueError:
        raise InputError(
            f"{name}, line {line}: found {text[:40]!r}, expected an id (a whole number); correct that line."
        ) from None


def real(text: str, line: int, name: str) -> float:
    """The number that a field holds, also in Fortran's writing (1.0D-3).

    Raises:
        InputError: it is no finite number.
    """
    if not _NUMBER.fullmatch(text):
        raise InputError(f"{name}, line {line}: found {text[:40]!r}, expected a finite number; correct that line.")
    return float(text.upper().replace("D", "E"))
