"""The chance of success over dose and selection, as tiles with numbers and lines of equal chance."""

from __future__ import annotations

import math

import numpy as np

from pulposus.report.figures.forest import WIDE
from pulposus.report.figures.style import INK, MUTED, PAPER
from pulposus.report.figures.vector import Canvas, wrapped
from pulposus.report.trial.both import Both
from pulposus.report.words import number
from pulposus.trial.answers.answer import Answers
from pulposus.trial.answers.maps import Map
from pulposus.trial.design import Design

_LOW, _HIGH = (233, 240, 247), (18, 69, 143)
_TALL = {True: 46.0, False: 42.0}
_STEP = 0.1


def map_figure(answers: Answers, design: Design) -> Both | None:
    """The map of what ``explore`` asks for; None without."""
    found = answers.map
    if found is None:
        return None
    doses = design.explore.doses is not None
    name = design.arm(found.arm).what().name if doses else answers.arms[found.arm]
    dose, limit = found.best
    best = found.chances[dose, limit]
    where = " with ".join(part for part in (_dose(found.doses_1e6[dose]), _limit(found, limit)) if part)
    caption = (
        f"Of 100 trials of {design.patients} people, those in which {name} beats the control, "
        "tested by itself, with other doses and other people; computed in closed form in each of the worlds and "
        f"averaged. Highest: {100 * best:.0f} {f'at {where}' if where else ''}. Thick lines part tiles on either side "
        "of a full ten. Below each number: people screened for each enrolled."
    )
    return Both.drawn(lambda width: _draw(found, name, width), caption)


def _dose(value: float) -> str:
    return "" if math.isnan(value) else f"{value:g} million cells"


def _limit(found: Map, place: int) -> str:
    value = found.limits[place]
    return "" if math.isnan(value) else f"{found.rule} {value:g}".strip()


def _draw(found: Map, arm: str, width: float) -> bytes:
    wide = width >= WIDE
    title = wrapped(f"Trials of 100 that succeed, {arm}", int(width / 8.6))
    top, left, tall = 17.0 * len(title) + 26, 62.0 if wide else 44.0, _TALL[wide]
    doses, limits = found.doses_1e6, found.limits
    each = min((width - left) / len(limits), 150.0)
    canvas = Canvas(width, top + tall * len(doses) + 48)
    for place, line in enumerate(title):
        canvas.text(0, 10 + 17 * place, line, size=13.5, bold=True)
    if not math.isnan(doses[0]):
        canvas.text(0, top - 14, "million cells", size=11, fill=MUTED)
    bottom = top + tall * len(doses)
    for i, dose in enumerate(doses):
        y = bottom - tall * (i + 1)
        if not math.isnan(dose):
            canvas.text(left - 8, y + tall / 2, f"{dose:g}", size=12, anchor="end")
        for j in range(len(limits)):
            _tile(canvas, found, i, j, (left + each * j, y, each, tall))
    _lines(canvas, found, left, bottom, each, tall)
    for j, limit in enumerate(limits):
        if not math.isnan(limit):
            canvas.text(left + each * (j + 0.5), bottom + 13, f"{limit:g}", size=12, anchor="middle")
    if found.rule:
        canvas.text(left, bottom + 32, found.rule, size=11.5, fill=MUTED)
    return canvas.svg()


def _tile(canvas: Canvas, found: Map, i: int, j: int, place: tuple[float, float, float, float]) -> None:
    x, y, width, height = place
    value = float(found.chances[i, j])
    if math.isnan(value):
        canvas.rect(x, y, width, height, fill="#f4f6f8", stroke="#fff")
        canvas.text(x + width / 2, y + height / 2, "–", size=13, anchor="middle", fill=MUTED)
        return
    colour = "#" + "".join(f"{round(a + (b - a) * value):02x}" for a, b in zip(_LOW, _HIGH, strict=True))
    ink = PAPER if value > 0.45 else INK
    canvas.rect(x, y, width, height, fill=colour, stroke="#fff", stroke_width=1)
    canvas.text(x + width / 2, y + height / 2 - 7, f"{100 * value:.0f}", size=15, bold=True, anchor="middle", fill=ink)
    canvas.text(x + width / 2, y + height / 2 + 11, number(float(found.screened[i, j]), 1), size=10.5, anchor="middle",
                fill=ink)  # fmt: skip


def _lines(canvas: Canvas, found: Map, left: float, bottom: float, each: float, tall: float) -> None:
    """Lines between neighbours that lie on either side of a full ten of 100."""
    tens = np.floor(found.chances / _STEP + 1e-9)
    for i in range(tens.shape[0]):
        for j in range(tens.shape[1]):
            x, y = left + each * j, bottom - tall * i
            style = {"stroke": INK, "stroke_width": 2.4}
            if j + 1 < tens.shape[1] and tens[i, j] != tens[i, j + 1] and np.isfinite(tens[i, j] + tens[i, j + 1]):
                canvas.line(x + each, y - tall, x + each, y, **style)
            if i + 1 < tens.shape[0] and tens[i, j] != tens[i + 1, j] and np.isfinite(tens[i, j] + tens[i + 1, j]):
                canvas.line(x, y - tall, x + each, y - tall, **style)
