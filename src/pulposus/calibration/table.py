"""Studies as arrays: arms, visits of arms, and what was printed of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.calibration.effects import Effects, cells_profile, effects_of, profile
from pulposus.evidence.schema import Arm, Outcome, Study
from pulposus.library import value
from pulposus.symptoms.definition import Limits, limits
from pulposus.symptoms.draws import TOPIC, both
from pulposus.symptoms.products import CARRIERS, CELL_CLASSES
from pulposus.symptoms.scale import OUTCOMES
from pulposus.units import SCORE_CEILING

Float = NDArray[np.float64]
Index = NDArray[np.int64]
SCORES = ("mean", "change", "percent_change")


@dataclass(frozen=True)
class Printed:
    """One number of an arm as the calibration takes it: a score in points, or a share."""

    study: str
    arm: str
    month: float
    measure: str
    """pain, odi or responders."""
    value: float
    """Score at the visit in points, or a share from 0 to 1."""
    change: float
    """Change from baseline in points; for responders the share."""
    outcome: Outcome


@dataclass(frozen=True)
class Table:
    """Arms (a), visits of arms (v) and numbers; indices point from each to what it belongs to."""

    studies: tuple[str, ...]
    arms: tuple[tuple[str, str], ...]
    trial: Index  # (a,)
    people: Float  # (a,)
    baseline: Float  # (a, 2)
    baseline_sd: Float  # (a, 2)
    duration_months: Float  # (a,)
    needle: Float  # (a,)
    saline: Float  # (a,)
    visit_arm: Index  # (v,)
    month: Float  # (v,)
    cells: Float  # (v,), time course of the gain of cells, 0 without
    cell_class: Float  # (v, classes), one at the class of the arm
    carrier: Float  # (v, carriers)
    others: Float  # (v, effects), time course of each other effect
    other_names: tuple[str, ...]
    other_effect: Index  # (k,), one for each pair of another effect and a trial in which it acts
    other_number: Index  # (v, effects), which of those pairs; 0 where the effect does not act
    scores: tuple[Printed, ...]
    score_visit: Index  # (s,)
    score_outcome: Index  # (s,), 0 pain, 1 ODI
    score: Float  # (s,)
    score_people: Float  # (s,)
    score_sd: Float  # (s,), NaN where not printed
    sd_of_change: Float  # (s,), 1 where that SD is of the change
    counts: tuple[Printed, ...]
    count_visit: Index  # (c,)
    limits: Limits  # (c, 2)
    share: Float  # (c,)
    count_people: Float  # (c,)


def baseline_of(study: Study, arm: Arm) -> tuple[Float, Float]:
    """Mean and SD of pain and ODI before treatment, each (2,): of the arm, the study or a typical trial."""
    mean = np.array([value(TOPIC, f"typical_{name}") for name in OUTCOMES])
    sd = both("trial_baseline_sd")
    whole_study = (study.population.pain_0_100, study.population.odi_0_100)
    for i, (name, whole) in enumerate(zip(OUTCOMES, whole_study, strict=True)):
        if whole is not None:
            mean[i] = whole
        for outcome in arm.outcomes:
            if outcome.measure == name and outcome.month == 0 and outcome.statistic == "mean":
                mean[i] = outcome.value
                sd[i] = sd[i] if outcome.sd is None else outcome.sd
    return mean, sd


def usable(study: Study, outcome: Outcome, uses: tuple[str, ...]) -> bool:
    """Whether a number is a score or a share of responders that the model can forecast, and may be used so."""
    if outcome.month <= 0 or (outcome.use or study.use) not in uses:
        return False
    if outcome.measure in OUTCOMES:
        return outcome.statistic in SCORES
    return outcome.measure == "responders" and outcome.statistic == "share" and outcome.definition is not None


def printed(study: Study, arm: Arm, outcome: Outcome) -> Printed:
    """A number of an arm in points of its scale or as a share."""
    if outcome.measure == "responders":
        return Printed(study.key, arm.key, outcome.month, outcome.measure, outcome.value, outcome.value, outcome)
    start = float(baseline_of(study, arm)[0][OUTCOMES.index(outcome.measure)])
    match outcome.statistic:
        case "mean":
            change = outcome.value - start
        case "change":
            change = outcome.value
        case _:
            change = outcome.value / SCORE_CEILING * start
    return Printed(study.key, arm.key, outcome.month, outcome.measure, start + change, change, outcome)


def build(pairs: Iterable[tuple[Study, Arm]], uses: tuple[str, ...] = ("calibrate",)) -> Table:
    """The table of some arms; arms without a usable number or without a size are left out."""
    chosen = [
        (study, arm, [o for o in arm.outcomes if usable(study, o, uses)])
        for study, arm in pairs
        if arm.people is not None and any(usable(study, o, uses) for o in arm.outcomes)
    ]
    studies = tuple(dict.fromkeys(study.key for study, _, _ in chosen))
    effects = [effects_of(arm) for _, arm, _ in chosen]
    other_names = tuple(dict.fromkeys(name for one in effects for name, _ in one.others))
    visits = [(a, month) for a, (_, _, found) in enumerate(chosen) for month in sorted({o.month for o in found})]
    at = {visit: i for i, visit in enumerate(visits)}
    acting = [(study.key, name) for (study, _, _), one in zip(chosen, effects, strict=True) for name, _ in one.others]
    other_place = {pair: k for k, pair in enumerate(dict.fromkeys(acting))}
    numbers = [(a, printed(study, arm, o)) for a, (study, arm, found) in enumerate(chosen) for o in found]
    scores = [(a, one) for a, one in numbers if one.measure != "responders"]
    counts = [(a, one) for a, one in numbers if one.measure == "responders"]
    people = np.array([arm.people for _, arm, _ in chosen], dtype=float)
    starts = [baseline_of(study, arm) for study, arm, _ in chosen]
    definitions = [limits(one.outcome.definition) for _, one in counts if one.outcome.definition is not None]

    def sizes(found: list[tuple[int, Printed]]) -> Float:
        return np.array([people[a] if one.outcome.n is None else one.outcome.n for a, one in found], dtype=float)

    return Table(
        studies=studies,
        arms=tuple((study.key, arm.key) for study, arm, _ in chosen),
        trial=np.array([studies.index(study.key) for study, _, _ in chosen], dtype=np.int64),
        people=people,
        baseline=np.array([mean for mean, _ in starts]).reshape(-1, 2),
        baseline_sd=np.array([sd for _, sd in starts]).reshape(-1, 2),
        duration_months=np.array([study.population.duration_months or _typical_duration() for study, _, _ in chosen]),
        needle=np.array([float(arm.setting in ("sham", "intradiscal saline")) for _, arm, _ in chosen]),
        saline=np.array([float(arm.setting == "intradiscal saline") for _, arm, _ in chosen]),
        visit_arm=np.array([a for a, _ in visits], dtype=np.int64),
        month=np.array([month for _, month in visits]),
        cells=np.array([cells_profile(month) if effects[a].cells else 0.0 for a, month in visits]),
        cell_class=_one_hot([effects[a].cells for a, _ in visits], CELL_CLASSES),
        carrier=_one_hot([effects[a].carrier for a, _ in visits], CARRIERS),
        others=np.array([_courses(effects[a], other_names, month) for a, month in visits]).reshape(
            len(visits), len(other_names)
        ),
        other_names=other_names,
        other_number=np.array(
            [[other_place.get((chosen[a][0].key, name), 0) for name in other_names] for a, _ in visits],
            dtype=np.int64,
        ).reshape(len(visits), len(other_names)),
        other_effect=np.array([other_names.index(name) for _, name in other_place], dtype=np.int64),
        scores=tuple(one for _, one in scores),
        score_visit=np.array([at[a, one.month] for a, one in scores], dtype=np.int64),
        score_outcome=np.array([OUTCOMES.index(one.measure) for _, one in scores], dtype=np.int64),
        score=np.array([one.value for _, one in scores]),
        score_people=sizes(scores),
        score_sd=np.array([_sd_in_points(one.outcome) for _, one in scores]),
        sd_of_change=np.array([float(one.outcome.statistic != "mean") for _, one in scores]),
        counts=tuple(one for _, one in counts),
        count_visit=np.array([at[a, one.month] for a, one in counts], dtype=np.int64),
        limits=_stacked(definitions),
        share=np.array([one.value for _, one in counts]),
        count_people=sizes(counts),
    )


def _typical_duration() -> float:
    return value(TOPIC, "typical_duration")


def _sd_in_points(outcome: Outcome) -> float:
    return np.nan if outcome.sd is None or outcome.statistic == "percent_change" else outcome.sd


def _one_hot(found: list[str | None], known: tuple[str, ...]) -> Float:
    return np.array([[float(one == name) for name in known] for one in found]).reshape(len(found), len(known))


def _courses(effects: Effects, names: tuple[str, ...], month: float) -> list[float]:
    return [sum(profile(relief, month) for own, relief in effects.others if own == name) for name in names]


def _stacked(definitions: list[Limits]) -> Limits:
    if not definitions:
        empty = np.zeros((0, 2))
        return Limits(empty, empty, empty, empty, np.zeros(0))
    return Limits(*(np.array(part) for part in zip(*definitions, strict=True)))
