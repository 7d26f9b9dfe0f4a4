"""Expected results of groups of people in worlds that the evidence leaves possible, as arrays by world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.answers.tables import Columns, Tables
from pulposus.trial.answers.unit import unit_of
from pulposus.trial.design import Design

Floats = NDArray[np.float64]
BAND = (0.05, 0.5, 0.95)
DOSE = "@"
"""Between the key of an arm and a further dose at which it is followed."""


@dataclass(frozen=True)
class Expected:
    """One group of people under one arm in each world, arrays (worlds,): expected gain over the control arm (above 0 is
    better, in the unit of the primary endpoint), spread of the change between people of the arm and of the control,
    correlation of the start with the outcome, and one share and screening need; ``control_change`` is what the control
    arm shows, for responders how many of 100 respond."""

    kind: str
    key: str
    words: str
    arm: str
    limit: float
    dose_1e6: float
    world: NDArray[np.int64]
    gain: Floats
    sd_arm: Floats
    sd_control: Floats
    correlation: Floats
    share: float
    people: float
    screened_per_enrolled: float
    control_change: Floats

    @property
    def band(self) -> tuple[float, float, float]:
        """5th, 50th and 95th percentile of the gain over worlds."""
        low, middle, high = np.quantile(self.gain, BAND)
        return float(low), float(middle), float(high)

    @property
    def sd(self) -> float:
        """Median over worlds of the spread in the arm."""
        return float(np.median(self.sd_arm))


def expected(tables: Tables, design: Design) -> tuple[Expected, ...]:
    """Every group of the table ``groups`` under every active arm, in the order of the table."""
    found = tables.read(
        'SELECT kind, "group", words, arm, "limit", dose_1e6, world, difference, sd_arm, sd_control, correlation, '
        "share, people, screened_per_enrolled, control_change FROM groups WHERE NOT isnan(difference)"
    )
    keys: dict[tuple[str, str, str, float, float], list[int]] = {}
    for i in range(len(found["kind"])):
        if found["arm"][i] == design.control:
            continue
        limit, dose = (round(float(found[name][i]), 9) for name in ("limit", "dose_1e6"))
        key = str(found["kind"][i]), str(found["group"][i]), str(found["arm"][i]), _never(limit), _never(dose)
        keys.setdefault(key, []).append(i)
    return tuple(_one(found, rows, design) for rows in keys.values())


def _never(value: float) -> float:
    """NaN equals nothing, itself included, so keys hold infinity in its place."""
    return float("inf") if np.isnan(value) else value


def _one(found: Columns, rows: list[int], design: Design) -> Expected:
    by_world = sorted(rows, key=lambda i: int(found["world"][i]))
    at = np.asarray(by_world)
    unit, first = unit_of(design.main), by_world[0]

    def numbers(name: str) -> Floats:
        return np.asarray(found[name][at], dtype=np.float64)

    return Expected(
        kind=str(found["kind"][first]), key=str(found["group"][first]), words=str(found["words"][first]),
        arm=str(found["arm"][first]), limit=float(found["limit"][first]), dose_1e6=float(found["dose_1e6"][first]),
        world=np.asarray(found["world"][at], dtype=np.int64), gain=unit.gain(numbers("difference")),
        sd_arm=unit.scale * numbers("sd_arm"), sd_control=unit.scale * numbers("sd_control"),
        correlation=np.nan_to_num(numbers("correlation")), share=float(np.mean(numbers("share"))),
        people=float(np.mean(numbers("people"))),
        screened_per_enrolled=float(np.mean(numbers("screened_per_enrolled"))),
        control_change=unit.scale * numbers("control_change"),
    )  # fmt: skip


def lead_arm(groups: tuple[Expected, ...], design: Design) -> str:
    """The active arm with the largest expected gain in everybody; the first where none is told."""
    means = {one.arm: float(np.mean(one.gain)) for one in groups if one.kind == "all" and one.arm in design.active}
    return max(means, key=lambda arm: means[arm]) if means else design.active[0]


def of(groups: tuple[Expected, ...], kind: str, arm: str) -> tuple[Expected, ...]:
    """Groups of one kind under one arm."""
    return tuple(one for one in groups if one.kind == kind and one.arm == arm)
