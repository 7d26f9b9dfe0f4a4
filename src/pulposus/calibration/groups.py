"""Which arms inform what: controlled arms the effects, arms without a fair control only what such studies add.

Controlled evidence is randomised. Of a controlled study without randomisation the control arm says how usual care
goes, and the treated arm stands with the uncontrolled ones. The two groups never enter one likelihood.
"""

from __future__ import annotations

from collections.abc import Iterable

from pulposus.calibration.table import usable
from pulposus.evidence.schema import Arm, Study

Pair = tuple[Study, Arm]


def counted(studies: Iterable[Study], uses: tuple[str, ...] = ("calibrate",)) -> list[Study]:
    """Studies that may be used so, each group of people once."""
    every = [study for study in studies if study.same_people_as is None]
    return [s for s in every if s.use in uses or any(o.use in uses for arm in s.arms for o in arm.outcomes)]


def fair(study: Study, arm: Arm, uses: tuple[str, ...] = ("calibrate",)) -> bool:
    """Whether an arm may inform an effect: randomised, with numbers of another arm to hold it against.

    A treated arm whose control's numbers nobody has read is no better than one without a control.
    """
    if study.design != "randomised":
        return study.design == "controlled, not randomised" and arm.role == "control"
    return any(_has_numbers(study, other, uses) for other in study.arms if other.key != arm.key)


def _has_numbers(study: Study, arm: Arm, uses: tuple[str, ...]) -> bool:
    return any(usable(study, outcome, uses) for outcome in arm.outcomes)


def controlled(studies: Iterable[Study]) -> list[Pair]:
    """Arms that may inform the response to a setting and the effects."""
    return [(study, arm) for study in counted(studies) for arm in study.arms if fair(study, arm)]


def uncontrolled(studies: Iterable[Study]) -> list[Pair]:
    """Treated arms without a fair control."""
    every = ((study, arm) for study in counted(studies) for arm in study.arms)
    return [(study, arm) for study, arm in every if arm.role == "treatment" and not fair(study, arm)]
