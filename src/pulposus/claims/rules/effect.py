"""A difference between people with a treatment and people with a control, in several trials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pulposus.claims.result import Ruling

Direction = Literal["worse", "no difference", "better"]


@dataclass(frozen=True)
class Trial:
    """One trial: which way it points, whether by numbers, whether it is a good one."""

    direction: Direction
    numbers: bool
    strong: bool


@dataclass(frozen=True)
class Interval:
    """A benefit (above 0 favours the treatment) with its 95 % interval."""

    value: float
    low: float
    high: float


def rule(least: int) -> str:
    """The rule in words."""
    return (
        f"Supported: {least} or more good trials with a control give numbers, their pooled 95 % interval stays clear "
        "of no difference, its middle reaches the difference that counts where one is named, and no good trial says "
        "otherwise in words. Not supported: that interval crosses no difference or ends below the one that counts, or "
        "the trials find none, and none was better by itself. Mixed: in between, such as one trial alone that was "
        "better. Untested: no trial with a control reports it. Good is grade A or B, and not read in news only."
    )


def direction(benefit: Interval) -> Direction:
    """Which way a trial points by its own interval."""
    if benefit.low > 0:
        return "better"
    return "worse" if benefit.high < 0 else "no difference"


def effect(trials: Sequence[Trial], pooled: Interval | None, important: float, least: int) -> Ruling:
    """Verdict of a controlled effect.

    Weak trials count only where there is no good one, and never make a supported verdict.

    Args:
        trials: each group of people once.
        pooled: of all trials with numbers.
        important: benefit from which a difference counts; 0 for any.
        least: trials with numbers that make a pooled result.
    """
    more = f"{least} or more trials with a control whose pooled interval stays clear of no difference"
    if not trials:
        change = f"One trial with a control would test it; {more} could support it."
        return Ruling("untested", "no trial with a control reports it", change)
    strong = [trial for trial in trials if trial.strong]
    voting = strong or list(trials)
    better = sum(trial.direction == "better" for trial in voting)
    against = [trial for trial in strong if not trial.numbers and trial.direction != "better"]
    enough = pooled is not None and sum(trial.numbers for trial in strong) >= least
    of = "1 trial" if len(voting) == 1 else f"{len(voting)} trials"
    graded = "" if strong else ", of grade C or read in news only, for want of good ones"
    count = f"{better} of {of} better than the control{graded}"
    if enough and pooled is not None:
        if pooled.low > 0 and pooled.value >= important and not against:
            because = f"the pooled interval stays clear of no difference and reaches the size asked; {count}"
            return Ruling("supported", because, "Further trials that pull the interval back over no difference.")
        if pooled.high < important:
            because = f"the pooled interval ends below the size asked; {count}"
            return Ruling("not supported", because, "Trials that show a difference of the size asked.")
        if pooled.low > 0:
            why = "trials without numbers found none" if against else "its middle does not reach the size asked"
            because = f"the pooled interval stays clear of no difference, but {why}; {count}"
            return Ruling("mixed", because, "Trials that settle whether the difference reaches the size asked.")
    if better:
        return Ruling(
            "mixed", count, f"A second trial that agrees: {more} could support it, null results could unmake it."
        )
    wide = "the pooled interval crosses no difference; " if enough else ""
    return Ruling("not supported", f"{wide}{count}", f"{more[0].upper()}{more[1:]} could support it.")
