"""Pain and function by visit: arms beside each other, people's spread apart from the worlds', and the gain alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pulposus.report.figures.panel import Panel
from pulposus.report.figures.style import CONTROL_WIDE, MUTED, Look
from pulposus.report.picture import Picture
from pulposus.report.trial.arm_looks import ROOM, arm_looks, end_labels
from pulposus.report.words import number
from pulposus.trial.answers.answer import Answers
from pulposus.trial.answers.courses import SCORES, Course, Gap
from pulposus.trial.design import Design

_NOT_APART = "too few people to tell worlds apart"


def pictures(answers: Answers, design: Design) -> tuple[tuple[str, tuple[Picture, ...]], ...]:
    """For each score: its mean under every arm with the worlds' bands; the gain over the control; and people's spread
    under the control and the lead arm."""
    looks = arm_looks(design)
    found = []
    for score, name in SCORES.items():
        mine = [course for course in answers.courses if course.score == score and len(course.months)]
        gains = [gap for gap in answers.gaps if gap.score == score and len(gap.months)]
        if not mine:
            continue
        panels = [Picture.of_svg(_means(mine, looks, answers, design, name), _said(mine, answers.arms, name))]
        if gains:
            drawn = _gains(gains, looks, answers, design, name)
            panels.append(Picture.of_svg(drawn, _gained(gains, answers.arms, name)))
        people = _people(mine, looks, answers, design, name)
        panels.append(Picture.of_svg(people, _spread(mine, answers, design, name)))
        found.append((name, tuple(panels)))
    return tuple(found)


def _means(mine: list[Course], looks: dict[str, Look], answers: Answers, design: Design, name: str) -> bytes:
    low = min(float(np.nanmin([c.worlds_low, c.mean])) for c in mine)
    high = max(float(np.nanmax([c.worlds_high, c.mean])) for c in mine)
    room = 0.08 * (high - low) + 0.5
    unit = f"points of 100; {_bands([c.worlds_low for c in mine])}"
    panel = Panel(mine[0].months.tolist(), max(0.0, low - room), min(100.0, high + room), room=ROOM,
                  title=f"{name}, mean of an arm", unit=unit)  # fmt: skip
    for course in mine:
        _band(panel, course.worlds_low, course.worlds_high, looks[course.arm].colour, 0.12)
    for course in mine:
        look = looks[course.arm]
        panel.line(course.mean, look.colour, look.dash)
        panel.marks(course.mean, look.mark, look.colour)
    panel.labels(end_labels(_ends(mine), looks, answers.arms, design.control))
    return panel.svg()


def _bands(lows: list[np.ndarray]) -> str:
    """What bands show, and where none is drawn."""
    known = [~np.isnan(low) for low in lows]
    return "bands: 90 of 100 worlds" if any((one[:-1] & one[1:]).any() for one in known) else _NOT_APART


def _band(panel: Panel, low: np.ndarray, high: np.ndarray, colour: str, opacity: float) -> None:
    """A band over the months in a row at which worlds can be told apart."""
    known = ~np.isnan(low)
    for k in np.flatnonzero(known[:-1] & known[1:]).tolist():
        if k and known[k - 1]:
            continue  # inside a band that was drawn
        end = k + int(np.argmin(np.append(known[k:], False)))
        ys = [[panel.y(float(v)) for v in edge[k:end]] for edge in (low, high)]
        panel.canvas.band([panel.x(m) for m in panel.months[k:end]], *ys, fill=colour, fill_opacity=opacity)


def _over_worlds(low: float, high: float, digits: int = 0) -> str:
    """A range over worlds, or that there is none."""
    return _NOT_APART if np.isnan(low) else f"{number(low, digits)} to {number(high, digits)} over worlds"


def _ends(mine: Sequence[Course | Gap]) -> list[tuple[str, float]]:
    return [(one.arm, float(one.mean[-1])) for one in mine]


def _people(mine: list[Course], looks: dict[str, Look], answers: Answers, design: Design, name: str) -> bytes:
    by_arm = {course.arm: course for course in mine}
    control, lead = by_arm[design.control], by_arm[answers.lead]
    panel = Panel(control.months.tolist(), 0, 100, title=f"{name}, single people", room=ROOM,
                  unit="points of 100; 90 of 100 people", ticks=(0, 20, 40, 60, 80, 100))  # fmt: skip
    panel.band(control.people_low, control.people_high, CONTROL_WIDE)
    for edge in (lead.people_low, lead.people_high):
        panel.line(edge, looks[lead.arm].colour, "3 3", 1.4)
    for course in (control, lead):
        panel.line(course.mean, looks[course.arm].colour, looks[course.arm].dash)
    panel.labels(end_labels(_ends([control, lead]), looks, answers.arms, design.control))
    return panel.svg()


def _gains(gains: list[Gap], looks: dict[str, Look], answers: Answers, design: Design, name: str) -> bytes:
    low = min(0.0, *(float(np.nanmin([g.low, g.mean])) for g in gains))
    high = max(1.0, *(float(np.nanmax([g.high, g.mean])) for g in gains))
    room = 0.06 * (high - low)
    panel = Panel(gains[0].months.tolist(), low - room, high + room, title=f"{name}, gain over the control",
                  unit=f"points; {_bands([g.low for g in gains])}", room=ROOM)  # fmt: skip
    for gap in gains:
        _band(panel, gap.low, gap.high, looks[gap.arm].colour, 0.14)
    panel.line(np.zeros(len(gains[0].months)), MUTED, "2 3", 1)
    for gap in gains:
        look = looks[gap.arm]
        panel.line(gap.mean, look.colour, look.dash)
        panel.marks(gap.mean, look.mark, look.colour)
    panel.labels(end_labels(_ends(gains), looks, answers.arms, design.control, 1))
    return panel.svg()


def _said(mine: list[Course], arms: dict[str, str], name: str) -> str:
    last = f"{mine[0].months[-1]:g}"
    parts = [
        f"{arms[c.arm]} {number(float(c.mean[-1]))} ({_over_worlds(float(c.worlds_low[-1]), float(c.worlds_high[-1]))})"
        for c in mine
    ]
    return f"{name} at month {last}, mean of an arm: {'; '.join(parts)}."


def _spread(mine: list[Course], answers: Answers, design: Design, name: str) -> str:
    found = next(course for course in mine if course.arm == design.control)
    return (
        f"{name} of single people at month {found.months[-1]:g} under {answers.arms[design.control]}: 90 of 100 lie "
        f"from {number(float(found.people_low[-1]))} to {number(float(found.people_high[-1]))}."
    )


def _gained(gains: list[Gap], arms: dict[str, str], name: str) -> str:
    parts = [
        f"{arms[g.arm]} {number(float(g.mean[-1]), 1)} ({_over_worlds(float(g.low[-1]), float(g.high[-1]), 1)})"
        for g in gains
    ]
    return f"Gain in {name} over the control at month {gains[0].months[-1]:g}: {'; '.join(parts)}."
