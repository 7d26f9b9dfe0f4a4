"""What the forecast of pain and function rests on: the studies, and how forecasts of studies not seen have fared."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.calibration.groups import Pair, controlled, uncontrolled
from pulposus.calibration.honesty import Honesty, of_this_version
from pulposus.calibration.table import usable
from pulposus.evidence.load import studies
from pulposus.evidence.meta.analysis import cells_beyond_control
from pulposus.evidence.schema import Study
from pulposus.report.figures import honesty as drawn
from pulposus.report.picture import Picture
from pulposus.report.words import number

WIDTH, NARROW = 620.0, 330.0
READ_UNTIL = "1 December 2026"
"""Day on which the records of the evidence base were last gone through."""
NAMES = {"pain": "pain", "odi": "disability (ODI)", "responders": "people who respond"}


@dataclass(frozen=True)
class StudyRow:
    """One study of the calibration."""

    title: str
    people: str
    citation: str
    address: str


@dataclass(frozen=True)
class Promise:
    """One band and how often it held."""

    level: str
    held: int
    of: int
    share: str
    low: str
    high: str
    kept: bool


@dataclass(frozen=True)
class Against:
    """Mean score of one outcome, lower is better: the forecast's and the baselines'."""

    outcome: str
    model: str
    baselines: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class EvidenceView:
    """The whole section."""

    trials: tuple[StudyRow, ...]
    cohorts: tuple[StudyRow, ...]
    pooled: str
    arms: int
    studies: int
    promises: tuple[Promise, ...]
    scores: tuple[Against, ...]
    picture: Picture
    narrow: Picture
    read_until: str


def view() -> EvidenceView:
    """The section of this version's evidence and posterior."""
    base = studies()
    arms = of_this_version()[0]
    return EvidenceView(
        trials=_rows(controlled(base)),
        cohorts=_rows(uncontrolled(base)),
        pooled=_pooled(),
        arms=arms.arms,
        studies=arms.studies,
        promises=_promises(arms),
        scores=_scores(arms),
        picture=Picture.of_svg(drawn.picture(arms, WIDTH), drawn.alternative(arms)),
        narrow=Picture.of_svg(drawn.picture(arms, NARROW), drawn.alternative(arms)),
        read_until=READ_UNTIL,
    )


def _rows(pairs: list[Pair]) -> tuple[StudyRow, ...]:
    people: dict[str, int] = {}
    by_key: dict[str, Study] = {}
    for study, arm in pairs:
        if any(usable(study, outcome, ("calibrate",)) for outcome in arm.outcomes) and arm.people is not None:
            people[study.key] = people.get(study.key, 0) + arm.people
            by_key[study.key] = study
    return tuple(_row(by_key[key], people[key]) for key in sorted(by_key))


def _row(study: Study, people: int) -> StudyRow:
    reference = study.reference
    if reference.doi:
        address = f"https://doi.org/{reference.doi}"
    elif reference.pmid:
        address = f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/"
    else:
        address = reference.url or ""
    return StudyRow(study.title, str(people), reference.text, address)


def _pooled() -> str:
    pooled = cells_beyond_control("pain")
    if pooled is None:
        return "No controlled trial of cells has printed numbers of pain near twelve months."
    found = pooled.random
    return (
        f"{pooled.studies} controlled trials of cells print pain near twelve months: together {number(found.value)} "
        f"points beyond sham or saline (95 % {number(found.low)} to {number(found.high)}; a minus sign is less pain)."
    )


def _promises(arms: Honesty) -> tuple[Promise, ...]:
    return tuple(
        Promise(
            f"{100 * one.level:.0f}",
            one.held,
            one.of,
            f"{100 * one.share:.0f}",
            f"{100 * one.interval[0]:.0f}",
            f"{100 * one.interval[1]:.0f}",
            one.compatible,
        )
        for one in arms.coverage
    )


def _scores(arms: Honesty) -> tuple[Against, ...]:
    def text(measure: str, score: float) -> str:
        return f"{100 * score:.1f}" if measure == "responders" else f"{score:.1f}"

    return tuple(
        Against(
            NAMES[score.measure] + (" (of 100)" if score.measure == "responders" else " (points)"),
            text(score.measure, score.model),
            tuple((name, text(score.measure, value), score.model < value) for name, value in score.baselines.items()),
        )
        for score in arms.scores
    )
