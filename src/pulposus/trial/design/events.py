"""What comes between: drop-out, rescue, crossover, operation, and how the estimand takes each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from pulposus.forecasting.case_blocks import Block, refuse
from pulposus.treatment import load, names
from pulposus.trial.design.names import once, unknown
from pulposus.trial.design.numbers import FullShare, Number, Share, Within

Strategy = Literal["treatment policy", "hypothetical", "composite", "while on treatment"]
Mechanism = Literal["at random", "seen", "unseen"]
EVENTS = ("rescue", "crossover", "reoperation")
"""What may come between and has a strategy, in the order in which strategies are carried out."""
Imputation = Literal["mar", "jump to reference", "copy reference", "copy increments"]
MOST_RATIO = 10
"""Hazard ratio of leaving for one SD of pain; at more nobody in pain would stay."""
MOST_IMPUTATIONS = 1000
"""Imputed data sets of each analysis and replicate; rounding of their mean is gone long before."""


def _measured(found: object) -> object:
    """A key of a treatment whose effect on the person was measured in trials: only that can come on top of an arm."""
    known = [key for key in names() if load(key).relief]
    if found not in known:
        raise refuse(unknown(found, known, what="a treatment whose effect trials measured, one of "))
    return found


def _operation(found: object) -> object:
    known = [key for key in names() if load(key).relief and load(key).group == "surgery"]
    if found not in known:
        raise refuse(unknown(found, known, what="an operation whose effect trials measured, one of "))
    return found


class DropOut(Block):
    """Who leaves the trial, after which nothing of them is seen."""

    share: Share | None = None
    """Of all people until the last visit; the published one when left out."""
    mechanism: Mechanism = "seen"
    """at random: whatever they feel; seen: the worse the last visit, the more; unseen: the worse the visit that is
    missed, the more (not at random)."""
    hazard_ratio_per_sd: Annotated[float, Within(0, MOST_RATIO, above=True)] | None = None
    """Hazard of leaving for one SD more of pain (21 points) over that without; the published one when left out."""
    arms: dict[str, Share] = Field(default_factory=dict)
    """Shares of single arms, where they differ."""


class Rescue(Block):
    """Another treatment of pain, taken by those who are not better."""

    treatment: Annotated[str, BeforeValidator(_measured)] = "epidural_steroid"
    """Key of what they take; its effect on the person, as trials found it, comes on top."""
    share: Share | None = None
    """Of people in a year, more where pain is worse; the published one when left out."""
    strategy: Strategy = "treatment policy"
    """How the estimand takes it: what is measured afterwards counts (treatment policy), is imputed as though nothing
    had come between (hypothetical), is a failure (composite), or is left out (while on treatment)."""


class Crossover(Block):
    """People of the control arm who are offered another arm's treatment."""

    month: Number
    """Visit after which it is offered."""
    to: str
    """Key of the arm whose treatment they get."""
    share: FullShare | None = None
    """Of those not better by the meaningful change who take it; the published one when left out."""
    strategy: Strategy = "treatment policy"
    """How the estimand takes it: what is measured afterwards counts (treatment policy), is imputed as though nothing
    had come between (hypothetical), is a failure (composite), or is left out (while on treatment)."""


class Reoperation(Block):
    """An operation on the treated disc."""

    treatment: Annotated[str, BeforeValidator(_operation)] = "fusion"
    """Key of the operation; its effect on the person, as trials found it, comes on top."""
    share_per_year: Share | None = None
    """Of people in a year, more where pain is worse; the published one when left out."""
    strategy: Strategy = "treatment policy"
    """How the estimand takes it: what is measured afterwards counts (treatment policy), is imputed as though nothing
    had come between (hypothetical), is a failure (composite), or is left out (while on treatment)."""


class Events(Block):
    """All of it. What is left out does not happen, except drop-out, which every trial has."""

    drop_out: DropOut = DropOut()
    """Who leaves the trial; as published when left out."""
    rescue: Rescue | None = None
    """Another treatment of pain; nobody takes one when left out."""
    crossover: Crossover | None = None
    """The offer of another arm's treatment to people of the control arm; none when left out."""
    reoperation: Reoperation | None = None
    """Operations on the treated disc; none when left out."""
    sensitivity: tuple[Imputation, ...] = ()
    """Analyses of the primary endpoint beside the main one, by multiple imputation."""
    imputations: Annotated[int, Within(2, MOST_IMPUTATIONS, whole=True)] = 20
    """Imputed data sets of each."""

    @model_validator(mode="after")
    def _once(self) -> Events:
        once(self.sensitivity, "sensitivity")
        return self

    def strategy(self, event: str) -> Strategy:
        """How an event is taken; what does not happen needs none."""
        found = getattr(self, event)
        return "treatment policy" if found is None else found.strategy

    def taken_as(self, strategy: Strategy) -> tuple[str, ...]:
        """The events that the estimand takes in one way."""
        return tuple(event for event in EVENTS if self.strategy(event) == strategy)
