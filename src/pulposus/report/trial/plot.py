"""Axes of a figure in which both directions are numbers, with lines, bands, marks and labels beside lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pulposus.report.figures.forest import WIDE
from pulposus.report.figures.panel import Label, nice_ticks
from pulposus.report.figures.style import FAINT, INK, MUTED, Look, apart
from pulposus.report.figures.vector import Canvas, width_of, wrapped
from pulposus.report.words import number

HEIGHT = {True: 330.0, False: 270.0}


@dataclass(frozen=True)
class Scale:
    """Ends of an axis, its ticks and how they are written."""

    low: float
    high: float
    ticks: tuple[float, ...]
    suffix: str = ""

    @classmethod
    def round(cls, low: float, high: float, most: int = 6, suffix: str = "") -> Scale:
        """Round ticks between two ends."""
        return cls(low, high, tuple(nice_ticks(low, high, most)), suffix)

    def text(self, tick: float) -> str:
        """A tick as it is written."""
        digits = max((len(f"{t:.4g}".partition(".")[2]) for t in self.ticks), default=0)
        return f"{number(tick, digits)}{self.suffix}"


class Plot:
    """A canvas with axes; ``room`` px at the right are for labels beside lines, ``foot`` px below for a key."""

    def __init__(
        self, width: float, across: Scale, up: Scale, *, title: str, x_name: str, y_name: str, room: float = 0,
        foot: float = 0, height: float = 0,
    ) -> None:  # fmt: skip
        self.across, self.up, self.width = across, up, width
        lines = wrapped(title, int(width / 8.6))
        self.top = 17.0 * len(lines) + 28
        self.left, self.right = 46.0, width - max(room, 14.0)
        self.bottom = self.top + (height or HEIGHT[width >= WIDE]) - 40
        self.canvas = Canvas(width, self.bottom + 42 + foot)
        for place, line in enumerate(lines):
            self.canvas.text(0, 10 + 17 * place, line, size=13.5, bold=True)
        self.canvas.text(0, self.top - 16, y_name, size=11, fill=MUTED)
        for tick in up.ticks:
            self.canvas.line(self.left, self.y(tick), self.right, self.y(tick), stroke="#e6ebef", stroke_width=1)
            self.canvas.text(self.left - 6, self.y(tick), up.text(tick), size=11, anchor="end")
        self.canvas.line(self.left, self.bottom, self.right, self.bottom, stroke=MUTED, stroke_width=0.8)
        for tick in across.ticks:
            self.canvas.line(self.x(tick), self.bottom, self.x(tick), self.bottom + 4, stroke=MUTED, stroke_width=0.8)
            self.canvas.text(self.x(tick), self.bottom + 13, across.text(tick), size=11, anchor="middle")
        self.canvas.text((self.left + self.right) / 2, self.bottom + 30, x_name, size=11, anchor="middle")

    def x(self, value: float) -> float:
        """Place of a value, kept inside the axes."""
        share = (value - self.across.low) / (self.across.high - self.across.low or 1.0)
        return self.left + (self.right - self.left) * min(max(share, 0.0), 1.0)

    def y(self, value: float) -> float:
        """Height of a value, kept inside the axes."""
        share = (value - self.up.low) / (self.up.high - self.up.low or 1.0)
        return self.bottom - (self.bottom - self.top) * min(max(share, 0.0), 1.0)

    def band(self, xs: Sequence[float], low: Sequence[float], high: Sequence[float], colour: str) -> None:
        """A band between two lines."""
        edges = [self.y(v) for v in low], [self.y(v) for v in high]
        self.canvas.band([self.x(v) for v in xs], *edges, fill=colour, fill_opacity=0.16)

    def line(self, xs: Sequence[float], ys: Sequence[float], look: Look, *, marks: bool = True) -> None:
        """A line with a mark at each place."""
        style: dict[str, Any] = {"stroke_dasharray": look.dash} if look.dash else {}
        points = [(self.x(a), self.y(b)) for a, b in zip(xs, ys, strict=True)]
        self.canvas.path(points, stroke=look.colour, stroke_width=2.2, stroke_linejoin="round", **style)
        for x, y in points if marks else ():
            self.canvas.mark(x, y, look.mark, look.colour, 4.4)

    def level(self, value: float, words: str) -> None:
        """A thin line across with words on it."""
        self.canvas.line(self.left, self.y(value), self.right, self.y(value), stroke=MUTED, stroke_dasharray="2 3")
        self.canvas.text(self.left + 4, self.y(value) - 8, words, size=10.5, fill=MUTED, halo=True)

    def upright(self, value: float, words: str) -> None:
        """A thin upright line with words at its top."""
        x = self.x(value)
        self.canvas.line(x, self.top, x, self.bottom, stroke=MUTED, stroke_dasharray="2 3")
        late = x + width_of(words, 10.5) > self.right
        self.canvas.text(x + (-4 if late else 4), self.top + 6, words, size=10.5, fill=MUTED, halo=True,
                         anchor="end" if late else "start")  # fmt: skip

    def labels(self, labels: Sequence[Label], gap: float = 14.0) -> None:
        """Texts at the right of their lines, moved apart where they would overlap."""
        spots = [-self.y(label.value) for label in labels]
        placed = apart(spots, gap, -(self.bottom + 4), -(self.top - 4))
        for label, spot, place in zip(labels, spots, placed, strict=True):
            if abs(spot - place) > 1:
                self.canvas.line(self.right + 5, -spot, self.right + 11, -place, stroke=FAINT, stroke_width=1)
            self.canvas.text(self.right + 13, -place, label.text, size=11.5, fill=label.colour, bold=label.bold)

    def key(self, items: Sequence[tuple[str, Look]]) -> None:
        """Names of lines below the axes, one a row."""
        for place, (words, look) in enumerate(items):
            y = self.bottom + 48 + 16 * place
            style: dict[str, Any] = {"stroke_dasharray": look.dash} if look.dash else {}
            self.canvas.line(self.left, y, self.left + 30, y, stroke=look.colour, stroke_width=2.2, **style)
            self.canvas.mark(self.left + 15, y, look.mark, look.colour, 4)
            self.canvas.text(self.left + 38, y, words, size=11.5, fill=INK)

    def svg(self) -> bytes:
        """The figure."""
        return self.canvas.svg()
