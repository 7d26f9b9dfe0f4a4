"""Contexts of use: what is asked, what the model does for it, who decides what, and what hangs on it."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from pulposus.credibility.comparator import Part, State
from pulposus.credibility.data import Block, names, read
from pulposus.credibility.risk import Grade, model_risk


class Judged(Block):
    """A grade and why; the one thing here that no rule can give."""

    grade: Grade
    why: str = Field(min_length=20)


class Quantity(Block):
    """A number that this use reads off the model. A comparator of a quantity in ``direct`` measured the same thing."""

    name: str
    direct: tuple[str, ...]
    related: tuple[str, ...]


class Population(Block):
    """Whom and what the use is about: states of discs, cells in them or not, months ahead, single people or groups."""

    states: tuple[State, ...]
    treated: bool
    months: float
    single: bool


class Context(Block):
    """One context of use. ``refused`` says that the program is not to be used so, where it is not."""

    key: str = Field(pattern=r"^[a-z_]+$")
    order: int
    title: str
    short: str
    """Title where there is little room."""
    who: str
    question: str
    use: str
    decision: str
    other_evidence: tuple[str, ...]
    influence: Judged
    consequence: Judged
    refused: str = ""
    quantities: tuple[Quantity, ...] = Field(min_length=1)
    population: Population
    parts: tuple[Part, ...]
    fact_topics: tuple[str, ...]
    numerical: tuple[str, ...]
    """Quantities of the numerical study that this use reads."""
    sensitive: tuple[str, ...]
    """Outputs of the sensitivity study that this use reads."""

    @property
    def risk(self) -> int:
        """Model risk, 1 to 5."""
        return model_risk(self.influence.grade, self.consequence.grade)

    @property
    def relevant(self) -> frozenset[str]:
        """Quantities of comparators that say something of this use."""
        return frozenset(name for quantity in self.quantities for name in (*quantity.direct, *quantity.related))


@cache
def contexts() -> tuple[Context, ...]:
    """All contexts of use, in their order."""
    found = [Context.model_validate(read(name)) for name in names("contexts")]
    return tuple(sorted(found, key=lambda context: context.order))
