"""An axis of a hand-drawn picture: its span, round ticks, and where a value lies on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pulposus.report.figures.style import MUTED
from pulposus.report.figures.vector import Canvas

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_RATIOS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)


@dataclass(frozen=True)
class Axis:
    """Values from ``low`` to ``high`` over ``length`` px from ``left``; on ``ratio`` axes values are logarithms and
    ticks are written as ratios."""

    low: float
    high: float
    left: float
    length: float
    ticks: tuple[float, ...]
    ratio: bool = False

    def x(self, value: float) -> float:
        """Place of a value, at an end where it lies outside."""
        share = (value - self.low) / (self.high - self.low)
        return self.left + self.length * min(max(share, 0.0), 1.0)

    def draw(self, canvas: Canvas, top: float, bottom: float) -> None:
        """Grid lines and numbers below them, and the line of no difference."""
        for tick in self.ticks:
            canvas.line(self.x(tick), top, self.x(tick), bottom, stroke="#e6ebef", stroke_width=1)
            canvas.text(self.x(tick), bottom + 10, self.label(tick), size=10.5, fill=MUTED, anchor="middle")
        if self.low <= 0 <= self.high:
            canvas.line(self.x(0), top, self.x(0), bottom, stroke=MUTED, stroke_width=1, stroke_dasharray="2 3")

    def label(self, tick: float) -> str:
        """A tick as it is written."""
        shown = math.exp(tick) if self.ratio else tick
        return f"{shown:.3g}".replace("-", "\N{MINUS SIGN}")


def axis(values: Sequence[float], left: float, length: float, *, ratio: bool = False, most: int = 7) -> Axis:
    """An axis that holds ``values`` and zero, with at most ``most`` round ticks."""
    low, high = min(0.0, *values), max(0.0, *values)
    margin = 0.04 * (high - low) or 1.0
    low, high = low - margin, high + margin
    ticks = _ratios(low, high) if ratio else _round(low, high, most)
    while len(ticks) > most:
        ticks = ticks[::2] if 0.0 in ticks[::2] else ticks[1::2]
    return Axis(low, high, left, length, ticks, ratio)


def _ratios(low: float, high: float) -> tuple[float, ...]:
    return tuple(math.log(r) for r in _RATIOS if low <= math.log(r) <= high)


def _round(low: float, high: float, most: int) -> tuple[float, ...]:
    size = 10.0 ** math.floor(math.log10((high - low) / most))
    step = next(s * size for s in _STEPS if (high - low) / (s * size) <= most)
    first, last = math.ceil(low / step), math.floor(high / step)
    return tuple(step * i for i in range(first, last + 1))
