"""What a question, a criterion, a set of criteria and a red flag are, and what makes each acceptable."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pulposus.library.schema import Source

Kind = Literal["number", "yes or no", "choice"]
Rule = Literal["at_least", "at_most", "above", "below", "between", "one_of", "must_be", "must_not"]
Value = float | str | tuple[float, float] | tuple[str, ...] | None
Urgency = Literal["at_once", "soon"]
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)


class Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(Block):
    """One thing to know about a person or a disc; ``words`` name it inside a sentence."""

    key: str = Field(pattern=r"^[a-z][A-Za-z0-9_]*$")
    about: Literal["person", "disc"]
    kind: Kind
    unit: str = ""
    options: tuple[str, ...] = ()
    words: str = Field(min_length=3)
    when_missing: str | None = None
    """What is said where it is not answered, when the plain words could mislead."""


class Questions(Block):
    """All questions. ``implied`` lists pairs (narrow, wide): yes to the narrow one is yes to the wide one."""

    questions: tuple[Question, ...]
    implied: tuple[tuple[str, str], ...] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> Questions:
        keys = [question.key for question in self.questions]
        if len(set(keys)) != len(keys):
            raise ValueError("a question stands twice")
        by_key = {question.key: question for question in self.questions}
        for question in self.questions:
            if (question.kind == "choice") != bool(question.options):
                raise ValueError(f"{question.key}: options belong to a choice and to nothing else")
        for pair in self.implied:
            if any(name not in by_key or by_key[name].kind != "yes or no" for name in pair):
                raise ValueError(f"implied: {pair} must be two questions with yes or no")
            if by_key[pair[0]].about != by_key[pair[1]].about:
                raise ValueError(f"implied: {pair} must both be about the person or both about a disc")
        return self


class Criterion(Block):
    """One rule on one answer, as the trial words it. A disc's criterion must hold for every disc to be treated."""

    field: str
    rule: Rule
    value: Value = None
    unit: str = ""
    words: str = Field(min_length=3)
    source: str | None = None
    """Key of the sources; the first one when left out."""
    effect: Literal["exclude", "warn"] = "exclude"
    unless: tuple[Criterion, ...] = ()
    """The criterion also holds where one of these does."""

    @model_validator(mode="after")
    def _value_fits_the_rule(self) -> Criterion:
        if self.rule in ("must_be", "must_not"):
            good = self.value is None
        elif self.rule == "between":
            good = _pair(self.value)
        elif self.rule == "one_of":
            good = isinstance(self.value, tuple) and all(isinstance(item, str) for item in self.value)
        else:
            good = isinstance(self.value, float)
        if not good:
            raise ValueError(f"{self.field}: value {self.value!r} does not fit the rule {self.rule}")
        return self


def _pair(value: Value) -> bool:
    if not isinstance(value, tuple) or len(value) != 2:
        return False
    low, high = value
    return isinstance(low, float) and isinstance(high, float) and low <= high


class Criteria(Block):
    """The criteria of one trial, or of the project's own rule."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Literal["trial", "judgement"]
    name: str
    product: str
    registry: str | None = Field(default=None, pattern=r"^NCT\d{8}$")
    """Number in ClinicalTrials.gov; None: not read, or not registered."""
    status: str | None = None
    """As the entry said when it was read; None: not read."""
    why: str | None = None
    sources: tuple[Source, ...] = Field(min_length=1)
    criteria: tuple[Criterion, ...]
    unread: tuple[str, ...] = ()
    """Limits that were not read: while there are any, nobody can be called eligible."""
    not_asked: tuple[str, ...] = ()
    """Criteria that were read and that no question here can answer."""
    note: str | None = None

    @model_validator(mode="after")
    def _says_where_it_is_from(self) -> Criteria:
        keys = {source.key for source in self.sources}
        lost = {criterion.source for criterion in self.criteria if criterion.source} - keys
        if lost:
            raise ValueError(f"source {sorted(lost)[0]} is not listed")
        if self.kind == "judgement" and (self.registry or not self.why):
            raise ValueError("a judgement says why and has no registry number")
        if not self.criteria and not self.unread:
            raise ValueError("no criterion and nothing that is unread")
        return self

    @property
    def excluding(self) -> tuple[Criterion, ...]:
        """Criteria that decide, without those that only warn."""
        return tuple(criterion for criterion in self.criteria if criterion.effect == "exclude")


class RedFlag(Block):
    """A sign that needs a doctor first. A yes to one of ``also`` raises it too."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    urgency: Urgency
    words: str
    also: tuple[str, ...] = ()


class BaseRate(Block):
    """How common a serious cause is among people with low back pain."""

    what: str
    people: int = Field(gt=0)
    of: int = Field(gt=0)
    bound: Literal["about", "fewer than"]
    population: str
    source: str

    @property
    def words(self) -> str:
        """The share in people: "about 4 of 100", "about 1 of 10,000"."""
        return f"{self.bound} {self.people} of {self.of:,}"


class RedFlags(Block):
    """The list of signs, what to do about them, how rare the causes are."""

    flags: tuple[RedFlag, ...]
    what_to_do: dict[Urgency, str]
    base_rates: tuple[BaseRate, ...]
    sources: tuple[Source, ...]

    def of(self, urgency: Urgency) -> tuple[RedFlag, ...]:
        """Signs of one urgency, in the order of the file."""
        return tuple(flag for flag in self.flags if flag.urgency == urgency)
