"""A figure of rows, each a value with its interval on one axis: subgroups, rules, coverage, analyses side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pulposus.report.figures.axis import Axis
from pulposus.report.figures.forest import WIDE
from pulposus.report.figures.panel import nice_ticks
from pulposus.report.figures.style import CONTROL_WIDE, FAINT, INK, MUTED
from pulposus.report.figures.vector import Canvas, wrapped

_LEFT, _LENGTH = 270.0, 330.0
_NAME = {True: 40, False: 48}


@dataclass(frozen=True)
class Row:
    """One row; a heading has a name alone. ``text`` is the value in words, ``aside`` what else belongs to it."""

    name: str
    low: float = 0.0
    value: float = 0.0
    high: float = 0.0
    text: str = ""
    aside: str = ""
    colour: str = INK
    shape: str = "circle"
    heading: bool = False
    strong: bool = False
    goal: float | None = None
    """Where the value should lie, as an upright tick of the row."""


@dataclass(frozen=True)
class Words:
    """Title, what lies on the left and right of the reference, headings of the two columns of text."""

    title: str
    left: str
    right: str
    text: str
    aside: str = ""


def draw(
    rows: Sequence[Row], words: Words, width: float, *, reference: float = 0.0, ends: tuple[float, float] | None = None,
    shade: tuple[float, float] | None = None, scale: float = 1.0,
) -> bytes:  # fmt: skip
    """Rows as SVG, ``WIDE`` or ``NARROW``.

    Args:
        rows: from above to below.
        words: around them.
        width: ``WIDE`` puts texts beside the axis, ``NARROW`` above and below each row.
        reference: where the upright line stands.
        ends: of the axis; what the rows need when left out.
        shade: a range shown behind all rows, such as everybody's.
        scale: ticks are written as so many times the value.
    """
    wide = width >= WIDE
    known = [end for row in rows if not row.heading for end in (row.low, row.high)]
    low, high = ends or (min([reference, *known]), max([reference, *known]))
    margin = 0.05 * (high - low) or 1.0
    left, length = (_LEFT, _LENGTH) if wide else (6.0, width - 14)
    title = wrapped(words.title, int(width / 8.6))
    head = 17.0 * len(title) + (38 if wide else 12)
    tall = [_tall(row, wide) for row in rows]
    canvas = Canvas(width, head + sum(tall) + 46)
    axis = _axis(low - margin, high + margin, left, length, scale, 7 if wide else 5)
    bottom = head + sum(tall)
    for place, line in enumerate(title):
        canvas.text(0, 10 + 17 * place, line, size=13.5, bold=True)
    if wide:
        canvas.text(left + length + 18, head - 16, words.text, size=11.5, fill=MUTED)
        canvas.text(width, head - 16, words.aside, size=11.5, fill=MUTED, anchor="end")
    if shade is not None:
        canvas.rect(axis.x(shade[0]), head, axis.x(shade[1]) - axis.x(shade[0]), bottom - head, fill=CONTROL_WIDE)
    for tick in axis.ticks:
        canvas.line(axis.x(tick), head, axis.x(tick), bottom, stroke="#dfe5ea", stroke_width=1)
        shown = f"{scale * tick + 0.0:.4g}".replace("-", "\N{MINUS SIGN}")  # no minus before a zero
        canvas.text(axis.x(tick), bottom + 11, shown, size=10.5, fill=MUTED, anchor="middle")
    canvas.line(axis.x(reference), head, axis.x(reference), bottom, stroke=INK, stroke_width=1.1)
    canvas.text(left, bottom + 29, f"← {words.left}" if words.left else "", size=11, fill=MUTED)
    canvas.text(
        left + length, bottom + 29, f"{words.right} →" if words.right else "", size=11, fill=MUTED, anchor="end"
    )
    top = head
    for row, height in zip(rows, tall, strict=True):
        (_wide if wide else _narrow)(canvas, axis, row, top, height, width)
        top += height
        canvas.line(0, top, width, top, stroke=FAINT, stroke_width=0.5)
    return canvas.svg()


def _axis(low: float, high: float, left: float, length: float, scale: float, most: int) -> Axis:
    ticks = tuple(round(tick, 12) / scale for tick in nice_ticks(scale * low, scale * high, most))
    return Axis(low, high, left, length, ticks)


def _tall(row: Row, wide: bool) -> float:
    lines = len(wrapped(row.name, _NAME[wide]))
    if row.heading:
        return 15.0 + 15 * lines
    return max(28.0, 12.0 + 15 * lines) if wide else 46.0 + 15 * lines


def _wide(canvas: Canvas, axis: Axis, row: Row, top: float, height: float, width: float) -> None:
    middle, lines = top + height / 2, wrapped(row.name, _NAME[True])
    for place, line in enumerate(lines):
        y = middle + 15 * (place - (len(lines) - 1) / 2)
        canvas.text(0 if row.heading else 6, y, line, size=12.5, bold=row.heading or row.strong)
    if not row.heading:
        _interval(canvas, axis, row, middle)
        canvas.text(axis.left + axis.length + 18, middle, row.text, size=12, bold=row.strong)
        canvas.text(width, middle, row.aside, size=11.5, fill=MUTED, anchor="end")


def _narrow(canvas: Canvas, axis: Axis, row: Row, top: float, height: float, width: float) -> None:
    lines = wrapped(row.name, _NAME[False])
    for place, line in enumerate(lines):
        y = top + 12 + 15 * place + (3 if row.heading else 0)
        canvas.text(0, y, line, size=12.5, bold=row.heading or row.strong, halo=True)
    if not row.heading:
        _interval(canvas, axis, row, top + 13 + 15 * len(lines))
        canvas.text(0, top + height - 12, row.text, size=12, halo=True, bold=row.strong)
        canvas.text(width, top + height - 12, row.aside, size=11, fill=MUTED, anchor="end", halo=True)


def _interval(canvas: Canvas, axis: Axis, row: Row, y: float) -> None:
    if row.goal is not None:
        canvas.line(axis.x(row.goal), y - 11, axis.x(row.goal), y + 11, stroke=INK, stroke_width=2)
    canvas.line(axis.x(row.low), y, axis.x(row.high), y, stroke=row.colour, stroke_width=3 if row.strong else 2)
    canvas.mark(axis.x(row.value), y, row.shape, row.colour, 6 if row.strong else 5)
