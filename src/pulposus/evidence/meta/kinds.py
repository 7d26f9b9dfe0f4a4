"""What may be put together: differences from a control, or changes within an arm, and never both.

A change within an arm holds the natural course, regression to the mean and the response to any procedure; a difference
from a control holds none of them. The two are types of their own, and a set holds one type only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.evidence.schema import Product
from pulposus.listing import listing

Scale = Literal["points", "SMD", "log risk ratio", "log odds ratio", "log odds"]


@dataclass(frozen=True)
class Estimate:
    """One number of one study with its sampling variance, on the scale of its set."""

    study: str
    name: str
    value: float
    variance: float
    people: int | None = None
    product: Product | None = None
    notes: tuple[str, ...] = ()
    """What was assumed about it, such as a borrowed SD."""
    month: float | None = None

    def __post_init__(self) -> None:
        if not (np.isfinite(self.value) and np.isfinite(self.variance) and self.variance > 0):
            raise InputError(
                f"Study '{self.study}', {self.name}: found effect {self.value:g} with variance {self.variance:g}, "
                "expected a number and a variance above 0; check its SD and its people."
            )


@dataclass(frozen=True)
class Difference(Estimate):
    """An arm beyond its control. The parts of the variance are 0 where they were not seen."""

    arm: str = ""
    control: str = ""
    arm_variance: float = 0.0
    control_variance: float = 0.0
    control_people: int | None = None
    control_share: float | None = None
    """Responders of the control arm, for a ratio."""


@dataclass(frozen=True)
class Change(Estimate):
    """An arm since its start, with no control to compare with."""

    arm: str = ""


@dataclass(frozen=True)
class Effects:
    """Estimates of one kind on one scale; use ``Differences`` or ``Changes``."""

    items: tuple[Estimate, ...]
    scale: Scale = "points"
    item: ClassVar[type[Estimate]] = Estimate
    words: ClassVar[str] = "estimates"

    def __post_init__(self) -> None:
        if type(self) is Effects:
            raise InputError("Effects: found no kind, expected Differences or Changes; choose one of the two.")
        wrong = [i for i in self.items if not isinstance(i, self.item)]
        if wrong:
            other = next(kind for kind in (Differences, Changes) if kind.item is not self.item)
            raise InputError(
                f"{type(self).__name__}: found {other.words} ({listing([i.name for i in wrong])}), expected "
                f"{self.words} only; analyse the two apart, they do not measure the same."
            )

    def __len__(self) -> int:
        return len(self.items)

    @property
    def values(self) -> NDArray[np.float64]:
        """Estimates (k,)."""
        return np.array([i.value for i in self.items], dtype=np.float64)

    @property
    def variances(self) -> NDArray[np.float64]:
        """Sampling variances (k,)."""
        return np.array([i.variance for i in self.items], dtype=np.float64)

    @property
    def sampling(self) -> NDArray[np.float64]:
        """Sampling covariance (k, k)."""
        return np.diag(self.variances)

    @property
    def between(self) -> NDArray[np.float64]:
        """Covariance of the true effects over the between-study variance (k, k)."""
        return np.eye(len(self.items))

    def only(self, keep: Sequence[bool]) -> Effects:
        """Those estimates for which ``keep`` (k,) is true."""
        chosen = tuple(i for i, wanted in zip(self.items, keep, strict=True) if wanted)
        return type(self)(chosen, self.scale)


@dataclass(frozen=True)
class Differences(Effects):
    """Arms beyond their controls. Two that share an arm of one trial are correlated, and are not counted as two."""

    item: ClassVar[type[Estimate]] = Difference
    words: ClassVar[str] = "differences from a control"

    @property
    def sampling(self) -> NDArray[np.float64]:
        """Sampling covariance (k, k): what two differences share is the variance of the arm that they share."""
        shared = np.diag(self.variances)
        for i, j, control, arm in self._pairs():
            part = control * self._of(i).control_variance + arm * self._of(i).arm_variance
            shared[i, j] = shared[j, i] = part
        return shared

    @property
    def between(self) -> NDArray[np.float64]:
        """Covariance of the true effects over the between-study variance (k, k): a half where an arm is shared."""
        shared = np.eye(len(self.items))
        for i, j, control, arm in self._pairs():
            shared[i, j] = shared[j, i] = 0.5 * (control + arm)
        return shared

    def _of(self, index: int) -> Difference:
        found = self.items[index]
        assert isinstance(found, Difference)
        return found

    def _pairs(self) -> list[tuple[int, int, bool, bool]]:
        """Pairs of one study with what they share: the control, the arm."""
        found = []
        for i in range(len(self.items)):
            for j in range(i):
                a, b = self._of(i), self._of(j)
                if a.study == b.study:
                    found.append((i, j, bool(a.control) and a.control == b.control, bool(a.arm) and a.arm == b.arm))
        return found


@dataclass(frozen=True)
class Changes(Effects):
    """Arms since their start. What they say is never an effect of the treatment."""

    item: ClassVar[type[Estimate]] = Change
    words: ClassVar[str] = "changes within an arm"


def joined(*sets: Effects) -> Effects:
    """One set out of several of the same kind and scale.

    Raises:
        InputError: for sets of different kinds or scales.
    """
    kinds = {type(found) for found in sets}
    if len(kinds) != 1:
        raise InputError(
            f"Effects: found {listing(sorted(kind.words for kind in kinds)) or 'none'}, expected one kind; analyse "
            "them apart, they do not measure the same."
        )
    scales = sorted({found.scale for found in sets})
    if len(scales) != 1:
        raise InputError(f"Effects: found the scales {listing(scales)}, expected one; bring them to one scale first.")
    return type(sets[0])(tuple(i for found in sets for i in found.items), sets[0].scale)
