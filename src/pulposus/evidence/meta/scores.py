"""Mean change or score of one arm at one visit, read off its study file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pulposus.evidence.meta.gathered import people, usable
from pulposus.evidence.schema import Arm, Measure, Outcome, Study, Use
from pulposus.library import value
from pulposus.units import SCORE_CEILING


@dataclass(frozen=True)
class Score:
    """``value`` is the change since the start, or with ``final`` the score itself; ``sd`` None where not printed."""

    arm: str
    month: float
    value: float
    sd: float | None
    people: int
    final: bool
    notes: tuple[str, ...] = ()


def change(study: Study, arm: Arm, measure: Measure, month: float, uses: Sequence[Use]) -> Score | None:
    """Mean change of an arm: as printed, else from the two means, else from the change in percent; None where it
    cannot be told or where nobody knows how many people it is of."""
    known = usable(study, arm, measure, uses)
    here = {o.statistic: o for o in known if o.month == month}
    start = next((o for o in known if o.month == 0 and o.statistic == "mean"), None)
    if (printed := here.get("change")) is not None:
        return _score(arm, printed, printed.value, printed.sd)
    if (mean := here.get("mean")) is not None and start is not None:
        sd, notes = _sd_of_change(start, mean)
        return _score(arm, mean, mean.value - start.value, sd, notes)
    if (percent := here.get("percent_change")) is not None:
        level, whose = _start(study, start, measure)
        if level is not None:
            note = f"change in percent of {whose} start of {level:g}"
            return _score(arm, percent, percent.value / SCORE_CEILING * level, None, (note,))
    return None


def final(study: Study, arm: Arm, measure: Measure, month: float, uses: Sequence[Use]) -> Score | None:
    """Mean score of an arm at a visit."""
    known = usable(study, arm, measure, uses)
    found = next((o for o in known if o.month == month and o.statistic == "mean"), None)
    if found is None:
        return None
    return _score(arm, found, found.value, found.sd, ("scores at the visit, not changes",), final=True)


def _score(
    arm: Arm, outcome: Outcome, found: float, sd: float | None, notes: tuple[str, ...] = (), *, final: bool = False
) -> Score | None:
    n, about_them = people(arm, outcome)
    if n is None or n < 2:
        return None
    return Score(arm.key, outcome.month, found, sd, n, final, (*notes, *about_them))


def _start(study: Study, start: Outcome | None, measure: Measure) -> tuple[float | None, str]:
    if start is not None:
        return start.value, "its"
    whole = {"pain": study.population.pain_0_100, "odi": study.population.odi_0_100}.get(measure)
    return whole, "the trial's"


def _sd_of_change(start: Outcome, mean: Outcome) -> tuple[float | None, tuple[str, ...]]:
    """SD of a change from those of its two ends."""
    if start.sd is None or mean.sd is None:
        return None, ()
    r = value("symptoms", "visit_correlation")
    variance = start.sd**2 + mean.sd**2 - 2 * r * start.sd * mean.sd
    return math.sqrt(variance), (f"SD of change from both SDs with a correlation of {r:g}",)
