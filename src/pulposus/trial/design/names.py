"""Sentences about names: unknown ones, with the nearest that is known, and those that stand twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

from pulposus.forecasting.case_blocks import refuse
from pulposus.forecasting.case_numbers import shown
from pulposus.forecasting.case_sentences import nearest

KEY = r"[a-z][a-z0-9_]{0,39}"


def _key(found: object) -> object:
    if isinstance(found, str) and not re.fullmatch(KEY, found):
        raise refuse(f"found {shown(found)}, expected a name of at most 40 small letters, digits and _; rename it")
    return found


Key = Annotated[str, BeforeValidator(_key), WithJsonSchema({"type": "string", "pattern": f"^{KEY}$"})]
"""A name for tables: lower case, digits and _."""


@dataclass(frozen=True)
class Readable:
    """Text for people to read, of ``fewest`` to ``most`` letters."""

    fewest: int
    most: int

    def read(self, found: object) -> object:
        """The text without blanks around it."""
        if not isinstance(found, str):
            return found
        text = found.strip()
        if not self.fewest <= len(text) <= self.most:
            raise refuse(f"found {len(text)} letters, expected {self.fewest} to {self.most}; rewrite it")
        if not all(letter.isprintable() or letter == "\n" for letter in text):
            raise refuse("found a letter that cannot be printed, expected plain text; remove it")
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))


def unknown(found: object, known: Iterable[str], step: str = "name one of these", what: str = "one of ") -> str:
    """The sentence for a name that is none of the known ones."""
    names = list(known)
    near = nearest(found, names)
    hint = f"did you mean '{near}'?" if near else step
    return f"found {shown(found)}, expected {what}{', '.join(names)}; {hint}"


def once(keys: Sequence[str], field: str, step: str = "keep one") -> None:
    """Refuse a key that stands twice."""
    for place, key in enumerate(keys):
        if key in keys[:place]:
            raise refuse(f"found '{key}' twice, expected each once; {step}", field)


def few(found: Sequence[object], most: int, field: str, why: str) -> None:
    """Refuse a longer list than is computed."""
    if len(found) > most:
        raise refuse(f"found {len(found)}, expected at most {most} because {why}; remove some", field)
