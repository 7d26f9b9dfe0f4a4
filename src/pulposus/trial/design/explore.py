"""What else is asked of the people and arms of a design, without another trial."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator

from pulposus.eligibility.load import questions
from pulposus.forecasting.case_blocks import Block, refuse
from pulposus.trial.design.limits import MOST_DOSES, MOST_PATIENTS, MOST_RULES, MOST_SUBGROUPS, MOST_VALUES
from pulposus.trial.design.names import Key, few, once, unknown
from pulposus.trial.design.numbers import Number, Within
from pulposus.trial.design.people import LARGEST, InclusionRule, known_field


def _number_field(found: object) -> object:
    key = known_field(found)
    numbers = [key for key, question in questions().items() if question.kind == "number"]
    if key not in numbers:
        raise refuse(unknown(key, numbers, what="a question with a number, because its limit is moved, one of "))
    return key


def _rising(values: tuple[float, ...], field: str, most: int, why: str) -> None:
    if not values:
        raise refuse("found an empty list, expected at least one number; add it", field)
    few(values, most, field, why)
    if any(a >= b for a, b in pairwise(values)):
        shown = ", ".join(f"{value:g}" for value in values)
        raise refuse(f"found [{shown}], expected numbers that rise; sort them and keep each once", field)


class Subgroup(Block):
    """People who meet some rules."""

    key: Key
    """Name of the subgroup in tables."""
    rules: tuple[InclusionRule, ...]
    """All of them hold in its people; written as those of the population."""

    @model_validator(mode="after")
    def _has_rules(self) -> Subgroup:
        if not self.rules:
            raise refuse("found an empty list, expected at least one rule; add it or remove the subgroup", "rules")
        few(self.rules, MOST_RULES, "rules", "nobody meets more")
        return self

    @property
    def words(self) -> str:
        """Its rules."""
        return " and ".join(rule.words for rule in self.rules)


class Selection(Block):
    """Limits of one rule beside the doses of one arm: a map of the chance of success."""

    field: Annotated[str, BeforeValidator(_number_field)]
    """Question with a number whose limit is moved."""
    rule: Literal["at_least", "at_most"] = "at_least"
    """at_least or at_most."""
    values: tuple[Annotated[float, Within(-LARGEST, LARGEST)], ...]
    """The limits, rising."""

    @model_validator(mode="after")
    def _is_a_rule(self) -> Selection:
        _rising(self.values, "values", MOST_VALUES, "each is computed for every dose")
        return self

    def limit(self, value: float) -> InclusionRule:
        """The rule at one limit."""
        return InclusionRule.model_validate({"field": self.field, "rule": self.rule, "value": float(value)})


class Doses(Block):
    """Further doses of one arm, followed beside the trial's own arms."""

    arm: str
    """Key of an arm with cells."""
    doses_1e6: tuple[Number, ...]
    """Living cells injected in each disc, millions, rising."""

    @model_validator(mode="after")
    def _rise(self) -> Doses:
        _rising(self.doses_1e6, "doses_1e6", MOST_DOSES, "every dose needs a course of every person")
        return self


class Explore(Block):
    """Sizes, subgroups, doses, limits."""

    patients: tuple[Annotated[int, Within(4, MOST_PATIENTS, whole=True)], ...] = ()
    """Sizes of the whole trial for the curve of power; a quarter to twice the planned one when left out."""
    subgroups: tuple[Subgroup, ...] = ()
    """Beside those that are always told: grade, level, Modic change, pain, age."""
    doses: Doses | None = None
    """Further doses of one arm."""
    selection: Selection | None = None
    """A limit that is moved."""

    @model_validator(mode="after")
    def _is_possible(self) -> Explore:
        once([one.key for one in self.subgroups], "subgroups", "rename one")
        few(self.subgroups, MOST_SUBGROUPS, "subgroups", "a forest of more cannot be read")
        few(self.patients, MOST_VALUES, "patients", "the trial is run at each size in every replicate")
        return self
