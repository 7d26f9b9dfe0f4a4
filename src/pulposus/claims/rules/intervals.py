"""Values with intervals against a limit: which lie beyond it as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pulposus.claims.result import Ruling

RULE = (
    "Supported: every value that somebody measured lies beyond {limit} with its whole interval. Not supported: none "
    "does. Mixed: some do. Untested: nobody measured it."
)
REVIEWS_RULE = (
    "Supported: in every review the interval stays clear of no difference and its middle reaches {size}. Not "
    "supported: in every review the interval crosses no difference or ends below {size}. Mixed: otherwise. Untested: "
    "no review with an interval."
)


@dataclass(frozen=True)
class Item:
    """A value and its interval on an axis where higher favours the statement; a value alone is its own interval."""

    value: float
    low: float
    high: float


def is_beyond(item: Item, limit: float, *, reached: bool = False) -> bool:
    """Whether the whole interval lies above a limit, or at it with ``reached``."""
    return item.low > limit or (reached and item.low == limit)


def beyond(items: Sequence[Item], limit: float, *, reached: bool = False) -> Ruling:
    """Verdict of values that should all lie above a limit; an open one is not shown."""
    if not items:
        return Ruling("untested", "nobody measured it", "A published measurement in people.")
    good = sum(is_beyond(item, limit, reached=reached) for item in items)
    because = f"{good} of {len(items)} measured values lie beyond the limit with their whole interval"
    if good == len(items):
        return Ruling("supported", because, "A measurement that does not lie beyond the limit.")
    if good:
        return Ruling("mixed", because, "Further measurements of those that do not lie beyond the limit.")
    return Ruling("not supported", because, "Measurements that lie beyond the limit.")


def reviews(items: Sequence[Item], important: float) -> Ruling:
    """Verdict of benefits that reviews printed, against the size from which they count."""
    if not items:
        return Ruling("untested", "no review prints an interval", "A review that pools controlled trials.")
    good = sum(item.low > 0 and item.value >= important for item in items)
    small = sum(item.low <= 0 or item.high < important for item in items)
    because = f"of {len(items)} pooled results {good} reach the size asked, {small} end below it or cross no difference"
    if good == len(items):
        return Ruling("supported", because, "A review that finds less.")
    if small == len(items):
        return Ruling("not supported", because, "A review that finds more.")
    return Ruling("mixed", because, "Reviews that agree.")
