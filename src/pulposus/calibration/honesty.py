"""Whether forecasts of studies that were left out keep their promises: coverage, score against baselines, quantiles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pulposus.calibration.baselines import NAMES, Known, normal_forecasts
from pulposus.calibration.foreseen import Foreseen, shipped
from pulposus.calibration.scores import Coverage, coverage, crps_of_draws, crps_of_normal
from pulposus.calibration.table import baseline_of
from pulposus.evidence.load import studies as load_studies
from pulposus.evidence.schema import Study
from pulposus.library import value
from pulposus.numerics.settings import HONESTY_LEVELS
from pulposus.symptoms.draws import TOPIC
from pulposus.symptoms.scale import OUTCOMES

Float = NDArray[np.float64]
MEASURES = ("pain", "odi", "responders")


@dataclass(frozen=True)
class Score:
    """Mean score over numbers of one outcome, lower is better: the model's and each baseline's."""

    measure: str
    numbers: int
    model: float
    baselines: dict[str, float]

    @property
    def beaten(self) -> tuple[str, ...]:
        """Baselines that the model beats."""
        return tuple(name for name, score in self.baselines.items() if self.model < score)


@dataclass(frozen=True)
class Honesty:
    """One group of left-out numbers: ``what`` says which."""

    what: str
    studies: int
    arms: int
    coverage: tuple[Coverage, ...]
    scores: tuple[Score, ...]
    quantiles: Float  # (numbers,), where each published number fell


def main_numbers(found: Iterable[Foreseen]) -> list[Foreseen]:
    """One number for each arm and outcome: the visit nearest to twelve months, the first definition of responders."""
    month = value(TOPIC, "effect_month")
    best: dict[tuple[str, str, str], Foreseen] = {}
    for one in found:
        key = (one.study, one.arm, one.measure)
        if key not in best or abs(one.month - month) < abs(best[key].month - month):
            best[key] = one
    return list(best.values())


def known(one: Foreseen, studies: dict[str, Study]) -> Known:
    """What was known of a number's arm before its trial."""
    study = studies[one.study]
    arm = study.arm(one.arm)
    mean, _ = baseline_of(study, arm)
    of = OUTCOMES.index(one.measure) if one.measure in OUTCOMES else 0
    needle = arm.setting in ("sham", "intradiscal saline")
    return Known(one.study, one.published, float(mean[of]), arm.role == "treatment", needle, one.controlled)


def judge(what: str, found: Sequence[Foreseen], every: Sequence[Foreseen], studies: Iterable[Study]) -> Honesty:
    """Judge some forecasts.

    Args:
        what: which numbers these are.
        found: the forecasts.
        every: all main numbers, from which the baselines learn.
        studies: the evidence base.
    """
    by_key = {study.key: study for study in studies}
    quantiles = [one.quantile for one in found]
    scores = tuple(_score(measure, found, every, by_key) for measure in MEASURES)
    return Honesty(
        what=what,
        studies=len({one.study for one in found}),
        arms=len({(one.study, one.arm) for one in found}),
        coverage=tuple(coverage(quantiles, level) for level in HONESTY_LEVELS),
        scores=tuple(score for score in scores if score is not None),
        quantiles=np.array(quantiles),
    )


def _score(
    measure: str, found: Sequence[Foreseen], every: Sequence[Foreseen], studies: dict[str, Study]
) -> Score | None:
    numbers = [known(one, studies) for one in every if one.measure == measure]
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in NAMES}
    for one in found:
        if one.measure != measure:
            continue
        forecasts = normal_forecasts(numbers, known(one, studies))
        if set(forecasts) != set(NAMES):
            continue  # all are scored on the same numbers
        ours.append(crps_of_draws(one.draws, one.published))
        for name, (mean, sd) in forecasts.items():
            theirs[name].append(crps_of_normal(mean, sd, one.published))
    if not ours:
        return None
    return Score(measure, len(ours), float(np.mean(ours)), {name: float(np.mean(x)) for name, x in theirs.items()})


@cache
def of_this_version() -> tuple[Honesty, ...]:
    """Groups of the forecasts that ship, on the evidence base that ships."""
    return groups(shipped()[0], load_studies())


def groups(found: Sequence[Foreseen], studies: Iterable[Study]) -> tuple[Honesty, ...]:
    """The groups that are reported: main numbers of all arms, of controlled trials, of studies without a control, and
    all numbers.
    """
    studies = list(studies)
    main = main_numbers(found)
    chosen = (
        ("arms", main),
        ("arms of controlled trials", [one for one in main if one.controlled]),
        ("studies without a control", [one for one in main if not one.controlled]),
        ("every visit and definition", list(found)),
    )
    return tuple(judge(what, some, main, studies) for what, some in chosen if some)
