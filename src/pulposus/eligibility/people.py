"""Many people as arrays, for screening whole populations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.eligibility.answers import Answers
from pulposus.eligibility.load import implied, questions
from pulposus.errors import InputError

Column = NDArray[Any]


@dataclass(frozen=True)
class People:
    """Answers of ``count`` people, by key of the question.

    ``person`` holds arrays (people,); ``discs`` arrays (people, discs) or, for one disc each, (people,). Numbers are
    float with NaN for unknown, yes and no are 1 and 0 with NaN for unknown, choices are text with "" for unknown; what
    has no column is unknown for everybody. ``present`` (people, discs) says which discs are to be treated; all, when
    left out.

    Raises:
        InputError: an unknown question, a column of another shape or kind, or answers that contradict each other.
    """

    count: int
    person: Mapping[str, Column] = field(default_factory=dict)
    discs: Mapping[str, Column] = field(default_factory=dict)
    present: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        discs = {key: _two_dimensional(column) for key, column in self.discs.items()}
        width = max((column.shape[-1] for column in discs.values()), default=1)
        every = np.ones((self.count, width), dtype=bool)
        present = every if self.present is None else np.asarray(self.present, dtype=bool)
        if present.ndim != 2 or present.shape[0] != self.count:
            raise InputError(f"present: found the shape {present.shape}, expected ({self.count}, discs); correct it.")
        if not present.any(axis=1).all():
            raise InputError("present: found a person without a disc, expected at least one disc each; correct it.")
        object.__setattr__(self, "present", present)
        person = {key: _column(key, column, "person", (self.count,)) for key, column in self.person.items()}
        checked = {key: _column(key, column, "disc", present.shape) for key, column in discs.items()}
        object.__setattr__(self, "person", _with_implied(person, (self.count,)))
        object.__setattr__(self, "discs", _with_implied(checked, present.shape))

    @property
    def treated(self) -> NDArray[np.bool_]:
        """Which discs count, (people, discs)."""
        assert self.present is not None
        return self.present

    def found(self, key: str) -> Column | None:
        """The column of a question, (people, 1) about the person and (people, discs) about a disc; None: unknown."""
        if questions()[key].about == "disc":
            return self.discs.get(key)
        column = self.person.get(key)
        return None if column is None else column[:, None]

    @classmethod
    def of(cls, answers: Sequence[Answers]) -> People:
        """The same people as arrays."""
        width = max((len(one.discs) for one in answers), default=1)
        present = np.array([[place < len(one.discs) for place in range(width)] for one in answers], dtype=bool)
        person: dict[str, Column] = {}
        discs: dict[str, Column] = {}
        for key, question in questions().items():
            rows = [list(one.found(key)) for one in answers]
            rows = [row + [None] * (width - len(row)) if question.about == "disc" else row for row in rows]
            if all(answer is None for row in rows for answer in row):
                continue
            blank: object = "" if question.kind == "choice" else np.nan
            table = np.array([[blank if answer is None else answer for answer in row] for row in rows])
            if question.about == "disc":
                discs[key] = table
            else:
                person[key] = table[:, 0]
        return cls(len(answers), person, discs, present.reshape(len(answers), width))


def _two_dimensional(column: Column) -> Column:
    array = np.asarray(column)
    return array[:, None] if array.ndim == 1 else array


def _column(key: str, given: Column, about: str, shape: tuple[int, ...]) -> Column:
    question = questions().get(key)
    if question is None or question.about != about:
        raise InputError(f"People: found the column '{key}' about the {about}, expected a question's key; correct it.")
    array = np.asarray(given)
    if array.shape != shape:
        raise InputError(f"{key}: found the shape {array.shape}, expected {shape}; give one value for each.")
    if question.kind == "choice":
        text = array.astype(str)
        wrong = ~np.isin(text, (*question.options, ""))
        if wrong.any():
            options = ", ".join(question.options)
            raise InputError(f"{key}: found '{text[wrong][0]}', expected one of {options}; correct it.")
        return text
    try:
        numbers = array.astype(np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{key}: found text, expected numbers with NaN for unknown; convert the column.") from None
    if np.isinf(numbers).any():
        raise InputError(f"{key}: found an infinite number, expected finite ones with NaN for unknown; correct it.")
    if question.kind == "yes or no" and not (np.isnan(numbers) | np.isin(numbers, (0, 1))).all():
        raise InputError(f"{key}: found another number than 0 and 1, expected 1 for yes and 0 for no; correct it.")
    return numbers


def _with_implied(columns: dict[str, Column], shape: tuple[int, ...]) -> dict[str, Column]:
    """Adds what follows from other answers, as for one person."""
    unknown = np.full(shape, np.nan)
    for _ in implied():
        for narrow, wide in implied():
            if narrow not in columns and wide not in columns:
                continue
            one, other = columns.get(narrow, unknown), columns.get(wide, unknown)
            if ((one == 1) & (other == 0)).any():
                raise InputError(f"{narrow}: found yes where {wide} is no, expected both to agree; correct one.")
            columns[wide] = np.where(one == 1, 1.0, other)
            columns[narrow] = np.where(other == 0, 0.0, one)
    return columns
