"""What is known about one person and the discs to be treated; everything else is unknown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from pulposus.eligibility.load import implied, questions, red_flags
from pulposus.errors import InputError

Answer = bool | float | str | None
"""Yes or no, a number in the unit of the question, one of its options; None: not answered."""


@dataclass(frozen=True)
class Answers:
    """Answers by the key of their question; one mapping for the person and one for each disc to be treated.

    A question that is left out, or None, is not answered. Without any disc one disc is asked about of which nothing is
    known. ``red_flags`` holds yes or no by the key of the flag.

    Raises:
        InputError: an unknown question, an answer of the wrong kind, or two answers that contradict each other.
    """

    person: Mapping[str, Answer] = field(default_factory=dict)
    discs: tuple[Mapping[str, Answer], ...] = ()
    red_flags: Mapping[str, bool | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "person", _checked(self.person, "person"))
        object.__setattr__(self, "discs", tuple(_checked(disc, "disc") for disc in self.discs) or ({},))
        known = [flag.key for flag in red_flags().flags]
        for key, answer in self.red_flags.items():
            if key not in known:
                raise InputError(f"Red flag: found '{key}', expected one of {', '.join(known)}; correct the name.")
            if answer is not None and not isinstance(answer, bool):
                raise InputError(f"Red flag '{key}': found {answer!r}, expected yes or no; correct it.")

    def found(self, key: str) -> tuple[Answer, ...]:
        """What is known for one question: one answer about the person, one for each disc about a disc."""
        if questions()[key].about == "person":
            return (self.person.get(key),)
        return tuple(disc.get(key) for disc in self.discs)

    @property
    def levels(self) -> tuple[str, ...]:
        """Names of the discs as they are written; empty where the level is not known."""
        return tuple(str(disc.get("level") or "") for disc in self.discs)


def _checked(given: Mapping[str, Answer], about: str) -> dict[str, Answer]:
    """The answers that are given, with what follows from them."""
    kept: dict[str, Answer] = {}
    for key, answer in given.items():
        question = questions().get(key)
        if question is None or question.about != about:
            names = [name for name, other in questions().items() if other.about == about]
            near = get_close_matches(key, names, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"expected one of {', '.join(names)}."
            raise InputError(f"Answers about the {about}: found the unknown field '{key}'; {hint}")
        if answer is None:
            continue
        right = {
            "number": isinstance(answer, (int, float)) and not isinstance(answer, bool) and math.isfinite(answer),
            "yes or no": isinstance(answer, bool),
            "choice": answer in question.options,
        }[question.kind]
        if not right:
            wanted = f"one of {', '.join(question.options)}" if question.options else f"a {question.kind}"
            wanted = "yes or no" if question.kind == "yes or no" else wanted
            raise InputError(f"{key}: found {answer!r}, expected {wanted}; correct it.")
        kept[key] = answer
    return _with_implied(kept)


def _with_implied(kept: dict[str, Answer]) -> dict[str, Answer]:
    """Adds the answers that follow: a leak of contrast is a tear, no tear is no leak."""
    for _ in implied():  # so that chains of pairs are followed to their end
        for narrow, wide in implied():
            if kept.get(narrow) is True and kept.get(wide) is False:
                a, b = questions()[narrow].words, questions()[wide].words
                raise InputError(
                    f"{narrow}: found yes although {wide} is no, expected both to agree because '{a}' is a case of "
                    f"'{b}'; correct one."
                )
            if kept.get(narrow) is True:
                kept[wide] = True
            if kept.get(wide) is False:
                kept[narrow] = False
    return kept
