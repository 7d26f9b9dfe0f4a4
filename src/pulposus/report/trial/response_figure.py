"""What the response of the control arm does: one dot a trial, and successes in thirds of it."""

from __future__ import annotations

import numpy as np

from pulposus.report.figures.forest import WIDE
from pulposus.report.figures.style import INK, MUTED, SHADES
from pulposus.report.trial.both import Both
from pulposus.report.trial.plot import Plot, Scale
from pulposus.report.words import number, signed
from pulposus.trial.answers.answer import Answers
from pulposus.trial.answers.control_response import STEP, ControlResponse
from pulposus.trial.answers.unit import unit_of
from pulposus.trial.design import Design

# More dots than this hide one another and fill the page.
_MOST_DOTS = 400
# What an analysis estimates that is no gain.
_ESTIMATE = {"cox": "estimated log hazard ratio", "logistic": "estimated log odds ratio"}
_GOOD, _BAD = SHADES["medicine and exercise"][1], "#b9a08a"


def response_figure(answers: Answers, design: Design) -> Both | None:
    """Improvement of the control arm, or how many of it have the event, against the estimate of the lead arm; None
    where too few trials were simulated."""
    found = answers.response
    if found is None:
        return None
    unit = unit_of(design.main)
    thirds = "; ".join(
        f"{number(third.low)} to {number(third.high)} {unit.word}: {100 * third.success.value:.0f} "
        f"({100 * third.success.low:.0f} to {100 * third.success.high:.0f})" for third in found.thirds
    )  # fmt: skip
    slope, error = 100 * found.slope, 100 * found.slope_se
    sure = ", no clear relation" if abs(slope) < 2 * error else ""
    name, up = answers.arms[answers.lead], _ESTIMATE.get(design.main.method, "estimated gain")
    how, of = ("how much its control arm improved", "the control's improvement")
    if found.event:
        how, of = (f"how many of its control arm had the event ({found.event})", "people with the event")
    caption = (
        f"Each dot is a trial of {design.patients} people: {how}, and the {up.removeprefix('estimated ')} of "
        f"{name} that it estimated; green dots are successes. Successes of 100 by thirds of {of}: {thirds}. For "
        f"{STEP:g} {unit.word} more in the control arm {signed(slope)} successes of 100 (standard error "
        f"{number(error)}{sure})."
    )
    return Both.drawn(lambda width: _draw(found, unit.word, name, up, width), caption)


def _draw(found: ControlResponse, unit: str, name: str, estimate: str, width: float) -> bytes:
    step = max(1, len(found.improvement) // _MOST_DOTS)
    x, y, good = found.improvement[::step], found.estimate[::step], found.success[::step]
    across = Scale.round(*_ends(x), 7 if width >= WIDE else 5)
    up = Scale.round(*_ends(np.append(y, 0.0)), 6)
    what = f"control arm with the event ({found.event})" if found.event else "improvement of the control arm"
    plot = Plot(width, across, up, title=f"{what[:1].upper()}{what[1:]} and {estimate} of {name}",
                x_name=f"{what}, {unit}", y_name=estimate, foot=46)  # fmt: skip
    plot.canvas.line(plot.left, plot.y(0), plot.right, plot.y(0), stroke=MUTED, stroke_width=1)
    for shown in (False, True):  # successes on top
        for a, b in zip(x[good == shown], y[good == shown], strict=True):
            plot.canvas.mark(plot.x(float(a)), plot.y(float(b)), "circle" if shown else "square",
                             _GOOD if shown else _BAD, 3.4)  # fmt: skip
    for before, after in zip(found.thirds, found.thirds[1:], strict=False):
        edge = plot.x((before.high + after.low) / 2)
        plot.canvas.line(edge, plot.top, edge, plot.bottom, stroke=INK, stroke_dasharray="2 3")
    for third in found.thirds:
        place = (plot.x(third.low) + plot.x(third.high)) / 2
        plot.canvas.text(place, plot.bottom + 52, f"{100 * third.success.value:.0f}", size=15, bold=True,
                         anchor="middle")  # fmt: skip
    plot.canvas.text(plot.left, plot.bottom + 72, "successes of 100 in each third", size=11, fill=MUTED)
    return plot.svg()


def _ends(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = 0.05 * (high - low) or 1.0
    return low - room, high + room
