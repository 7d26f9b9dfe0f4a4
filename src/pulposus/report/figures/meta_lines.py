"""What a forest plot of a meta-analysis holds, line by line, and how its numbers are printed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pulposus.evidence.meta.gathered import Target
from pulposus.evidence.meta.interval import Tested, critical
from pulposus.evidence.meta.kinds import Difference, Differences, Effects, Scale
from pulposus.evidence.meta.pool import Pooled

RATIOS: tuple[Scale, ...] = ("log risk ratio", "log odds ratio")
Kind = Literal["heading", "study", "pooled", "common", "prediction"]


@dataclass(frozen=True)
class Line:
    """One line of the plot: a study with its weight (0 to 1), or something about all of them."""

    kind: Kind
    name: str
    low: float = 0.0
    value: float = 0.0
    high: float = 0.0
    people: str = ""
    weight: float | None = None


@dataclass(frozen=True)
class Words:
    """What is plotted, and what lies on either side of no difference."""

    title: str
    left: str
    right: str


_TITLES = {
    "main": "cells beyond sham or saline",
    "any visit": "cells beyond sham or saline, any visit",
    "carrier": "cells beyond their carrier",
    "usual care": "cells beyond usual care",
    "cohorts": "change in cohorts without a control",
    "treated arms": "change in treated arms",
    "control arms": "change in control arms",
}
_UNITS: dict[Scale, str] = {
    "points": "points of 100",
    "SMD": "standard deviations",
    "log risk ratio": "risk ratio",
    "log odds ratio": "odds ratio",
    "log odds": "of 100",
}


def words(measure: Target, pooled: Pooled, name: str) -> Words:
    """The words of an analysis of the base by its name, such as "main" or "cohorts"."""
    shown = "ODI" if measure == "odi" else measure.capitalize()
    title = f"{shown}: {_TITLES.get(name, name)}, {_UNITS[pooled.scale]}"
    beside = "with cells" if isinstance(pooled.effects, Differences) else "than at the start"
    if measure == "responders":
        return Words(title, f"fewer {beside}", "more") if beside == "with cells" else Words(title, "fewer", "more")
    return Words(title, f"less {beside}", f"more {beside}")


def number(value: float, scale: Scale) -> str:
    """A value as it is printed: ratios as ratios, log odds as people of 100, points with one decimal."""
    if scale == "log odds":
        return f"{100 / (1 + math.exp(-value)):.0f}"
    digits = 1 if scale == "points" else 2
    shown = round(math.exp(value) if scale in RATIOS else value, digits) + 0.0  # no minus before a zero
    return f"{shown:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def interval(low: float, value: float, high: float, scale: Scale) -> str:
    """A value with its interval."""
    return f"{number(value, scale)} ({number(low, scale)} to {number(high, scale)})"


def lines_of(pooled: Pooled, groups: Mapping[str, Pooled]) -> list[Line]:
    lines: list[Line] = []
    if len(groups) > 1:
        for name, group in groups.items():
            lines += [Line("heading", name), *_studies(group.effects, pooled), _whole("pooled", name, group.random)]
        lines.append(Line("heading", "all together"))
    else:
        lines += _studies(pooled.effects, pooled)
    lines.append(_whole("pooled", "random effects", pooled.random))
    lines.append(_whole("common", "one common effect", pooled.common))
    if pooled.prediction is not None:
        low, high = pooled.prediction
        lines.append(Line("prediction", "a further study", low, pooled.random.value, high))
    return lines


def _studies(effects: Effects, pooled: Pooled) -> list[Line]:
    weights = {item.name: weight for item, weight in zip(pooled.effects.items, pooled.weights, strict=True)}
    lines = []
    for item in effects.items:
        half = critical("normal", 0) * math.sqrt(item.variance)
        people = "" if item.people is None else str(item.people)
        if isinstance(item, Difference) and item.control_people is not None:
            people += f" / {item.control_people}"
        low, high = item.value - half, item.value + half
        lines.append(Line("study", item.name, low, item.value, high, people, weights[item.name]))
    return lines


def _whole(kind: Kind, name: str, found: Tested) -> Line:
    return Line(kind, name, found.low, found.value, found.high)
