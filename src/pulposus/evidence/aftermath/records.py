"""One thing that is known of what comes after a treatment: a share of people, an amount, a ratio, or words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Literal, get_args

from pulposus.evidence.aftermath.binomial import exact_interval
from pulposus.library.schema import Source
from pulposus.numerics.settings import AFTERMATH_PERCENT
from pulposus.units import DAYS_PER_MONTH, DAYS_PER_YEAR

Topic = Literal[
    "nights",
    "light_activity",
    "work",
    "any_harm",
    "serious_harm",
    "infection",
    "specific_harm",
    "later_surgery",
    "long_term",
]
TOPICS: tuple[Topic, ...] = get_args(Topic)
RECOVERY: tuple[Topic, ...] = ("nights", "light_activity", "work")
TimeUnit = Literal["days", "months", "years"]
TIME_UNITS: tuple[TimeUnit, ...] = get_args(TimeUnit)


@dataclass(frozen=True)
class Time:
    """How long people were followed, in the unit of the source; ``average`` where each was followed differently."""

    value: float
    unit: TimeUnit
    average: bool = False

    @property
    def months(self) -> float:
        """The same in months (twelfths of a year)."""
        if self.unit == "months":
            return self.value
        return self.value / DAYS_PER_MONTH * (DAYS_PER_YEAR if self.unit == "years" else 1)


@dataclass(frozen=True)
class Share:
    """A share of people (or injections, operations, discs: ``of_what``) with its range.

    ``low`` and ``high`` are the exact binomial 95 % range of the count where people were counted, the printed range
    of a meta-analysis (``printed``) where not, None where nobody printed one. ``rounded``: the share was printed as a
    percentage, and its range holds those of all counts that round to it.
    """

    share: float
    low: float | None
    high: float | None
    of_what: str = "people"
    events: int | None = None
    of: int | None = None
    rounded: bool = False
    printed: bool = False


@dataclass(frozen=True)
class Amount:
    """A number with its unit: weeks, nights, people of 1000 a year. ``sd`` is the spread between people."""

    value: float
    unit: str
    sd: float | None = None


@dataclass(frozen=True)
class Ratio:
    """A rate relative to a control arm: it says more or less often, never how often."""

    value: float
    low: float
    high: float
    unit: str


@dataclass(frozen=True)
class Record:
    """One published finding; ``what`` is what was counted, in words.

    ``borrowed`` says after what it was counted when that was not this very treatment; ``advice`` marks what clinics
    tell people, which is no outcome; ``part`` names the treatment of a combination that it belongs to.
    """

    what: str
    measure: Share | Amount | Ratio | None
    followed: Time | None
    population: str
    source: Source
    borrowed: str | None = None
    advice: bool = False
    part: str | None = None

    def taken_over(self, because: str) -> Record:
        """The same finding where it stands for another treatment."""
        old = self.borrowed
        return replace(self, borrowed=because if old is None or old == because else f"{old}; {because}")


def counted(events: int, of: int, of_what: str = "people") -> Share:
    """A share from a count, with its exact range.

    Raises:
        InputError: when the counts are no counts of a share.
    """
    low, high = exact_interval(events, of)
    return Share(events / of, low, high, of_what, events, of)


def rounded(percent: float, of: int, of_what: str = "people") -> Share:
    """A share of which only a rounded percentage was printed: its range holds that of every count that rounds so.

    Raises:
        InputError: when there is no such share.
    """
    decimals = len(f"{percent:g}".partition(".")[2])
    half = AFTERMATH_PERCENT ** (-decimals / 2) / 2  # half of the last digit that was printed
    edges = [(percent + side * half) / AFTERMATH_PERCENT * of for side in (-1, 1)]
    fewest, most = sorted((ceil(edges[0]), floor(edges[1])))  # none rounds so where some of the people were not asked
    share = percent / AFTERMATH_PERCENT
    low, high = exact_interval(max(fewest, 0), of)[0], exact_interval(min(most, of), of)[1]
    return Share(share, low, high, of_what, round(share * of), of, rounded=True)
