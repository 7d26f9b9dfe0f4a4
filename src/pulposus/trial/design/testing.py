"""What counts as shown: alpha, several hypotheses, looks on the way, and what may be changed at them."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import model_validator

from pulposus.forecasting.case_blocks import Block, refuse
from pulposus.trial.design.limits import MOST_HYPOTHESES, MOST_LOOKS
from pulposus.trial.design.names import few, once
from pulposus.trial.design.numbers import Chance, Number, Within

Multiplicity = Literal["none", "bonferroni", "holm", "hochberg", "hommel", "fixed sequence", "graph"]
Spending = Literal["obrien-fleming", "pocock", "hsd", "power"]
PARAMETERS: dict[str, tuple[float, float]] = {"hsd": (-40.0, 40.0), "power": (0.1, 40.0)}
"""Parameters beyond these spend all at the first or the last look, to rounding."""
MOST_TIMES = 4
"""Times the people planned that a trial may grow to; more is another trial."""


class Testing(Block):
    """The primary test. A hypothesis is an endpoint and an arm, written endpoint/arm."""

    alpha: Chance = 0.05
    """Two-sided; success is a difference in the right direction."""
    multiplicity: Multiplicity = "hochberg"
    """Over the hypotheses of the primary endpoints, or those listed."""
    hypotheses: tuple[str, ...] = ()
    """In their order, endpoint/arm; every primary endpoint in every active arm when left out."""
    weights: tuple[Number, ...] = ()
    """Of a graph: shares of alpha, one for each hypothesis."""
    transitions: tuple[tuple[Number, ...], ...] = ()
    """Of a graph: how the alpha of a rejected hypothesis (row) goes to the others (columns)."""
    succeed: Literal["any", "all"] = "any"
    """Whether one rejected hypothesis is a success, or all are needed."""
    degrees_of_freedom: Literal["kenward-roger", "satterthwaite"] = "kenward-roger"
    """Of a mixed model."""

    @model_validator(mode="after")
    def _is_possible(self) -> Testing:
        once(self.hypotheses, "hypotheses")
        few(self.hypotheses, MOST_HYPOTHESES, "hypotheses", "a closed test looks at every set of them")
        if self.multiplicity == "fixed sequence" and not self.hypotheses:
            raise refuse(
                "found no order, expected the hypotheses of a fixed sequence from first to last; add them", "hypotheses"
            )
        for field in ("weights", "transitions"):
            if getattr(self, field) and self.multiplicity != "graph":
                raise refuse(
                    f"found {field} beside multiplicity '{self.multiplicity}', which takes none; write graph or "
                    "remove them",
                    field,
                )
        return self


def _parameter_fits(spending: Spending, parameter: float | None) -> None:
    """Refuse a parameter that a family of spending functions lacks, has none of, or cannot take."""
    if spending not in PARAMETERS:
        if parameter is not None:
            raise refuse(f"found {parameter:g}, but {spending} spending has no parameter; remove it", "parameter")
        return
    low, high = PARAMETERS[spending]
    if parameter is None or not low <= parameter <= high:
        found = "nothing" if parameter is None else f"{parameter:g}"
        raise refuse(
            f"found {found}, expected the parameter of {spending} spending, {low:g} to {high:g}; "
            f"{'add' if parameter is None else 'correct'} it",
            "parameter",
        )


class Futility(Block):
    """When to stop because nothing will come of it; not binding."""

    beta: Chance = 0.2
    """Chance of stopping wrongly under the effect that the trial is planned for, spent like alpha."""
    spending: Spending = "obrien-fleming"
    """Of beta: obrien-fleming, pocock, hsd or power."""
    parameter: Number | None = None
    """gamma of hsd, rho of power."""
    chance_below: Chance | None = None
    """Stops instead where the chance of success at the end is below this; beta is spent when left out."""
    under: Literal["trend", "design", "predictive"] = "trend"
    """That chance under the effect so far, the effect that the trial is planned for, or all that the look allows."""

    @model_validator(mode="after")
    def _is_possible(self) -> Futility:
        _parameter_fits(self.spending, self.parameter)
        # By value and not by what was written: a kept design has every default written out.
        if self.chance_below is None and self.under != "trend":
            raise refuse(f"found {self.under}, but no chance_below that it is for; add one or remove it", "under")
        if self.chance_below is not None and (self.spending, self.parameter) != ("obrien-fleming", None):
            raise refuse(
                f"found {self.chance_below:g} and a spending of beta too, expected one rule; remove one", "chance_below"
            )
        return self


class Looks(Block):
    """Analyses on the way, when a share of the people has reached the primary endpoint."""

    information: tuple[Number, ...]
    """Shares of the people, rising, the last 1."""
    spending: Spending = "obrien-fleming"
    """Of alpha: obrien-fleming, pocock, hsd or power (Lan and DeMets 1983)."""
    parameter: Number | None = None
    """gamma of hsd, rho of power."""
    alpha: Chance | None = None
    """Spent over all looks, two-sided; the test's own when left out."""
    futility: Futility | None = None
    """When to stop because nothing will come of it; never when left out."""

    @model_validator(mode="after")
    def _rises(self) -> Looks:
        found = self.information
        rising = all(a < b for a, b in pairwise(found))
        if len(found) < 2 or not rising or found[0] <= 0 or found[-1] != 1:
            raise refuse(
                f"found [{', '.join(f'{share:g}' for share in found)}], expected two or more shares that rise to 1, "
                "such as [0.5, 1]; correct them",
                "information",
            )
        few(found, MOST_LOOKS, "information", "each replicate is analysed at every look")
        _parameter_fits(self.spending, self.parameter)
        return self


class Dropping(Block):
    """Doses are dropped at the first look; the rest goes on, tested by a closed combination test."""

    keep: Annotated[int, Within(1, whole=True)] = 1
    """Active arms that go on: those with the largest z, the gain over its standard error."""


class Reestimation(Block):
    """The number of people is set anew at the first look."""

    method: Literal["blinded", "promising zone"] = "blinded"
    """blinded: from the spread of all together; promising zone: from the effect so far (Mehta and Pocock 2011)."""
    largest: Annotated[float, Within(1, MOST_TIMES, above=True)] = 1.5
    """At most so many times the people planned, up to 4."""
    effect_points: Annotated[float, Within(0, 100, above=True)] | None = None
    """Difference that the trial is planned for, points; needed when blinded."""
    power: Chance = 0.9
    """Wanted."""

    @model_validator(mode="after")
    def _is_possible(self) -> Reestimation:
        if self.method == "blinded" and self.effect_points is None:
            raise refuse(
                "found nothing, expected the difference in points that is planned for; add it", "effect_points"
            )
        if self.method != "blinded" and self.effect_points is not None:
            raise refuse(
                f"found {self.effect_points:g}, but the promising zone takes the effect that is seen; remove it",
                "effect_points",
            )
        return self


class Adaptation(Block):
    """What may change at the first look."""

    drop_doses: Dropping | None = None
    """Doses are dropped; none when left out."""
    people: Reestimation | None = None
    """The number of people is set anew; it stays when left out."""

    @model_validator(mode="after")
    def _changes_something(self) -> Adaptation:
        if self.drop_doses is None and self.people is None:
            raise refuse("found nothing to change, expected drop_doses or people; add one or remove adaptation")
        return self
