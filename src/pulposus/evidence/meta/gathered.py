"""What is asked of the base, which numbers answer it, and which are left out and why."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from pulposus.evidence.meta.kinds import Changes, Differences, Scale
from pulposus.evidence.schema import Arm, Measure, Outcome, Product, Study, Use
from pulposus.library import facts, value
from pulposus.treatment.schema import CONTROL_OF

Target = Literal["pain", "odi", "responders"]
Comparator = Literal["sham", "intradiscal saline", "natural course", "placebo pill", "carrier", "treatment"]
"""What a control arm is: nothing beyond its setting, the carrier without cells, or a treatment of its own."""
BLINDABLE: tuple[Comparator, ...] = ("sham", "intradiscal saline")
"""Controls that look like the treatment to the patient; usual care is not one of them."""
CELLS = frozenset(
    {
        "expanded marrow cells", "expanded fat cells", "expanded birth-tissue cells", "disc cells",
        "marrow concentrate", "fat concentrate", "tissue with cells", "haematopoietic cells",
    }
)  # fmt: skip
GROWN = frozenset({"expanded marrow cells", "expanded fat cells", "expanded birth-tissue cells", "disc cells"})
"""Products whose dose counts the same thing: cells grown in culture. A concentrate counts every nucleated cell."""
CALIBRATE: tuple[Use, ...] = ("calibrate",)

E = TypeVar("E", Differences, Changes)
Visit = tuple[float, float, float]
"""Month wanted, and the first and last that may stand for it."""


@dataclass(frozen=True)
class LeftOut:
    """A study that is about what was asked, why it is not in the analysis, and what it says of it in words."""

    study: str
    why: str
    in_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gathered(Generic[E]):
    """Effects of one kind, and what was left out."""

    effects: E
    left_out: tuple[LeftOut, ...] = ()


def visit(name: str) -> Visit:
    """Month and range of a fact of ``meta.yaml``."""
    span = facts("meta")[name].spread
    low, high = span if isinstance(span, tuple) else (0.0, math.inf)
    return value("meta", name), low, high


@dataclass(frozen=True)
class Question:
    """What is asked: a measure, on which scale (None: points, or log risk ratio of responders), of which products,
    against which controls, at which visit, from numbers of which use."""

    measure: Target
    scale: Scale | None = None
    classes: frozenset[str] = CELLS
    against: tuple[Comparator, ...] = BLINDABLE
    visit: Visit = field(default_factory=lambda: visit("visit_month"))
    uses: tuple[Use, ...] = CALIBRATE

    def asks_of(self, product: Product | None) -> bool:
        """Whether an arm with this product is meant."""
        return product is not None and product.product_class in self.classes

    def nearest(self, months: set[float]) -> float | None:
        """The visit that stands for the one wanted; of two as near, the earlier."""
        wanted, low, high = self.visit
        within = [m for m in months if low <= m <= high]
        return min(within, key=lambda m: (abs(m - wanted), m)) if within else None

    @property
    def span(self) -> str:
        """Its visits in a sentence."""
        _, low, high = self.visit
        return f"from month {low:g}" + (f" to {high:g}" if math.isfinite(high) else "")


def comparator(arm: Arm) -> Comparator:
    """What a control arm is."""
    if arm.treatment in CONTROL_OF.values():
        return arm.setting
    return "carrier" if arm.product is not None and arm.product.product_class == "gel" else "treatment"


def usable(study: Study, arm: Arm, measure: Measure, uses: Sequence[Use]) -> list[Outcome]:
    """Numbers of one arm that may be computed with."""
    return [o for o in arm.outcomes if o.measure == measure and study.use_of(o) in uses]


def people(arm: Arm, outcome: Outcome) -> tuple[int | None, tuple[str, ...]]:
    """People behind a number, with a note where they are assumed."""
    if outcome.n is not None or arm.n is not None:
        return outcome.n if outcome.n is not None else arm.n, ()
    return arm.n_assumed, (f"{arm.n_assumed} people assumed in the arm {arm.key}",)


def months(outcomes: Sequence[Outcome]) -> set[float]:
    """Visits after the start."""
    return {o.month for o in outcomes if o.month > 0}


def words(measure: Measure) -> str:
    """A measure in a sentence."""
    return "ODI" if measure == "odi" else measure


def left_out(study: Study, measure: Measure, uses: Sequence[Use], lack: Callable[[], str]) -> LeftOut:
    """A study that is left out, for its use or for what ``lack`` tells, with its findings in words."""
    said = tuple(dict.fromkeys(f.direction for f in study.findings if f.measure == measure))
    kept = f"the base keeps it for '{study.use}' only"
    return LeftOut(study.key, lack() if study.use in uses else kept, said)
