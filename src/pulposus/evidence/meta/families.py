"""Reports of the same people: the first that has a number speaks for all, so that nobody is counted twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from pulposus.evidence.schema import Study

T = TypeVar("T")


def families(studies: Iterable[Study]) -> tuple[tuple[Study, ...], ...]:
    """Studies by the people they are of, the first report first, later ones by key."""
    groups: dict[str, list[Study]] = {}
    for study in sorted(studies, key=lambda s: (s.same_people_as is not None, s.key)):
        groups.setdefault(study.same_people_as or study.key, []).append(study)
    return tuple(tuple(group) for group in groups.values())


def first_with(family: Sequence[Study], read: Callable[[Study], T | None]) -> T | None:
    """What the first report of a family gives that gives anything."""
    return next((found for study in family if (found := read(study)) is not None), None)
