"""Validation of the model itself: its form, and what goes into it."""

from __future__ import annotations

from pulposus.credibility.condition import Condition
from pulposus.credibility.inputs import inputs
from pulposus.credibility.rules.asked import Asked, counted, except_for, short
from pulposus.validation.row import UNKNOWN


def model_form(asked: Asked) -> tuple[Condition, ...]:
    """Every part put beside experiments or published models, failures traced; nothing fails."""
    tried = {each.behind.part for each in asked.comparators if any(not found.fitted for found in each.comparisons)}
    absent = [part for part in asked.context.parts if part not in tried]
    failed = [found for found in asked.independent if not found.passed]
    untraced = [found.name for found in failed if not found.said or UNKNOWN in found.said]
    good = len(asked.independent) - len(failed)
    return (
        Condition(
            1, "predictions beside experiments", counted(len(asked.predictions), "prediction"), bool(asked.predictions)
        ),
        Condition(1, "every part in use beside an experiment or a published model", except_for(absent), not absent),
        Condition(
            1, "every failure traced", f"{len(failed)} fail, {len(untraced)} of them without a reason", not untraced
        ),
        Condition(
            2,
            "no prediction and no comparison with a published model fails",
            f"{good} of {len(asked.independent)} agree"
            + (f"; not {short([each.name for each in failed])}" if failed else ""),
            bool(asked.independent) and not failed,
        ),
    )


def model_inputs(asked: Asked) -> tuple[Condition, ...]:
    """Sources and spreads; propagation and sensitivity; nothing judged."""
    found = inputs(asked.context.fact_topics)
    study = asked.results.sensitivity
    banded = sum(each.with_band for each in asked.independent)
    wanted = asked.context.sensitive
    absent = list(wanted) if study is None else [output for output in wanted if output not in study.largest]
    said = "no sensitivity study was handed over"
    if study is not None:
        tops = [
            f"{o} hangs most on {study.largest[o][0]} (total index {study.largest[o][1]:.2f})"
            for o in wanted
            if o in study.largest
        ]
        said = f"{study.groups} groups, {study.draws} draws a sample: {short(tops)}"
    return (
        Condition(
            1,
            "a source for every input",
            f"{found.facts} facts from {found.sources} published sources and judgements",
            True,
        ),
        Condition(
            1,
            "a spread where a value is uncertain",
            f"{found.spread} of {found.facts} facts have one",
            found.spread > 0,
        ),
        Condition(
            2,
            "the spreads reach the results",
            f"{banded} of {counted(len(asked.independent), 'relevant comparison')} carry the band of their draws",
            banded > 0,
        ),
        Condition(2, "a sensitivity study of what this use reads", said, not absent),
        Condition(
            3,
            "no spread is a judgement",
            f"{found.judged_spread} of {found.spread} spreads are judgements of the authors",
            found.judged_spread == 0,
        ),
        Condition(
            3,
            "no judgement goes in without a spread",
            f"{found.judged - found.judged_spread} do",
            found.judged == found.judged_spread,
        ),
    )
