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
from pulposus.forecasting.case_sentences import alike

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


MOST_LISTED = 12
"""Names that a sentence lists; of more it gives the number and the page that tells of them."""
MOST_NEAR = 3
"""Names that a sentence offers in place of an unknown one."""
FEWEST_LETTERS = 3
"""Of what was found, from which on a name is near that holds it; fewer letters stand in most names."""
PAGE = "docs/trial_design.md"


def near(found: object, known: Iterable[str]) -> list[str]:
    """Up to three known names that were most likely meant: those that begin with what was found, slips, and those that
    hold it."""
    names, text = list(known), str(found).lower()
    long_enough = len(text) >= FEWEST_LETTERS
    begin = [name for name in names if long_enough and name.lower().startswith(text)]
    slips = alike(found, names, MOST_NEAR)
    hold = [name for name in names if long_enough and text in name.lower()]
    return list(dict.fromkeys([*begin, *slips, *hold]))[:MOST_NEAR]


def closest(found: object, known: Iterable[str]) -> str:
    """The names of `near` as a sentence offers them: 'a', 'b' or 'c'; empty where nothing is near."""
    *others, last = [f"'{name}'" for name in near(found, known)] or [""]
    return f"{', '.join(others)} or {last}" if others else last


def unknown(
    found: object, known: Iterable[str], step: str = "name one of these", what: str = "one of ", page: str = PAGE
) -> str:
    """The sentence for a name that is none of the known ones; ``page`` tells of them where they are many."""
    names = list(known)
    meant = closest(found, names)
    listed = ", ".join(names) if len(names) <= MOST_LISTED else f"the {len(names)} that {page} tells of"
    return f"found {shown(found)}, expected {what}{listed}; {f'did you mean {meant}?' if meant else step}"


def once(keys: Sequence[str], field: str, step: str = "keep one") -> None:
    """Refuse a key that stands twice."""
    for place, key in enumerate(keys):
        if key in keys[:place]:
            raise refuse(f"found '{key}' twice, expected each once; {step}", field)


def few(found: Sequence[object], most: int, field: str, why: str) -> None:
    """Refuse a longer list than is computed."""
    if len(found) > most:
        raise refuse(f"found {len(found)}, expected at most {most} because {why}; remove some", field)
