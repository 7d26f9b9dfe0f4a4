"""Whether one number can be what its field says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal

from pulposus.evidence.grades import SCALES, grade_limits
from pulposus.evidence.problem import Problem, doubt, place, refused
from pulposus.evidence.schema import Arm, Measure, Outcome, Statistic
from pulposus.library import facts, value
from pulposus.units import SCORE_CEILING

SHARES: tuple[Measure, ...] = (
    "responders", "grade_improved", "surgery", "second_injection", "opioid_free", "composite",
)  # fmt: skip
SCORES: tuple[Measure, ...] = ("pain", "odi")
RELATIVE: tuple[Measure, ...] = ("height_percent", "volume_percent")
HUNDRED = SCORE_CEILING


def statistics(measure: Measure) -> tuple[Statistic, ...]:
    """Statistics in which a measure can be given."""
    if measure in SHARES:
        return ("share",)
    return ("mean", "change") if measure in SCALES else ("mean", "change", "percent_change")


def limits(measure: Measure) -> tuple[float, float]:
    """Lowest and highest value of a measure; percent of the start has no highest."""
    if measure in SHARES:
        return 0.0, 1.0
    if measure in SCORES:
        return 0.0, SCORE_CEILING
    for scale in SCALES:
        if measure == scale:
            return grade_limits(scale)
    if measure in RELATIVE:
        return 0.0, math.inf
    low, high = spread("t2_ms")
    return low, high


def spread(name: str) -> tuple[float, float]:
    """Range of a gate of ``study_ranges``."""
    found = facts("study_ranges")[name].spread
    return found if isinstance(found, tuple) else (-math.inf, math.inf)


def number_problems(arm: Arm, outcome: Outcome) -> Iterator[Problem]:
    """Problems of one number by itself."""
    where = place(arm, outcome)
    allowed = statistics(outcome.measure)
    if outcome.statistic not in allowed:
        yield refused(
            where,
            f"found {outcome.statistic}, expected {' or '.join(allowed)} for {outcome.measure}; change one of them",
        )
        return
    if outcome.month == 0 and outcome.statistic in ("change", "percent_change"):
        yield refused(where, "found a change at the start, expected a later visit; give the month of the visit")
    beyond = _outside(outcome)
    if beyond:
        yield refused(where, beyond)
        return
    if outcome.measure in SHARES:
        yield from _share_problems(arm, outcome, where)
    elif outcome.sd is not None:
        yield from _sd_problems(arm, outcome, where)
    ten = value("study_ranges", "ten_point_ceiling")
    if outcome.measure in SCORES and (outcome.month, outcome.statistic) == (0, "mean") and outcome.value <= ten:
        yield doubt(
            where,
            f"found {outcome.value:g} at the start, expected 0 to 100; multiply by {ten:g} if the scale ends there",
        )
    if outcome.n is not None and arm.n is not None and outcome.n > arm.n:
        yield refused(
            where, f"found n {outcome.n}, expected at most the {arm.n} people of the arm; correct one of them"
        )


def _outside(outcome: Outcome) -> str | None:
    low, high = limits(outcome.measure)
    found = outcome.value
    if outcome.statistic == "share" and not 0 <= found <= 1:
        cure = f"write {found / HUNDRED:g}" if 1 < found <= HUNDRED else "correct it"
        return f"found {found:g}, expected a share from 0 to 1; {cure}"
    if outcome.statistic == "mean" and not low <= found <= high:
        return f"found {found:g}, expected {low:g} to {high:g}; check the scale"
    if outcome.statistic == "change" and outcome.measure not in RELATIVE and abs(found) > high - low:
        return f"found {found:g}, expected {low - high:g} to {high - low:g}; check the scale"
    relative = outcome.statistic == "percent_change" or (outcome.measure in RELATIVE and outcome.statistic == "change")
    if relative and found < -HUNDRED:
        return f"found {found:g} %, expected {-HUNDRED:g} or more, as nothing falls by more than all of it; correct it"
    return None


def _share_problems(arm: Arm, outcome: Outcome, where: str) -> Iterator[Problem]:
    if outcome.sd is not None:
        yield refused(where, f"found SD {outcome.sd:g} of a share, expected none; remove it")
    n = outcome.n if outcome.n is not None else arm.n
    if n is not None and not whole_people(outcome.value, n):
        near = round(outcome.value * n)
        yield doubt(
            where, f"found {HUNDRED * outcome.value:.3g} % of {n} people, expected a whole number of them "
            f"({near} are {HUNDRED * near / n:.3g} %); give the n that was counted"
        )  # fmt: skip


def whole_people(share: float, n: int) -> bool:
    """Whether a printed share of ``n`` people can be a whole number of them, within its own rounding."""
    exponent = Decimal(repr(share)).as_tuple().exponent
    decimals = max(-exponent if isinstance(exponent, int) else 0, 2)  # 0.5 may be a printed 50 %
    half_step = float(Decimal(1).scaleb(-decimals)) / 2
    return abs(round(share * n) / n - share) <= half_step + math.ulp(1.0)


def _sd_problems(arm: Arm, outcome: Outcome, where: str) -> Iterator[Problem]:
    sd = outcome.sd
    assert sd is not None
    if sd <= 0:
        yield refused(where, f"found SD {sd:g}, expected more than 0; remove it if it was not printed")
        return
    n = outcome.n if outcome.n is not None else arm.n
    most = largest_sd(outcome, n)
    if sd > most:
        yield refused(
            where, f"found SD {sd:g}, expected at most {most:.3g}, the most that a mean of {outcome.value:g} leaves "
            "on this scale; check whether it is a variance or another scale"
        )  # fmt: skip
    low, high = spread("score_sd")
    if outcome.measure in SCORES and n is not None and sd < low <= sd * math.sqrt(n) <= high:
        yield doubt(
            where, f"found SD {sd:g} of {n} people, expected {low:g} or more; it looks like a standard error, "
            f"which would be an SD of {sd * math.sqrt(n):.3g}: remove it or convert it"
        )  # fmt: skip


def largest_sd(outcome: Outcome, n: int | None) -> float:
    """Largest sample SD with this mean on this scale: all people at its two ends (Bhatia and Davis 2000)."""
    if outcome.statistic == "percent_change" or outcome.measure in RELATIVE:
        return math.inf
    low, high = limits(outcome.measure)
    if outcome.statistic == "change":
        low, high = low - high, high - low
    variance = (outcome.value - low) * (high - outcome.value)
    return math.sqrt(variance * (n / (n - 1) if n is not None and n > 1 else 2))
