"""How good predictions were: coverage of numbers and of differences, and the promised chance of success."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from pulposus.calibration.scores import Coverage, coverage
from pulposus.library import value
from pulposus.numerics.settings import AFTERMATH_INTERVAL, HONESTY_LEVELS
from pulposus.symptoms.draws import TOPIC
from pulposus.trial.replicate.differences import favours
from pulposus.trial.replicate.replicate import DifferenceBeside, NumberBeside, Replication

TIMES = 10_000
"""Times that the whole set of trials is drawn, to see how many would succeed."""
T = TypeVar("T", NumberBeside, DifferenceBeside)


@dataclass(frozen=True)
class Successes:
    """Differences of which it is known whether the trial found them.

    ``brier`` is the mean squared error of the promised chance of success, ``base_rate`` that of somebody who promises
    to each trial the share of successes in all others. Lower is better.
    """

    differences: int
    trials: int
    promised: float
    """Mean promised chance."""
    found: int
    expected: tuple[int, int]
    """Central 95 % of how many would be found if the promises held; differences of one trial succeed together."""
    brier: float
    base_rate: float


@dataclass(frozen=True)
class Scores:
    """Of replications: one number for each arm and outcome, one difference for each pair of arms and outcome."""

    trials: int
    arms: int
    numbers: tuple[Coverage, ...]
    compared: int
    """Trials with a difference between arms."""
    differences: tuple[Coverage, ...]
    same_sign: int
    """Differences whose predicted median lies on the published side of none; of ``differences[0].of``."""
    successes: Successes | None


def judge(found: Iterable[Replication]) -> Scores:
    """Judge replications by the numbers that are scored."""
    found = list(found)
    numbers, differences = main_numbers(found), main_differences(found)
    where = [one.forecast.quantile for one in numbers]
    between = [one.forecast.quantile for one in differences]
    return Scores(
        trials=len({one.number.study for one in numbers}),
        arms=len({(one.number.study, one.number.arm) for one in numbers}),
        numbers=tuple(coverage(where, level) for level in HONESTY_LEVELS),
        compared=len({one.difference.study for one in differences}),
        differences=tuple(coverage(between, level) for level in HONESTY_LEVELS),
        same_sign=sum(
            favours(one.difference.measure, one.forecast.median) == one.difference.favours_treatment
            for one in differences
        ),
        successes=successes(differences),
    )


def main_numbers(found: Iterable[Replication]) -> list[NumberBeside]:
    """One number for each arm and outcome: the visit nearest to twelve months, the first definition."""
    scored = [one for each in found for one in each.numbers if one.scored]
    return _nearest(
        scored, lambda one: (one.number.study, one.number.arm, one.number.measure), lambda one: one.number.month
    )


def main_differences(found: Iterable[Replication]) -> list[DifferenceBeside]:
    """One difference for each pair of arms and outcome, in the same way."""
    scored = [one for each in found for one in each.differences if one.difference.scored]
    return _nearest(
        scored,
        lambda one: (one.difference.study, one.difference.arm, one.difference.control, one.difference.measure),
        lambda one: one.difference.month,
    )


def _nearest(found: Sequence[T], group: Callable[[T], tuple[str, ...]], month: Callable[[T], float]) -> list[T]:
    middle = value(TOPIC, "effect_month")
    best: dict[tuple[str, ...], T] = {}
    for one in found:
        key = group(one)
        if key not in best or abs(month(one) - middle) < abs(month(best[key]) - middle):
            best[key] = one
    return list(best.values())


def successes(differences: Iterable[DifferenceBeside]) -> Successes | None:
    """The promised chances of success beside what happened; None where nothing is known of two trials."""
    known = [(one, one.difference.said.success) for one in differences if one.difference.said.success is not None]
    studies = np.array([one.difference.study for one, _ in known])
    if len(set(studies.tolist())) < 2:
        return None
    promised = np.array([one.success for one, _ in known])
    happened = np.array([float(bool(success)) for _, success in known])
    elsewhere = np.array([happened[studies != study].mean() for study in studies])
    return Successes(
        differences=len(known),
        trials=len(set(studies.tolist())),
        promised=float(promised.mean()),
        found=int(happened.sum()),
        expected=_expected([one for one, _ in known]),
        brier=float(np.mean((promised - happened) ** 2)),
        base_rate=float(np.mean((elsewhere - happened) ** 2)),
    )


def _expected(known: Sequence[DifferenceBeside]) -> tuple[int, int]:
    """From one virtual trial of each study at a time."""
    rng = np.random.default_rng(0)
    total = np.zeros(TIMES, dtype=np.int64)
    for study in dict.fromkeys(one.difference.study for one in known):
        together = np.sum([one.successes for one in known if one.difference.study == study], axis=0)
        total += rng.choice(together, size=TIMES)
    tail = (1 - AFTERMATH_INTERVAL) / 2
    low, high = np.quantile(total, [tail, 1 - tail], method="inverted_cdf")
    return int(low), int(high)
