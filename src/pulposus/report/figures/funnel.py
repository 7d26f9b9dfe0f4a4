"""Funnel plot: effects against their standard errors, with the region in which chance alone would leave 95 of 100."""

from __future__ import annotations

import math

from pulposus.evidence.meta.interval import critical
from pulposus.evidence.meta.pool import Pooled
from pulposus.report.figures.axis import axis
from pulposus.report.figures.meta_forest import COLOUR
from pulposus.report.figures.meta_lines import RATIOS, Words
from pulposus.report.figures.style import INK, MUTED
from pulposus.report.figures.vector import Canvas, wrapped

HIGH = 300.0
_HALF = critical("normal", 0)
_KEY = "Upwards: standard error, precise studies on top; grey: where chance alone leaves 95 of 100"


def draw(pooled: Pooled, words: Words, width: float, note: str = "") -> bytes:
    """A funnel plot as SVG; ``note`` stands under it, such as that few studies cannot show asymmetry."""
    items = pooled.effects.items
    errors = [math.sqrt(item.variance) for item in items]
    worst = 1.08 * max(errors)
    title = wrapped(words.title, int(width / 7.6))[:2]
    notes = wrapped(f"{_KEY}. {note}", int(width / 6.4))
    head, foot = 20.0 + 17.0 * len(title), 40.0 + 15.0 * len(notes)
    canvas = Canvas(width, head + HIGH + foot)
    for number, line in enumerate(title):
        canvas.text(0, 10 + 17 * number, line, size=13, bold=True)
    middle = pooled.common.value
    ends = [middle - _HALF * worst, middle + _HALF * worst, *(item.value for item in items)]
    across = axis(ends, 52, width - 62, ratio=pooled.scale in RATIOS, most=7 if width > 500 else 5)
    bottom = head + HIGH

    def y(error: float) -> float:
        return head + HIGH * error / worst

    corners = [
        (across.x(middle), y(0)),
        (across.x(middle + _HALF * worst), bottom),
        (across.x(middle - _HALF * worst), bottom),
    ]
    canvas.path(corners, closed=True, fill="#eef1f4", stroke="none")
    across.draw(canvas, head, bottom)
    canvas.line(across.x(middle), head, across.x(middle), bottom, stroke=INK, stroke_width=1.2)
    for tick in axis([0.0, worst], 0, 1, most=5).ticks:
        if 0 <= tick <= worst:
            canvas.text(44, y(tick), f"{tick:.3g}", size=10.5, fill=MUTED, anchor="end")
    canvas.line(50, head, 50, bottom, stroke=MUTED, stroke_width=0.8)
    for item, error in zip(items, errors, strict=True):
        canvas.mark(across.x(item.value), y(error), "circle", COLOUR, 5.5)
    canvas.text(52, bottom + 26, f"← {words.left}", size=11, fill=MUTED)
    canvas.text(width - 10, bottom + 26, f"{words.right} →", size=11, fill=MUTED, anchor="end")
    for number, line in enumerate(notes):
        canvas.text(0, bottom + 46 + 15 * number, line, size=11, fill=MUTED)
    return canvas.svg()
