"""Rows of bands: one row for each treatment, in groups, the control arm in grey behind it, every number beside it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.report.figures.style import CONTROL, CONTROL_WIDE, FAINT, INK, MUTED, Look
from pulposus.report.figures.vector import Canvas, wrapped

Five = tuple[float, float, float, float, float]  # edges of the 90 % and the 50 % band around the median
WIDE, NARROW = 880.0, 345.0  # px: a desktop or a sheet of paper, a phone
_LETTERS = {WIDE: 31, NARROW: 45}  # of a name on one line

_BANDS = "thick: half of the draws; thin or pale: 90 of 100"


@dataclass(frozen=True)
class Column:
    """One axis: what it shows, its span, its ticks, and a place to compare with."""

    title: str
    short_title: str  # on a phone
    low: float
    high: float
    ticks: tuple[float, ...]
    reference: float | None = None
    reference_name: str = ""
    foot: str = ""


@dataclass(frozen=True)
class Cell:
    """One treatment on one axis; ``control`` is drawn in grey behind, ``own`` over it; None where there is none."""

    control: Five | None
    own: Five | None
    text: str


@dataclass(frozen=True)
class Row:
    """One treatment: its name, its look, a cell for each column."""

    name: str
    look: Look
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Block:
    """A group of rows under its title."""

    title: str
    colour: str
    rows: tuple[Row, ...]


def five(draws: NDArray[np.float64]) -> Five:
    """The numbers that a row draws, from draws of shape (draws,)."""
    edges = np.quantile(draws, (0.05, 0.25, 0.5, 0.75, 0.95))
    return (float(edges[0]), float(edges[1]), float(edges[2]), float(edges[3]), float(edges[4]))


def draw(blocks: Sequence[Block], columns: Sequence[Column], width: float, key: Sequence[str]) -> bytes:
    """All rows as one SVG; ``key`` says in words what the grey and the coloured bands are."""
    return (_Wide if width == WIDE else _Narrow)(tuple(blocks), tuple(columns), width).svg(tuple(key))


class _Forest(ABC):
    """What both widths share: axes, bands and the line that explains them."""

    head, foot, title, text = 84.0, 34.0, 30.0, 13.5
    every = 1  # each so many-th tick gets a number

    def __init__(self, blocks: tuple[Block, ...], columns: tuple[Column, ...], width: float) -> None:
        self.blocks, self.columns, self.width = blocks, columns, width
        height = self.head + self.foot + sum(self.title + sum(map(self.height, b.rows)) for b in blocks)
        self.canvas = Canvas(width, height)

    @abstractmethod
    def height(self, row: Row) -> float:
        """Height of a row."""

    @abstractmethod
    def axis(self, index: int) -> tuple[float, float]:
        """Left end and length of the axis of a column."""

    @abstractmethod
    def row(self, row: Row, top: float) -> None:
        """Draw a row whose upper end lies at ``top``."""

    def heading(self, column: Column) -> str:
        return column.title

    def x(self, index: int, value: float) -> float:
        left, length = self.axis(index)
        column = self.columns[index]
        share = (value - column.low) / (column.high - column.low)
        return left + length * min(max(share, 0.0), 1.0)

    def svg(self, key: tuple[str, ...]) -> bytes:
        self.explain(key)
        self.axes()
        top = self.head
        for block in self.blocks:
            self.canvas.text(0, top + self.title - 11, block.title, size=self.text, bold=True, fill=block.colour)
            top += self.title
            self.canvas.line(0, top - 1.5, self.width, top - 1.5, stroke=block.colour, stroke_width=1.2)
            for row in block.rows:
                self.row(row, top)
                top += self.height(row)
                self.canvas.line(0, top, self.width, top, stroke=FAINT, stroke_width=0.6)
        return self.canvas.svg()

    def explain(self, key: tuple[str, ...]) -> None:
        """What the grey and the coloured signs are, beside an example of each."""
        for number, words in enumerate(key):
            self.sign(280.0 * number, 9.0, number, words)
        self.canvas.text(280.0 * len(key), 9.0, _BANDS, size=11.5, fill=MUTED)

    def sign(self, x: float, y: float, number: int, words: str) -> None:
        """One example with its words: the grey one first."""
        if number == 0:
            self.canvas.rect(x, y - 6, 34, 12, fill=CONTROL_WIDE)
            self.canvas.rect(x + 9, y - 6, 16, 12, fill=CONTROL)
            self.canvas.line(x + 17, y - 7, x + 17, y + 7, stroke=MUTED, stroke_width=1.6)
        else:
            self.canvas.line(x, y, x + 34, y, stroke=INK, stroke_width=1.6)
            self.canvas.line(x + 9, y, x + 25, y, stroke=INK, stroke_width=6, stroke_opacity=0.55)
            self.canvas.mark(x + 17, y, "circle", INK, 4.5)
        self.canvas.text(x + 42, y, words, size=11.5, fill=MUTED)

    def axes(self) -> None:
        """Titles, ticks above and below, grid lines and the line to compare with."""
        bottom = self.canvas.height - self.foot
        for index, column in enumerate(self.columns):
            left, length = self.axis(index)
            self.canvas.text(left, self.head - 42, self.heading(column), size=self.text, bold=True)
            for place, tick in enumerate(column.ticks):
                x = self.x(index, tick)
                self.canvas.line(x, self.head - 12, x, bottom, stroke="#e6ebef", stroke_width=1)
                if place % self.every:
                    continue
                label = f"{tick:g}".replace("-", "\N{MINUS SIGN}")
                for y in (self.head - 20, bottom + 9):
                    self.canvas.text(x, y, label, size=10.5, fill=MUTED, anchor="middle")
            if column.foot:
                self.canvas.text(left, bottom + 24, column.foot, size=10.5, fill=MUTED)
            if column.reference is not None:
                x = self.x(index, column.reference)
                self.canvas.line(x, self.head - 8, x, bottom, stroke=MUTED, stroke_width=1, stroke_dasharray="2 3")
                end = x > left + 0.7 * length
                words = f"{column.reference_name} {column.reference:.0f}".strip()
                if column.reference_name:
                    self.canvas.text(
                        x + (-3 if end else 3), self.head - 2, words, size=10.5, fill=MUTED,
                        anchor="end" if end else "start", halo=True,
                    )  # fmt: skip

    def bands(self, index: int, cell: Cell, look: Look, y: float, high: float) -> None:
        """The control arm as two grey blocks with its median, the treatment as lines with a mark."""
        if cell.control is not None:
            low, half_low, mid, half_high, top = (self.x(index, v) for v in cell.control)
            self.canvas.rect(low, y - high / 2, top - low, high, fill=CONTROL_WIDE)
            self.canvas.rect(half_low, y - high / 2, half_high - half_low, high, fill=CONTROL)
            self.canvas.line(mid, y - high / 2 - 1, mid, y + high / 2 + 1, stroke=MUTED, stroke_width=1.6)
        if cell.own is not None:
            low, half_low, mid, half_high, top = (self.x(index, v) for v in cell.own)
            self.canvas.line(low, y, top, y, stroke=look.colour, stroke_width=1.8)
            self.canvas.line(half_low, y, half_high, y, stroke=look.colour, stroke_width=6.5, stroke_opacity=0.55)
            self.canvas.mark(mid, y, look.mark, look.colour, 4.6)


class _Wide(_Forest):
    """Names at the left, then each axis with its numbers at its right."""

    names, numbers, gap = 228.0, 94.0, 9.0

    def height(self, row: Row) -> float:
        return 27.0 if len(wrapped(row.name, _LETTERS[WIDE])) == 1 else 37.0

    def axis(self, index: int) -> tuple[float, float]:
        span = (self.width - self.names) / len(self.columns)
        return self.names + index * span + self.gap, span - self.numbers - 2 * self.gap

    def row(self, row: Row, top: float) -> None:
        lines = wrapped(row.name, _LETTERS[WIDE])
        middle = top + self.height(row) / 2
        for number, line in enumerate(lines[:2]):
            self.canvas.text(0, middle + (number - (len(lines[:2]) - 1) / 2) * 15, line, size=13, fill=row.look.colour)
        for index, cell in enumerate(row.cells):
            self.bands(index, cell, row.look, middle, 17)
            left, length = self.axis(index)
            self.canvas.text(left + length + self.gap, middle, cell.text, size=12)


class _Narrow(_Forest):
    """The name over its bands, the axes side by side, the number under each."""

    head, title, text = 126.0, 32.0, 13.0
    every = 2

    def height(self, row: Row) -> float:
        return 58.0 + 15 * (len(wrapped(row.name, _LETTERS[NARROW])) - 1)

    def axis(self, index: int) -> tuple[float, float]:
        span = self.width / len(self.columns)
        return 8 + index * span, span - 28

    def heading(self, column: Column) -> str:
        return column.short_title

    def explain(self, key: tuple[str, ...]) -> None:
        for number, words in enumerate(key):
            self.sign(0, 9.0 + 19 * number, number, words)
        self.canvas.text(0, 9.0 + 19 * len(key), _BANDS, size=11.5, fill=MUTED)

    def row(self, row: Row, top: float) -> None:
        lines = wrapped(row.name, _LETTERS[NARROW])
        for number, line in enumerate(lines):
            self.canvas.text(0, top + 12 + 15 * number, line, size=12.5, bold=True, fill=row.look.colour, halo=True)
        middle = top + self.height(row) - 29
        for index, cell in enumerate(row.cells):
            self.bands(index, cell, row.look, middle, 15)
            self.canvas.text(self.axis(index)[0], middle + 17, cell.text, size=12, halo=True)
