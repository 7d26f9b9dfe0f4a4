"""Differences between the arms of a trial as published, and whether the trial would have called them a success."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pulposus.calibration.table import Printed
from pulposus.evidence.schema import Arm, Contrast, Definition, Study
from pulposus.symptoms.scale import OUTCOMES
from pulposus.trial.replicate.success import Said, said_of


@dataclass(frozen=True)
class Difference:
    """Treated minus control at a visit: points of change (negative favours the treatment) or a share of responders."""

    study: str
    arm: str
    control: str
    month: float
    measure: str
    definition: Definition | None
    published: float
    adjusted: bool
    """Printed as a difference, mostly adjusted for the baseline; else made of the two arms' printed numbers."""
    scored: bool
    """Whether both of its numbers may be fitted."""
    said: Said

    @property
    def favours_treatment(self) -> bool:
        return favours(self.measure, self.published)


def favours(measure: str, difference: float) -> bool:
    """Whether a difference favours the treatment: fewer points, or more responders."""
    return difference > 0 if measure == "responders" else difference < 0


def differences(study: Study, arms: Sequence[Arm], numbers: Sequence[Printed]) -> tuple[Difference, ...]:
    """All differences of treated arms from control arms for which both numbers, or the difference, were printed."""
    treated = [arm for arm in arms if arm.role == "treatment"]
    controls = [arm for arm in arms if arm.role == "control"]
    found: list[Difference] = []
    for arm in treated:
        for control in controls:
            own, other = (_by_what(study, numbers, one.key) for one in (arm, control))
            pairs = [(own[what], other[what]) for what in own if what in other]
            found += [_of_pair(study, one, its) for one, its in pairs]
            known = {(one.measure, one.month) for one, _ in pairs}
            found += [
                _of_contrast(study, one)
                for one in study.contrasts
                if (one.arm, one.control) == (arm.key, control.key)
                and one.measure in OUTCOMES
                and one.unit == "points"
                and (one.measure, one.month) not in known
            ]
    return tuple(sorted(found, key=lambda one: (one.arm, one.control, one.measure, one.month)))


What = tuple[str, float, str]


def _by_what(study: Study, numbers: Sequence[Printed], arm: str) -> dict[What, Printed]:
    """An arm's numbers by measure, month and definition; of two that say the same, the one that may be fitted."""
    found: dict[What, Printed] = {}
    for one in numbers:
        what = (one.measure, one.month, repr(one.outcome.definition))
        if one.arm == arm and (what not in found or study.use_of(one.outcome) == "calibrate"):
            found[what] = one
    return found


def _of_pair(study: Study, own: Printed, control: Printed) -> Difference:
    return Difference(
        study.key, own.arm, control.arm, own.month, own.measure, own.outcome.definition,
        published=own.change - control.change,
        adjusted=False,
        scored=all(study.use_of(one.outcome) == "calibrate" for one in (own, control)),
        said=said_of(study, own, control),
    )  # fmt: skip


def _of_contrast(study: Study, one: Contrast) -> Difference:
    assert one.month is not None
    return Difference(
        study.key, one.arm, one.control, one.month, one.measure, None,
        published=one.difference,
        adjusted=True,
        scored=study.use_of(one) == "calibrate",
        said=Said.of_interval(one),
    )  # fmt: skip
