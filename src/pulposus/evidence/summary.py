"""How much the base holds, controlled and uncontrolled apart, each group of people once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pulposus.evidence.schema import Design, Study, Use

CONTROLLED: tuple[Design, ...] = ("randomised", "controlled, not randomised")


@dataclass(frozen=True)
class Line:
    """One study in a table."""

    key: str
    year: int
    design: Design
    arms: int
    people: int | None
    """Of all arms, assumed sizes included; None where one is not known."""
    numbers: int
    """Outcomes and differences."""
    fitted: int
    """Of these the ones that a calibration may use, starts left out."""
    use: Use
    grade: str
    same_people_as: str | None


@dataclass(frozen=True)
class Counts:
    """What a group of studies holds."""

    studies: int
    arms: int
    people: int
    """Of the arms whose size is known or assumed; reports of the same people count once."""
    numbers: int
    fitted: int


def line(study: Study) -> Line:
    """One study in a table."""
    outcomes = [outcome for arm in study.arms for outcome in arm.outcomes]
    sizes = [arm.people for arm in study.arms]
    return Line(
        key=study.key,
        year=study.reference.year,
        design=study.design,
        arms=len(study.arms),
        people=sum(n for n in sizes if n is not None) if sizes and None not in sizes else None,
        numbers=len(outcomes) + len(study.contrasts),
        fitted=sum(study.use_of(outcome) == "calibrate" for outcome in outcomes if outcome.month > 0)
        + sum(study.use_of(contrast) == "calibrate" for contrast in study.contrasts),
        use=study.use,
        grade=study.quality.grade,
        same_people_as=study.same_people_as,
    )


def counts(studies: Iterable[Study], *, controlled: bool) -> Counts:
    """Of the studies with a control arm, or of those without; meta-analyses are neither."""
    chosen = [s for s in studies if (s.design in CONTROLLED if controlled else s.design == "single arm")]
    lines = [line(study) for study in chosen]
    first = [study for study in chosen if study.same_people_as is None]
    return Counts(
        studies=len(first),
        arms=sum(len(study.arms) for study in first),
        people=sum(arm.people or 0 for study in first for arm in study.arms),
        numbers=sum(found.numbers for found in lines),
        fitted=sum(found.fitted for found in lines),
    )
