"""A small panel over months: axes, bands, lines, and labels beside their ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pulposus.forecasting.result import Float
from pulposus.report.figures.style import FAINT, INK, MUTED, apart
from pulposus.report.figures.vector import Canvas, wrapped
from pulposus.report.words import number

PANEL = (345.0, 236.0)  # px


@dataclass(frozen=True)
class Label:
    """A text beside the end of a line, at height ``value`` of the axis."""

    value: float
    text: str
    colour: str
    bold: bool = False


def nice_ticks(low: float, high: float, at_most: int = 5) -> list[float]:
    """Round numbers between two ends, at most so many (steps of 1, 2, 2.5 or 5 times a power of ten)."""
    span = high - low or abs(high) or 1.0
    power = 10.0 ** np.floor(np.log10(span / at_most))
    for step in (1.0, 2.0, 2.5, 5.0, 10.0, 20.0):
        ticks = (
            np.arange(np.ceil(low / (step * power) - 1e-9), np.floor(high / (step * power) + 1e-9) + 1) * step * power
        )
        if len(ticks) <= at_most:
            break
    return [float(t) for t in ticks]


def month_ticks(last: float) -> list[float]:
    """Whole half-years, quarters or months."""
    step = 6 if last > 9 else 3 if last > 4 else 1
    return [float(t) for t in np.arange(0, last + step / 2, step) if t <= last]


class Panel:
    """One panel of a fixed size with room for labels at its right."""

    def __init__(
        self, months: Sequence[float], low: float, high: float, *, title: str, unit: str, colour: str = INK,
        ticks: Sequence[float] | None = None, room: float = 118, bars: float = 0, extra: float = 0,
    ) -> None:  # fmt: skip
        self.months = list(months)
        self.low, self.high = low, high if high > low else low + 1
        lines = wrapped(title, 48)
        self.top = 16.0 * len(lines) + 30
        self.width, self.height = PANEL[0], PANEL[1] + extra + 16 * (len(lines) - 1)
        self.left, self.right, self.bottom = 38.0, self.width - room - bars, self.height - 36
        self.beside = self.right + bars
        self.canvas = Canvas(self.width, self.height)
        for index, line in enumerate(lines):
            self.canvas.text(0, 9 + 16 * index, line, size=13, bold=True, fill=colour)
        self.canvas.text(0, self.top - 18, unit, size=11, fill=MUTED)
        self._axes(nice_ticks(self.low, self.high) if ticks is None else list(ticks))

    def x(self, month: float) -> float:
        """Place of a month."""
        return self.left + (self.right - self.left) * month / max(self.months[-1], 1e-9)

    def y(self, value: float) -> float:
        """Height of a value, kept inside the axes."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - (self.bottom - self.top) * min(max(share, 0.0), 1.0)

    def _axes(self, ticks: list[float]) -> None:
        digits = max((len(f"{t:.4g}".partition(".")[2]) for t in ticks), default=0)
        for tick in ticks:
            y = self.y(tick)
            self.canvas.line(self.left, y, self.right, y, stroke="#e6ebef", stroke_width=1)
            self.canvas.text(self.left - 6, y, number(tick, digits), size=11, anchor="end")
        self.canvas.line(self.left, self.bottom, self.right, self.bottom, stroke=MUTED, stroke_width=0.8)
        for month in month_ticks(self.months[-1]):
            x = self.x(month)
            self.canvas.line(x, self.bottom, x, self.bottom + 4, stroke=MUTED, stroke_width=0.8)
            self.canvas.text(x, self.bottom + 13, f"{month:g}", size=11, anchor="middle")
        self.canvas.text(
            (self.left + self.right) / 2, self.bottom + 28, "months after treatment", size=11, anchor="middle"
        )

    def band(self, low: Float, high: Float, colour: str, opacity: float = 1) -> None:
        """A band over all months."""
        ys = [self.y(float(v)) for v in low], [self.y(float(v)) for v in high]
        self.canvas.band([self.x(m) for m in self.months], *ys, fill=colour, fill_opacity=opacity)

    def line(self, values: Float, colour: str, dash: str = "", width: float = 2) -> None:
        """A line over all months."""
        style: dict[str, Any] = {"stroke_dasharray": dash} if dash else {}
        points = [(self.x(m), self.y(float(v))) for m, v in zip(self.months, values, strict=True)]
        self.canvas.path(points, stroke=colour, stroke_width=width, stroke_linejoin="round", **style)

    def marks(self, values: Float, shape: str, colour: str, radius: float = 3.6) -> None:
        """A mark at each visit."""
        for month, value in zip(self.months, values, strict=True):
            self.canvas.mark(self.x(month), self.y(float(value)), shape, colour, radius)

    def bar(self, beside: float, low: float, high: float, colour: str) -> None:
        """An upright bar at the right of the axes: the band of one line at the last month."""
        x = self.right + 3 + beside
        self.canvas.line(x, self.y(low), x, self.y(high), stroke=colour, stroke_width=2.2, stroke_opacity=0.75)

    def labels(self, labels: Sequence[Label], gap: float = 13.5) -> None:
        """Texts at the right of their lines, moved apart where they would overlap, with a thin line to their end."""
        # Heights grow upward while they are moved apart, so that equal values keep the order in which they are given.
        spots = [-self.y(label.value) for label in labels]
        placed = apart(spots, gap, -(self.bottom + 4), -(self.top - 4))
        for label, spot, place in zip(labels, spots, placed, strict=True):
            if abs(spot - place) > 1:
                self.canvas.line(self.beside + 5, -spot, self.beside + 11, -place, stroke=FAINT, stroke_width=1)
            self.canvas.text(self.beside + 13, -place, label.text, size=11, fill=label.colour, bold=label.bold)

    def svg(self) -> bytes:
        """The panel."""
        return self.canvas.svg()
