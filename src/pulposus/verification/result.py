"""What a verification run found: numbers beside their references, orders of convergence, curves to draw."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from pulposus.numerics.settings import VERIFY_ORDER_WITHIN

Floats = tuple[float, ...]


@dataclass(frozen=True)
class Check:
    """One number beside its reference.

    ``expected`` is evaluated in code by something that is not our solver; ``printed`` are the digits of the reference
    sheet, for reading. ``kind`` says how error and tolerance are meant: "at least" and "at most" pass on one side of
    ``expected`` and have an error of 0 there.
    """

    name: str
    found: float
    expected: float
    tolerance: float
    unit: str = "1"
    printed: float | None = None
    kind: Literal["relative", "absolute", "at least", "at most"] = "relative"

    @property
    def error(self) -> float:
        """Distance from the reference, as a share of it where the kind is relative; NaN where nothing was found."""
        gap = self.found - self.expected
        if self.kind == "at least":
            return max(-gap, 0.0) if math.isfinite(gap) else math.nan
        if self.kind == "at most":
            return max(gap, 0.0) if math.isfinite(gap) else math.nan
        return abs(gap / self.expected) if self.kind == "relative" and self.expected else abs(gap)

    @property
    def passed(self) -> bool:
        return bool(self.error <= self.tolerance)

    @property
    def shortfall(self) -> str:
        """One clause on how it failed."""
        if self.kind in ("at least", "at most"):
            return f"{self.name} is {self.found:.6g}, expected {self.kind} {self.expected:.6g}"
        share = " relative" if self.kind == "relative" else ""
        return (
            f"{self.name} is {self.found:.7g} against {self.expected:.7g}: "
            f"error {self.error:.2g}{share}, allowed {self.tolerance:.2g}"
        )


@dataclass(frozen=True)
class Order:
    """How an error falls as elements or time steps shrink.

    ``sizes`` and ``errors`` go from coarse to fine. ``more_is_good`` accepts a higher order than expected, where
    the answer is super-convergent on a regular mesh.
    """

    name: str
    size: str
    sizes: Floats
    errors: Floats
    expected: float
    within: float = VERIFY_ORDER_WITHIN
    more_is_good: bool = False

    @cached_property
    def observed(self) -> float:
        """Slope of log error over log size by least squares; NaN where an error is 0 or not finite."""
        errors = np.asarray(self.errors)
        if not np.all(np.isfinite(errors) & (errors > 0)):
            return math.nan
        return float(np.polyfit(np.log(self.sizes), np.log(errors), 1)[0])

    @property
    def passed(self) -> bool:
        enough = self.observed >= self.expected - self.within
        return bool(enough and (self.more_is_good or self.observed <= self.expected + self.within))

    @property
    def shortfall(self) -> str:
        """One clause on how it failed."""
        kind = "at least " if self.more_is_good else ""
        return (
            f"{self.name} converges with order {self.observed:.2f}, expected {kind}{self.expected:g} +- {self.within:g}"
        )


@dataclass(frozen=True)
class Curve:
    """A reference drawn as a line (``x``, ``y``) and what the solver gave at some places (``found_x``, ``found_y``)."""

    name: str
    x_label: str
    y_label: str
    x: Floats
    y: Floats
    found_x: Floats
    found_y: Floats
    log_x: bool = False


@dataclass(frozen=True)
class CaseResult:
    """One case: what was solved against what, and everything found. ``stopped`` is the sentence of a run that broke."""

    id: str
    title: str
    solved: str
    reference: str
    checks: tuple[Check, ...]
    orders: tuple[Order, ...]
    curves: tuple[Curve, ...]
    wall_s: float
    stopped: str = ""

    @property
    def passed(self) -> bool:
        return not self.reason

    @property
    def reason(self) -> str:
        """Empty when everything holds, else what did not, in one sentence."""
        if self.stopped:
            return self.stopped
        if not self.checks and not self.orders:
            return f"{self.id} compared nothing."
        parts = [check.shortfall for check in self.checks if not check.passed]
        parts += [order.shortfall for order in self.orders if not order.passed]
        return f"{'; '.join(parts)}." if parts else ""

    @property
    def worst(self) -> Check | None:
        """The check that comes nearest to its tolerance, or goes farthest beyond it."""

        def share(check: Check) -> float:
            if not math.isfinite(check.error):
                return math.inf
            return check.error / check.tolerance if check.tolerance else math.inf if check.error else 0.0

        return max(self.checks, key=share, default=None)


@dataclass(frozen=True)
class Verification:
    """A whole run."""

    cases: tuple[CaseResult, ...]

    @property
    def passed(self) -> bool:
        return all(case.passed for case in self.cases)

    @property
    def wall_s(self) -> float:
        return sum(case.wall_s for case in self.cases)

    def case(self, name: str) -> CaseResult:
        """The result of one case, such as ``V10``."""
        return next(case for case in self.cases if case.id == name)
