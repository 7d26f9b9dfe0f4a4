"""Chance of success by size, and what stands in the way of more."""

from __future__ import annotations

from dataclasses import replace

from pulposus.report.figures.forest import WIDE
from pulposus.report.figures.panel import Label
from pulposus.report.figures.style import Look
from pulposus.report.trial.arm_looks import SCENARIO_LOOKS, arm_looks
from pulposus.report.trial.both import Both
from pulposus.report.trial.design_rows import correction
from pulposus.report.trial.plot import Plot, Scale
from pulposus.report.trial.rows import Row, Words
from pulposus.report.trial.rows import draw as rows_figure
from pulposus.trial.answers.answer import Answers
from pulposus.trial.answers.power import Curve
from pulposus.trial.answers.share import Share
from pulposus.trial.answers.unit import name_of
from pulposus.trial.design import Design

_NAMES = {"assurance": "all worlds (assurance)", "fixed": "the middle world (power)", "null": "no effect"}
_LEVELS = (80.0, 90.0)
_DASHES = ("", "7 3", "2 3")
# Longer names stand below the axes, not beside the ends of lines.
_LETTERS = 28


def trial_figure(answers: Answers, design: Design) -> Both | None:
    """The whole trial: power in the middle world and assurance over all worlds; None where nothing was simulated."""
    curves = [curve for curve in answers.trial_curves if curve.scenario != "null"]
    if not curves:
        return None
    lines = [(curve, _NAMES[curve.scenario], SCENARIO_LOOKS[curve.scenario]) for curve in curves]
    title = "Trials of 100 that succeed, by number of people"
    said = "; ".join(f"{name} {_read(curve, design.patients)}" for curve, name, _ in lines)
    caption = (
        "Each mark is a share of simulated trials; bands hold it with 95 % certainty, given the number of "
        f"replicates. At the planned {design.patients} people: {said}. The gap between the curves is the price of not "
        "knowing the truth: power assumes it, assurance averages over what the evidence leaves open."
    )
    return Both.drawn(lambda width: _draw(lines, design, title, width), caption)


def comparison_figure(answers: Answers, design: Design) -> Both | None:
    """Each hypothesis of its own, after multiplicity, over all worlds."""
    if len(answers.comparison_curves) < 2:
        return None
    looks = arm_looks(design)
    endpoints = list(dict.fromkeys(curve.endpoint for curve in answers.comparison_curves))
    several = len(endpoints) > 1
    lines = []
    for curve in answers.comparison_curves:
        name = answers.arms[curve.arm] + (f", {name_of(design.endpoint(curve.endpoint))}" if several else "")
        dash = _DASHES[endpoints.index(curve.endpoint) % len(_DASHES)]
        lines.append((curve, name, replace(looks[curve.arm], dash=dash)))
    said = "; ".join(f"{name} {_read(curve, design.patients)}" for curve, name, _ in lines)
    caption = (
        "Rejections of each comparison with the control over all worlds, after the correction for several of them "
        f"({correction(design)}). At {design.patients} people: {said}."
    )
    title = "Which comparison succeeds, of 100 trials"
    return Both.drawn(lambda width: _draw(lines, design, title, width), caption)


def _read(curve: Curve, size: int) -> str:
    share = curve.at(size)
    if share is None:
        return "not simulated"
    return f"{100 * share.value:.0f} of 100 ({100 * share.low:.0f} to {100 * share.high:.0f})"


def _share(share: Share) -> str:
    return f"{100 * share.value:.0f} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def _single(lines: list[tuple[Curve, str, Look]], title: str, width: float) -> bytes:
    """One size is no curve: rows with intervals."""
    found = [(name, look, curve.shares[0]) for curve, name, look in lines]
    rows = [Row(name, one.low, one.value, one.high, _share(one), f"{one.count:,} of {one.of:,}", look.colour, look.mark)
            for name, look, one in found]  # fmt: skip
    words = Words(title.replace(", by number of people", ""), "", "", "of 100 (95 %)", "trials")
    return rows_figure(rows, words, width, ends=(0.0, 1.0), scale=100)


def _draw(lines: list[tuple[Curve, str, Look]], design: Design, title: str, width: float) -> bytes:
    if all(len(curve.sizes) == 1 for curve, _, _ in lines):
        return _single(lines, title, width)
    wide = width >= WIDE
    beside = wide and max(len(name) for _, name, _ in lines) <= _LETTERS
    sizes = [size for curve, _, _ in lines for size in curve.sizes]
    across = Scale.round(0, 1.03 * max(sizes), 8 if wide else 5)
    up = Scale(0, 100, (0, 20, 40, 60, 80, 100))
    plot = Plot(width, across, up, title=title, x_name="people in the whole trial", y_name="of 100 trials",
                room=250 if beside else 0, foot=0 if beside else 14 + 16 * len(lines))  # fmt: skip
    for level in _LEVELS:
        plot.level(level, f"{level:g} of 100")
    plot.upright(design.patients, "planned")
    for curve, _, look in lines:
        plot.band(curve.sizes, [100 * s.low for s in curve.shares], [100 * s.high for s in curve.shares], look.colour)
    for curve, _, look in lines:
        plot.line(curve.sizes, [100 * s.value for s in curve.shares], look)
    if beside:
        ends = [(100 * curve.shares[-1].value, name, look) for curve, name, look in lines]
        plot.labels([Label(end, f"{end:.0f} {name}", look.colour, True) for end, name, look in ends])
    else:
        plot.key([(name, look) for _, name, look in lines])
    return plot.svg()
