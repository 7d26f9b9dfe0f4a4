"""EV1: every trial and cohort of the evidence base, forecast from a calibration that had not seen it."""

from __future__ import annotations

from pulposus.calibration.honesty import Honesty, Score, of_this_version
from pulposus.calibration.scores import Coverage
from pulposus.progress import Progress
from pulposus.validation.case import Case
from pulposus.validation.held import coverage_row
from pulposus.validation.reasons import reasons
from pulposus.validation.row import Row

SOURCE = "evidence base"
NAMES = {"pain": "pain", "odi": "ODI", "responders": "share of responders"}


def run(_progress: Progress) -> tuple[Row, ...]:
    """Coverage of each group, and scores against three baselines that know nothing of discs."""
    judged = of_this_version()
    rows = [_coverage(group, one) for group in judged for one in group.coverage]
    arms = judged[0]
    return (*rows, *(_score(score, name) for score in arms.scores for name in score.baselines))


def _coverage(group: Honesty, one: Coverage) -> Row:
    return coverage_row(
        "EV1",
        f"{group.what}: {one.held} of {one.of} numbers in the {one.level:.0%} band".replace("%", " %"),
        one,
        population=f"{group.arms} arms of {group.studies} studies, each left out of the fit",
        source=SOURCE,
        why=reasons().get(f"ev1_coverage_{group.what.replace(' ', '_')}", ""),
    )


def _score(score: Score, baseline: str) -> Row:
    theirs = score.baselines[baseline]
    unit = "share" if score.measure == "responders" else "points"
    return Row(
        case="EV1",
        name=f"{NAMES[score.measure]}: score of the forecast beside {baseline}",
        unit=unit,
        model=score.model,
        measured=theirs,
        accept=(0.0, theirs),
        tolerance="better (lower) than the baseline",
        role="prediction",
        population=f"{score.numbers} numbers of arms, each left out of the fit",
        source=SOURCE,
        why=reasons().get(f"ev1_score_{score.measure}_{baseline.replace(' ', '_')}", ""),
    )


CASE = Case("EV1", "studies that were left out", run, 3)
