"""The file of one treatment: for every topic what is known, or the sentence why it is not, or that nothing happens.

A file holds names of facts and words, no numbers; ``{name}`` in a text is the value of a fact.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

_SENTENCE = r"^[A-Z].{9,}\.$"


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(_Block):
    """One finding. ``fact`` is the stem of its facts (see the head of ``harms.yaml``) or, for words, a whole name."""

    fact: str
    what: str = Field(min_length=1)
    borrowed: str | None = None
    """After what it was counted, where that was not this treatment."""
    advice: bool = False
    """What clinics tell people; no outcome."""
    in_words: bool = False
    """``what`` says all; ``fact`` only gives source and people."""


class Unknown(_Block):
    """Nobody has published it, or nobody has found it: the sentence says which."""

    unknown: str = Field(pattern=_SENTENCE)


class Nothing(_Block):
    """There is nothing to tell by the nature of the treatment."""

    nothing: str = Field(pattern=_SENTENCE)


class Like(_Block):
    """The findings of another treatment stand in, and the report says why."""

    like: str
    because: str = Field(min_length=1)


Section = tuple[Item, ...] | Unknown | Nothing | Like


class AftermathFile(_Block):
    """One file of ``evidence/aftermath/treatments``."""

    treatment: str
    nights: Section
    light_activity: Section
    work: Section
    any_harm: Section
    serious_harm: Section
    infection: Section
    specific_harm: Section
    later_surgery: Section
    long_term: Section
