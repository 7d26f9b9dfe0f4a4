"""Forest plot of a meta-analysis: each study with its interval and weight, what they say together, and what a further
study would be expected to find."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping

from pulposus.evidence.meta.pool import Pooled
from pulposus.report.figures.axis import Axis, axis
from pulposus.report.figures.forest import NARROW, WIDE
from pulposus.report.figures.meta_lines import RATIOS, Line, Words, interval, lines_of, number
from pulposus.report.figures.style import FAINT, INK, MUTED, SHADES
from pulposus.report.figures.vector import Canvas, wrapped

COLOUR = SHADES["cells"][0]
_LETTERS = {WIDE: 43, NARROW: 50}


def draw(pooled: Pooled, words: Words, width: float, groups: Mapping[str, Pooled] | None = None) -> bytes:
    """A forest plot as SVG, ``WIDE`` or ``NARROW``; with ``groups`` each under its name with its own diamond."""
    lines = lines_of(pooled, groups or {})
    return (_Wide if width == WIDE else _Narrow)(lines, words, pooled, width).svg()


class _Forest(ABC):
    """What both widths share."""

    head, foot = 66.0, 46.0
    row, heading = 27.0, 30.0
    left, length = 0.0, 0.0

    def __init__(self, lines: list[Line], words: Words, pooled: Pooled, width: float) -> None:
        self.lines, self.words, self.pooled, self.width = lines, words, pooled, width
        self.scale = pooled.scale
        ends = [end for line in lines if line.kind != "heading" for end in (line.low, line.high)]
        self.axis: Axis = axis(ends, self.left, self.length, ratio=self.scale in RATIOS)
        self.canvas = Canvas(width, self.head + self.foot + sum(map(self.height, lines)))

    def height(self, line: Line) -> float:
        return self.heading if line.kind == "heading" else self.row

    def svg(self) -> bytes:
        bottom = self.canvas.height - self.foot
        self.titles()
        self.axis.draw(self.canvas, self.head - 6, bottom)
        self.canvas.text(self.left, bottom + 26, f"← {self.words.left}", size=11, fill=MUTED)
        right = self.left + self.length
        self.canvas.text(right, bottom + 26, f"{self.words.right} →", size=11, fill=MUTED, anchor="end")
        top, before = self.head, "study"
        for line in self.lines:
            if line.kind == "pooled" and before == "study":
                self.canvas.line(0, top, self.width, top, stroke=MUTED, stroke_width=0.8)
            self.write(line, top)
            top, before = top + self.height(line), line.kind
            self.canvas.line(0, top, self.width, top, stroke=FAINT, stroke_width=0.5)
        return self.canvas.svg()

    @abstractmethod
    def titles(self) -> None:
        """Names of the columns."""

    @abstractmethod
    def write(self, line: Line, top: float) -> None:
        """One line, its upper edge at ``top``."""

    def mark(self, line: Line, y: float) -> None:
        """A square as large as the weight, a diamond as wide as the interval, or a bar for a further study."""
        low, mid, high = self.axis.x(line.low), self.axis.x(line.value), self.axis.x(line.high)
        if line.kind == "study":
            size = 3.0 + 5.5 * math.sqrt(max(line.weight or 0.0, 0.0))
            self.canvas.line(low, y, high, y, stroke=COLOUR, stroke_width=1.6)
            self.canvas.rect(mid - size, y - size, 2 * size, 2 * size, fill=COLOUR, stroke="#fff", stroke_width=1)
        elif line.kind == "prediction":
            self.canvas.line(low, y, high, y, stroke=MUTED, stroke_width=2, stroke_dasharray="5 3")
            for end in (low, high):
                self.canvas.line(end, y - 5, end, y + 5, stroke=MUTED, stroke_width=2)
        else:
            fill = {"fill": INK} if line.kind == "pooled" else {"fill": "#fff", "stroke": INK, "stroke_width": 1.2}
            self.canvas.path([(low, y), (mid, y - 7), (high, y), (mid, y + 7)], closed=True, **fill)

    def text(self, line: Line) -> str:
        if line.kind == "prediction":
            return f"{number(line.low, self.scale)} to {number(line.high, self.scale)}"
        return interval(line.low, line.value, line.high, self.scale)


class _Wide(_Forest):
    """Name, people, plot, numbers and weight beside each other."""

    left, length = 376.0, 300.0

    def titles(self) -> None:
        self.canvas.text(0, 12, self.words.title, size=13.5, bold=True)
        for x, text in ((0.0, "study"), (694.0, "95 % interval")):
            self.canvas.text(x, self.head - 18, text, size=11.5, fill=MUTED)
        for x, text in ((358.0, "people"), (self.width, "weight")):
            self.canvas.text(x, self.head - 18, text, size=11.5, fill=MUTED, anchor="end")

    def write(self, line: Line, top: float) -> None:
        middle = top + self.height(line) / 2
        if line.kind == "heading":
            self.canvas.text(0, middle + 3, line.name, size=12.5, bold=True)
            return
        bold = line.kind == "pooled"
        name = wrapped(line.name, _LETTERS[WIDE])
        self.canvas.text(8, middle, name[0] + (" …" if len(name) > 1 else ""), size=12.5, bold=bold)
        self.canvas.text(358, middle, line.people, size=12, anchor="end")
        self.mark(line, middle)
        self.canvas.text(694, middle, self.text(line), size=12, bold=bold)
        if line.weight is not None:
            self.canvas.text(self.width, middle, f"{100 * line.weight:.0f} %", size=12, anchor="end")


class _Narrow(_Forest):
    """The name over the plot, the numbers under it."""

    head, row = 48.0, 62.0
    left, length = 6.0, 333.0

    def titles(self) -> None:
        for number_, line in enumerate(wrapped(self.words.title, 46)[:2]):
            self.canvas.text(0, 10 + 16 * number_, line, size=13, bold=True)

    def write(self, line: Line, top: float) -> None:
        if line.kind == "heading":
            self.canvas.text(0, top + self.heading / 2 + 3, line.name, size=12.5, bold=True)
            return
        name = wrapped(line.name, _LETTERS[NARROW])
        self.canvas.text(0, top + 12, name[0] + (" …" if len(name) > 1 else ""), size=12.5, bold=True, halo=True)
        self.mark(line, top + 30)
        people = f"{line.people} people" if line.people else ""
        weight = f"weight {100 * line.weight:.0f} %" if line.weight is not None else ""
        self.canvas.text(0, top + 49, self.text(line), size=12, halo=True)
        about = ", ".join(part for part in (people, weight) if part)
        self.canvas.text(self.width, top + 49, about, size=11, fill=MUTED, anchor="end", halo=True)
