"""Share of people without an event under each arm, as the trials' Kaplan-Meier curves have it, with people at risk."""

from __future__ import annotations

from pulposus.report.figures.panel import Panel
from pulposus.report.picture import Picture
from pulposus.report.trial.arm_looks import ROOM, arm_looks, end_labels
from pulposus.report.trial.tables import Table
from pulposus.report.words import number, span
from pulposus.trial.answers.answer import Answers
from pulposus.trial.answers.event_free import EventFree
from pulposus.trial.answers.unit import name_of
from pulposus.trial.design import Design


def event_free_figures(answers: Answers, design: Design) -> tuple[tuple[Picture, Table], ...]:
    """A picture and its numbers for every endpoint that is a time."""
    found = []
    for endpoint in design.timed:
        mine = [one for one in answers.event_free if one.endpoint == endpoint.key]
        if mine:
            name = name_of(endpoint).removeprefix("time to ")
            table = _table(mine, answers, design, name)
            said = "; ".join(f"{answers.arms[one.arm]} {_share(one, -1)}" for one in mine)
            end = f"{table.caption}. At month {mine[0].months[-1]:g}: {said}."
            picture = Picture.of_svg(_draw(mine, answers, design, name), end)
            found.append((picture, table))
    return tuple(found)


def _draw(mine: list[EventFree], answers: Answers, design: Design, name: str) -> bytes:
    looks = arm_looks(design)
    low = min(100 * float(one.low.min()) for one in mine)
    panel = Panel(mine[0].months.tolist(), max(0.0, low - 0.08 * (100 - low) - 1), 100, room=ROOM,
                  title=f"Without {name}", unit="people of 100; bands: 90 of 100 trials")  # fmt: skip
    for one in mine:
        panel.band(100 * one.low, 100 * one.high, looks[one.arm].colour, 0.12)
    for one in mine:
        look = looks[one.arm]
        panel.line(100 * one.middle, look.colour, look.dash)
        panel.marks(100 * one.middle, look.mark, look.colour)
    ends = [(one.arm, 100 * float(one.middle[-1])) for one in mine]
    panel.labels(end_labels(ends, looks, answers.arms, design.control))
    return panel.svg()


def _table(mine: list[EventFree], answers: Answers, design: Design, name: str) -> Table:
    rows = [
        (f"month {month:g}", *(f"{_share(one, k)}, {number(float(one.at_risk[k]))}" for one in mine))
        for k, month in enumerate(mine[0].months)
    ]
    note = (
        f"People of 100, by Kaplan-Meier in each trial of {design.patients}, those who left being censored: median and "
        "90 of 100 trials; after the comma, people still followed in a mean trial."
    )
    headings = ("Month", *(answers.arms[one.arm] for one in mine))
    return Table(f"Without {name}, by visit", note, headings, tuple(rows))


def _share(one: EventFree, k: int) -> str:
    return f"{number(100 * one.middle[k], 1)} ({span(100 * one.low[k], 100 * one.high[k])})"
