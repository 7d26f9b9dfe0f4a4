"""The chance of success over the dose of one arm and the limit of one inclusion rule."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.answers.closed_form import chance
from pulposus.trial.answers.worlds import DOSE, Expected
from pulposus.trial.design import Design


@dataclass(frozen=True)
class Map:
    """Chance of success (doses, limits) of one arm tested by itself, with the expected gain (median over worlds) and
    people screened for each enrolled. A side of the map that was not asked for has the one place NaN."""

    arm: str
    doses_1e6: tuple[float, ...]
    limits: tuple[float, ...]
    rule: str
    chances: NDArray[np.float64]
    gains: NDArray[np.float64]
    screened: NDArray[np.float64]

    @property
    def best(self) -> tuple[int, int]:
        """Place of the highest chance: dose, limit."""
        place = int(np.nanargmax(self.chances))
        return place // len(self.limits), place % len(self.limits)


def dose_map(groups: tuple[Expected, ...], design: Design, lead: str, seen: float) -> Map | None:
    """The map of what ``explore`` asked for, of the arm whose doses it gives or else of the ``lead`` arm; None where it
    asked for nothing."""
    asked, chosen = design.explore.doses, design.explore.selection
    if asked is None and chosen is None:
        return None
    arm = asked.arm if asked else lead
    kind = "all" if chosen is None else "selection"
    rows = [one for one in groups if one.kind == kind and _is_of(one.arm, arm, doses=asked is not None)]
    if not rows:
        return None
    if asked is None:
        rows = [replace(one, dose_1e6=float("nan")) for one in rows]
    doses, limits = _places([one.dose_1e6 for one in rows]), _places([one.limit for one in rows])
    shape = len(doses), len(limits)
    chances, gains, screened = (np.full(shape, np.nan) for _ in range(3))
    for one in rows:
        at = _place(doses, one.dose_1e6), _place(limits, one.limit)
        chances[at] = chance(one, design, design.patients, seen)
        gains[at], screened[at] = float(np.median(one.gain)), one.screened_per_enrolled
    rule = "" if chosen is None else f"{_field(chosen.field)} {chosen.rule.replace('_', ' ')}"
    return Map(arm, doses, limits, rule, chances, gains, screened)


def _is_of(key: str, arm: str, *, doses: bool) -> bool:
    """Whether an arm of the table is the arm itself, or with ``doses`` one of its further doses."""
    return key.startswith(f"{arm}{DOSE}") if doses else key == arm


def _field(key: str) -> str:
    from pulposus.eligibility.load import questions

    return questions()[key].words


def _places(values: list[float]) -> tuple[float, ...]:
    known = sorted({value for value in values if not np.isnan(value)})
    return tuple(known) or (float("nan"),)


def _place(places: tuple[float, ...], value: float) -> int:
    return 0 if np.isnan(value) else places.index(value)
