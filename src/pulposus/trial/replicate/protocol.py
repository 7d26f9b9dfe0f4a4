"""The protocol of a finished trial, as far as its file of the evidence base says it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.calibration.effects import effects_of
from pulposus.calibration.groups import controlled
from pulposus.calibration.table import Printed, baseline_of, printed, usable
from pulposus.calibration.without import posterior_without, shipped
from pulposus.evidence.load import studies, study
from pulposus.evidence.schema import Arm, Study
from pulposus.symptoms.products import Product
from pulposus.treatment import load
from pulposus.treatment.schema import Relief
from pulposus.trial.replicate.differences import Difference, differences

Float = NDArray[np.float64]
USES = ("calibrate", "check")
"""Numbers that are forecast; only those that may be fitted are scored, so that nobody is counted twice."""


@dataclass(frozen=True)
class ReplicatedArm:
    """One arm: who is in it, and what it brings beyond the control arm of its setting."""

    arm: Arm
    people: int
    baseline: Float  # (2,), mean pain and ODI
    baseline_sd: Float  # (2,)
    cells: bool
    product: Product
    relief: tuple[Relief, ...]
    unknown: str | None
    """A treatment that the library does not hold: its effect is drawn from a prior, or from other trials of it."""

    @property
    def key(self) -> str:
        return self.arm.key


@dataclass(frozen=True)
class Protocol:
    """A trial to be run again; arms in the order of its file."""

    study: Study
    arms: tuple[ReplicatedArm, ...]
    months: Float  # (m,), visits of which anything was printed
    numbers: tuple[Printed, ...]
    differences: tuple[Difference, ...]

    @property
    def key(self) -> str:
        return self.study.key

    def place(self, arm: str) -> int:
        """Number of an arm."""
        return [one.key for one in self.arms].index(arm)

    def visit(self, month: float) -> int:
        """Number of a visit."""
        return int(np.flatnonzero(self.months == month)[0])

    def scored(self, number: Printed) -> bool:
        """Whether a number may be fitted, and is therefore scored."""
        return self.study.use_of(number.outcome) == "calibrate"

    @property
    def unknown(self) -> tuple[str, ...]:
        """Treatments of its arms that the library does not hold."""
        return tuple(dict.fromkeys(arm.unknown for arm in self.arms if arm.unknown))


def trials() -> tuple[str, ...]:
    """Keys of the controlled trials for which a calibration without them ships."""
    return tuple(shipped())


def protocol(key: str) -> Protocol:
    """The protocol of one of them.

    Raises:
        InputError: the key is none of a controlled trial of the calibration.
    """
    posterior_without(key)
    own = study(key)
    arms = tuple(_arm(own, arm) for one, arm in controlled(studies()) if one.key == key and arm.people is not None)
    numbers = tuple(printed(own, one.arm, o) for one in arms for o in one.arm.outcomes if usable(own, o, USES))
    between = differences(own, tuple(one.arm for one in arms), numbers)
    months = np.array(sorted({one.month for one in numbers} | {one.month for one in between}))
    return Protocol(own, arms, months, numbers, between)


def _arm(own: Study, arm: Arm) -> ReplicatedArm:
    effects = effects_of(arm)
    unknown = next((name for name, relief in effects.others if relief is None), None)
    mean, sd = baseline_of(own, arm)
    return ReplicatedArm(
        arm=arm,
        people=arm.people or 0,
        baseline=mean,
        baseline_sd=sd,
        cells=effects.cells is not None,
        product=Product(effects.cells, effects.carrier),
        relief=load(arm.treatment).relief if effects.others and unknown is None else (),
        unknown=unknown,
    )
