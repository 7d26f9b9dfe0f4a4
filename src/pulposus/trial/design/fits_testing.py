"""Whether the tests of a design fit its arms and endpoints: hypotheses, graph, looks, adaptation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulposus.forecasting.case_blocks import refuse
from pulposus.trial.design.limits import MOST_HYPOTHESES
from pulposus.trial.design.names import few, unknown

if TYPE_CHECKING:
    from pulposus.trial.design.design import Design


def check(design: Design) -> None:
    """Refuse the first thing that does not fit.

    Raises:
        PydanticCustomError: one sentence with the field.
    """
    _hypotheses(design)
    if design.testing.multiplicity == "graph":
        _graph(design)
    if design.looks and design.looks.alpha is not None and design.looks.alpha > design.testing.alpha:
        raise refuse(
            f"found {design.looks.alpha:g}, which spends more than the level of the test, {design.testing.alpha:g}; "
            "lower it or leave it out",
            "looks.alpha",
        )
    if design.looks:
        _looks(design)
    _adaptation(design)


def _hypotheses(design: Design) -> None:
    known = [f"{one.key}/{arm}" for one in design.endpoints for arm in design.active]
    for place, key in enumerate(design.testing.hypotheses):
        if key not in known:
            raise refuse(unknown(key, known, what="endpoint/arm, one of "), f"testing.hypotheses.{place}")
    few(design.hypotheses(), MOST_HYPOTHESES, "primary", "a closed test looks at every set of hypotheses")


def _graph(design: Design) -> None:
    from pulposus.trial.statistics.graphs import faults

    testing, keys = design.testing, design.hypotheses()
    named = ", ".join(keys)
    if len(testing.weights) != len(keys):
        raise refuse(
            f"found {len(testing.weights)}, expected one share of alpha for each of {named}; correct them",
            "testing.weights",
        )
    if [len(row) for row in testing.transitions] != [len(keys)] * len(keys):
        raise refuse(
            f"found no square, expected a row for each of {named} with one share for each of them; correct them",
            "testing.transitions",
        )
    found = faults(keys, testing.weights, testing.transitions)
    if found:
        field = "weights" if "eight" in found[0] else "transitions"
        raise refuse(f"found no graph that keeps alpha: {found[0].rstrip('.')}", f"testing.{field}")


def _looks(design: Design) -> None:
    """Looks go by the first primary endpoint, and share alpha equally between arms."""
    for key in design.hypotheses():
        if key.split("/")[0] != design.main.key:
            raise refuse(
                f"found looks, which show nothing but the first primary endpoint '{design.main.key}', and the "
                f"hypothesis '{key}'; keep one primary endpoint or remove the looks",
                "looks",
            )
    if design.testing.multiplicity in ("graph", "fixed sequence") and len(design.hypotheses()) > 1:
        raise refuse(
            f"found looks, which share alpha equally between arms, and the multiplicity "
            f"'{design.testing.multiplicity}'; write hochberg or remove the looks",
            "looks",
        )


def _adaptation(design: Design) -> None:
    if design.adaptation is None:
        return
    if design.looks is None:
        raise refuse("found no looks, expected some: nothing can be changed without one; add looks", "adaptation")
    if len(design.looks.information) != 2:
        raise refuse(
            f"found {len(design.looks.information)} looks, expected two, [share, 1]: a trial changes once and is then "
            "finished; remove some",
            "looks.information",
        )
    if design.explore.patients:
        raise refuse(
            "found sizes, but a trial that changes is run at the size that is planned; remove them", "explore.patients"
        )
    dropping, people = design.adaptation.drop_doses, design.adaptation.people
    if dropping and dropping.keep >= len(design.active):
        raise refuse(
            f"found {dropping.keep}, expected fewer than the {len(design.active)} active arms; lower it",
            "adaptation.drop_doses.keep",
        )
    if dropping and design.testing.succeed == "all" and len(design.hypotheses()) > dropping.keep:
        raise refuse(
            f"found all, expected any: of {len(design.hypotheses())} hypotheses only {dropping.keep} can be shown once "
            "doses are dropped; write any",
            "testing.succeed",
        )
    if people and people.effect_points is not None and design.main.kind != "change":
        raise refuse(
            f"found points, but the primary endpoint '{design.main.key}' is of kind {design.main.kind}, expected a "
            "change; write promising zone or make a change primary",
            "adaptation.people.effect_points",
        )
