"""Numbers of the rules that nobody measured, each with its reason, and deeds that no run can show."""

from __future__ import annotations

from functools import cache

from pydantic import Field, model_validator

from pulposus.credibility.data import Block, read


class Judgement(Block):
    """One number and why it is what it is."""

    value: float
    why: str = Field(min_length=20)


class Deed(Block):
    """Something that people do; ``where`` is the page of the documentation that tells of it."""

    words: str
    done: bool
    where: str | None = None

    @model_validator(mode="after")
    def _must_be_told(self) -> Deed:
        if self.done and not self.where:
            raise ValueError("a deed that is done says where (field 'where')")
        return self


@cache
def judgements() -> dict[str, Judgement]:
    """All numbers of ``judgements.yaml`` by name."""
    return {name: Judgement.model_validate(entry) for name, entry in read("judgements.yaml")["judgements"].items()}


@cache
def deeds() -> dict[str, Deed]:
    """All deeds of ``deeds.yaml`` by name."""
    return {name: Deed.model_validate(entry) for name, entry in read("deeds.yaml")["deeds"].items()}


def judged(name: str) -> float:
    """A number of ``judgements.yaml``."""
    return judgements()[name].value
