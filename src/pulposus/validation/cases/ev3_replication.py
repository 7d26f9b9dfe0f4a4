"""EV3: finished controlled trials run again as virtual trials, with the calibration that left each of them out."""

from __future__ import annotations

from pulposus.calibration.scores import Coverage
from pulposus.progress import Progress
from pulposus.trial.replicate import Scores, judge, replicate_all
from pulposus.trial.replicate.scores import Successes
from pulposus.validation.case import Case
from pulposus.validation.held import coverage_row
from pulposus.validation.people import SEED
from pulposus.validation.reasons import reasons
from pulposus.validation.row import Row

SOURCE = "evidence base"


def run(progress: Progress) -> tuple[Row, ...]:
    """Coverage of numbers of arms and of differences between arms, and the promised chance of success."""
    return rows(judge(replicate_all(seed=SEED, progress=progress)))


def rows(scores: Scores) -> tuple[Row, ...]:
    """The rows of some scores."""
    arms = f"{scores.arms} arms of {scores.trials} trials, each left out of the fit"
    pairs = f"{scores.compared} trials, each left out of the fit"
    won = scores.successes
    return (
        *(_coverage("arms", one, arms) for one in scores.numbers if one.of),
        *(_coverage("differences between arms", one, pairs) for one in scores.differences if one.of),
        *(() if won is None else _success(won)),
    )


def _coverage(group: str, one: Coverage, population: str) -> Row:
    return coverage_row(
        "EV3",
        f"{group}: numbers in the {one.level:.0%} band".replace("%", " %"),
        one,
        population=f"{one.of} numbers of {population}",
        source=SOURCE,
        why=reasons().get(f"ev3_coverage_{group.replace(' ', '_')}", ""),
    )


def _success(won: Successes) -> tuple[Row, Row]:
    population = f"{won.differences} differences of {won.trials} trials, each left out of the fit"
    low, high = won.expected
    return (
        Row(
            case="EV3",
            name="promised chance of success: Brier score beside the share of successes in other trials",
            unit="1",
            model=won.brier,
            measured=won.base_rate,
            accept=(0.0, won.base_rate),
            tolerance="better (lower) than the share in other trials",
            role="prediction",
            population=population,
            source=SOURCE,
            why=reasons().get("ev3_brier", ""),
        ),
        Row(
            case="EV3",
            name="differences significant in favour of the treatment, promised beside found",
            unit="differences",
            model=won.promised * won.differences,
            band=(float(low), float(high)),
            measured=float(won.found),
            accept=_around(won),
            tolerance="what chance allows if the promises hold (95 %)",
            role="prediction",
            population=population,
            source=SOURCE,
            why=reasons().get("ev3_successes", ""),
        ),
    )


def _around(won: Successes) -> tuple[float, float]:
    """Promises for which what was found would be no surprise: as far from it as chance reaches from the promise."""
    low, high = won.expected
    promised = won.promised * won.differences
    return won.found - (high - promised), won.found + (promised - low)


CASE = Case("EV3", "controlled trials run again", run, 25)
