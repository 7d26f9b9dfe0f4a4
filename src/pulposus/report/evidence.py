"""What the forecast of pain and function rests on: the studies, and how forecasts of studies not seen have fared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulposus.calibration.groups import Pair, controlled, uncontrolled
from pulposus.calibration.honesty import Honesty, of_this_version
from pulposus.calibration.table import usable
from pulposus.evidence.load import studies
from pulposus.evidence.meta.analysis import cells_beyond_control
from pulposus.evidence.schema import Arm, Study
from pulposus.library.schema import Source
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
    ref: str
    anchor: str


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


def used_sources() -> tuple[Source, ...]:
    """The studies that the calibration uses, for the page's list of sources."""
    found = {study.key: study for study in _used(studies())}
    return tuple(_source(found[key]) for key in sorted(found))


def view(numbers: Mapping[str, int] | None = None) -> EvidenceView:
    """The section of this version's evidence and posterior; ``numbers`` are those of the page's list of sources."""
    base, places = studies(), {} if numbers is None else numbers
    arms = of_this_version()[0]
    return EvidenceView(
        trials=_rows(controlled(base), places),
        cohorts=_rows(uncontrolled(base), places),
        pooled=_pooled(),
        arms=arms.arms,
        studies=arms.studies,
        promises=_promises(arms),
        scores=_scores(arms),
        picture=Picture.of_svg(drawn.picture(arms, WIDTH), drawn.alternative(arms)),
        narrow=Picture.of_svg(drawn.picture(arms, NARROW), drawn.alternative(arms)),
        read_until=READ_UNTIL,
    )


def _counts(study: Study, arm: Arm) -> bool:
    return arm.people is not None and any(usable(study, outcome, ("calibrate",)) for outcome in arm.outcomes)


def _used(base: Sequence[Study]) -> list[Study]:
    return [study for study, arm in (*controlled(base), *uncontrolled(base)) if _counts(study, arm)]


def _rows(pairs: list[Pair], numbers: Mapping[str, int]) -> tuple[StudyRow, ...]:
    people: dict[str, int] = {}
    titles: dict[str, str] = {}
    for study, arm in pairs:
        if _counts(study, arm):
            people[study.key] = people.get(study.key, 0) + (arm.people or 0)
            titles[study.key] = study.title
    return tuple(
        StudyRow(titles[key], str(people[key]), str(numbers.get(key, "")), f"ref-{key}") for key in sorted(titles)
    )


def _source(study: Study) -> Source:
    work = study.reference
    return Source(key=study.key, citation=work.text, doi=work.doi, pmid=work.pmid, url=study.address or None)


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
