"""One colour, line and mark for each arm, the same in every figure."""

from __future__ import annotations

from collections.abc import Iterable

from pulposus.report.figures.panel import Label
from pulposus.report.figures.style import MUTED, SHADES, Look
from pulposus.report.words import number
from pulposus.trial.design import Design

_HUES = ("cells", "injection", "medicine and exercise", "surgery")
_MARKS = ("circle", "diamond", "triangle", "down")
_DASHES = ("", "7 3", "2 3")
ROOM, _LETTERS = 112.0, 14
"""Pixels beside a panel for the labels of its lines, and letters of an arm's name that they hold."""
SCENARIO_LOOKS = {
    "assurance": Look(SHADES["cells"][0], "", "circle"),
    "fixed": Look(SHADES["injection"][0], "7 3", "diamond"),
    "null": Look(MUTED, "2 3", "square"),
}


def arm_looks(design: Design) -> dict[str, Look]:
    """The control in grey with squares; active arms each with a hue and mark of its own, then with other dashes."""
    found = {design.control: Look(SHADES["no treatment"][1], "2 3", "square")}
    for place, arm in enumerate(design.active):
        turn, hue = divmod(place, len(_HUES))
        found[arm] = Look(SHADES[_HUES[hue]][turn % 3], _DASHES[turn % 3], _MARKS[hue])
    return found


def short_arm(key: str, arms: dict[str, str], control: str, letters: int) -> str:
    """A name of at most so many letters: the control by its role, the end of a name by which doses differ."""
    name = arms[key]
    if key == control:
        return "control"
    if len(name) <= letters:
        return name
    tail = name.rsplit(", ", 1)[-1]
    same = sum(other.rsplit(", ", 1)[-1] == tail for other in arms.values())
    return tail if len(tail) <= letters and same == 1 else f"{name[: letters - 1]}…"


def end_labels(
    ends: Iterable[tuple[str, float]], looks: dict[str, Look], arms: dict[str, str], control: str, digits: int = 0
) -> list[Label]:
    """Labels beside the ends of arms' lines, from pairs of an arm's key and the value there."""
    return [
        Label(end, f"{number(end, digits)} {short_arm(key, arms, control, _LETTERS)}", looks[key].colour)
        for key, end in ends
    ]
