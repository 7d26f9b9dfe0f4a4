"""The thirteen credibility factors and their scales."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

from pydantic import Field

from pulposus.credibility.data import Block, read
from pulposus.library.schema import Source

Activity = Literal["verification", "validation", "applicability"]
ACTIVITIES: tuple[Activity, ...] = get_args(Activity)


class Factor(Block):
    """One factor; ``levels`` say in words what each level of its scale is, from nothing up."""

    key: str = Field(pattern=r"^[a-z_]+$")
    name: str
    activity: Activity
    part: str
    asks: str
    levels: tuple[str, ...] = Field(min_length=3)

    @property
    def top(self) -> int:
        """Highest level of the scale."""
        return len(self.levels) - 1


@cache
def factors() -> tuple[Factor, ...]:
    """All factors in the order of the standard."""
    return tuple(Factor.model_validate(entry) for entry in read("factors.yaml")["factors"])


@cache
def sources() -> tuple[Source, ...]:
    """Where the framework was read."""
    return tuple(Source.model_validate(entry) for entry in read("factors.yaml")["sources"])
