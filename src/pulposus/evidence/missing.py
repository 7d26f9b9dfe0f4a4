"""What a study does not say and a calibration would use."""

from __future__ import annotations

from collections.abc import Iterator

from pulposus.evidence.check_number import SCORES
from pulposus.evidence.problem import place
from pulposus.evidence.schema import Arm, Measure, Study

POPULATION = {
    "age_y": "mean age",
    "female_share": "share of women",
    "duration_months": "duration of pain",
    "pain_0_100": "pain at the start",
    "odi_0_100": "ODI at the start",
}


def missing(study: Study) -> tuple[str, ...]:
    """One sentence for each thing that was not seen; empty when all is there."""
    return tuple(_missing(study))


def _missing(study: Study) -> Iterator[str]:
    if study.blinding == "unclear":
        yield "blinding: it is not known whether people knew what they got; look in the methods."
    for name, words in POPULATION.items():
        measure = name.removesuffix("_0_100")
        if getattr(study.population, name) is None and not _all_have_start(study, measure):
            yield f"population.{name}: the {words} is not given."
    for arm in study.arms:
        yield from _of_arm(arm, study)


def _all_have_start(study: Study, measure: str) -> bool:
    return bool(study.arms) and all(_has_start(arm, measure) for arm in study.arms)


def _has_start(arm: Arm, measure: str) -> bool:
    return any((o.measure, o.statistic, o.month) == (measure, "mean", 0) for o in arm.outcomes)


def _of_arm(arm: Arm, study: Study) -> Iterator[str]:
    where = place(arm)
    if arm.n is None:
        instead = f"; {arm.n_assumed} are assumed" if arm.n_assumed is not None else "; it cannot be weighed"
        yield f"{where}: the number of people is not given{instead}."
    if arm.product is not None and arm.product.donor is not None and arm.product.dose_1e6_per_disc is None:
        yield f"{where}.product: the dose of cells is not given."
    start: dict[Measure, float | None] = {"pain": study.population.pain_0_100, "odi": study.population.odi_0_100}
    for measure in SCORES:
        later = [o for o in arm.outcomes if o.measure == measure and o.month > 0]
        if not later:
            yield f"{where}: no {measure} after the start is given."
        elif start[measure] is None and not _has_start(arm, measure):
            yield f"{where}: the {measure} at the start is not given, which regression to the mean depends on."
    for outcome in arm.outcomes:
        if outcome.statistic in ("mean", "change") and outcome.sd is None:
            yield f"{place(arm, outcome)}: the standard deviation is not given."
