"""Differences as the study printed them, with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

from pulposus.evidence.meta.gathered import Question
from pulposus.evidence.meta.interval import critical
from pulposus.evidence.meta.kinds import Difference
from pulposus.evidence.meta.labels import label
from pulposus.evidence.schema import Arm, Contrast, Measure, Study, Use

NOTE = "difference as printed"


def printed(study: Study, measure: Measure, uses: Sequence[Use]) -> list[Contrast]:
    """Differences in points that a study printed with an interval, at a visit, and that may be computed with."""
    return [
        c
        for c in study.contrasts
        if c.measure == measure and c.unit == "points" and c.ci95 is not None and c.month is not None
        and study.use_of(c) in uses
    ]  # fmt: skip


def variance(contrast: Contrast) -> float:
    """Sampling variance from a printed 95 % interval."""
    assert contrast.ci95 is not None
    low, high = contrast.ci95
    return ((high - low) / (2 * critical("normal", 0))) ** 2


def printed_difference(study: Study, arm: Arm, control: Arm, question: Question) -> Difference | None:
    """The printed difference of two arms nearest to the visit wanted; None where there is none in points."""
    if question.scale not in (None, "points"):
        return None
    fitting = [
        c for c in printed(study, question.measure, question.uses) if (c.arm, c.control) == (arm.key, control.key)
    ]
    month = question.nearest({c.month for c in fitting if c.month is not None})
    if month is None:
        return None
    contrast = next(c for c in fitting if c.month == month)
    return Difference(
        study=study.key, name=label(study, arm.key, control.key), value=contrast.difference,
        variance=variance(contrast), people=arm.people, product=arm.product, notes=(NOTE,), month=month, arm=arm.key,
        control=control.key, control_people=control.people,
    )  # fmt: skip
