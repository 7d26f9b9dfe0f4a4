"""Shares of counted people against a limit: rarer than it, or at least as common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pulposus.claims.result import Ruling
from pulposus.claims.rules.intervals import Item, beyond
from pulposus.evidence.aftermath.binomial import exact_interval

RARE_RULE = (
    "Supported: the exact 95 % interval of all people counted in controlled trials ends below {limit}. Not supported: "
    "that interval, or the one of all people counted in any study, begins above it. Untested: so few people that even "
    "none with the event would not show it. Mixed: otherwise."
)
COMMON_RULE = (
    "Supported: in every count the exact 95 % interval lies at or above {limit}. Not supported: in none. Mixed: in "
    "some. Untested: nobody counted."
)


@dataclass(frozen=True)
class Count:
    """People with an event out of those counted."""

    events: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """Exact 95 % interval of the share."""
        return exact_interval(self.events, self.of)


def added(counts: Sequence[Count]) -> Count | None:
    """All people together."""
    return Count(sum(c.events for c in counts), sum(c.of for c in counts)) if counts else None


def rarer(controlled: Sequence[Count], elsewhere: Sequence[Count], limit: float) -> Ruling:
    """Verdict of an event said to be rarer than a limit. Studies without a control can only speak against it."""
    judged, every = added(controlled), added([*controlled, *elsewhere])
    change = "Larger controlled trials that count it."
    if every is None:
        return Ruling("untested", "nobody counted it", change)
    if (judged and judged.interval[0] > limit) or every.interval[0] > limit:
        return Ruling("not supported", "the interval begins above the limit", change)
    if judged is None or exact_interval(0, judged.of)[1] >= limit:
        of = judged.of if judged else 0
        return Ruling("untested", f"{of} people were counted in controlled trials, too few to show a share this small",
                      change)  # fmt: skip
    if judged.interval[1] < limit:
        return Ruling("supported", "the interval ends below the limit", "More events than were counted so far.")
    return Ruling("mixed", "the interval holds shares on both sides of the limit", change)


def at_least(items: Sequence[Item], limit: float) -> Ruling:
    """Verdict of shares said to be no smaller than a limit."""
    found = beyond(items, limit, reached=True)
    if found.verdict == "untested":
        return Ruling("untested", "nobody counted it in people", "A study that counts it.")
    return found
