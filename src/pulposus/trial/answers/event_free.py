"""Share of people without an event by visit: what the Kaplan-Meier curves of the trials show."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.answers.tables import Tables
from pulposus.trial.design import Design

Floats = NDArray[np.float64]
KNOWN = "nullif(free, 'NaN'::DOUBLE)"


@dataclass(frozen=True)
class EventFree:
    """One endpoint and arm by month, arrays (months,), from the start on.

    Median of the trials' curves, band of 90 of 100 trials, and people still followed in a mean trial.
    """

    endpoint: str
    arm: str
    months: Floats
    middle: Floats
    low: Floats
    high: Floats
    at_risk: Floats


def event_free(tables: Tables, design: Design) -> tuple[EventFree, ...]:
    """Every endpoint that is a time, in every arm that had people; empty where the run has none."""
    if not tables.has("event_free"):
        return ()
    told: list[EventFree] = []
    for endpoint in design.timed:
        arms = [one for arm in design.arm_keys if len((one := _of(tables, endpoint.key, arm)).months) > 1]
        months = min((len(one.months) for one in arms), default=0)  # until the first arm has nobody left in any trial
        told += [_until(one, months) for one in arms]
    return tuple(told)


def _until(one: EventFree, count: int) -> EventFree:
    cut = {name: getattr(one, name)[:count] for name in ("months", "middle", "low", "high", "at_risk")}
    return replace(one, **cut)


def _of(tables: Tables, endpoint: str, arm: str) -> EventFree:
    # A curve that ended early, since nobody was left to follow, is not counted after its end; its nobody is.
    row = tables.read(
        f"SELECT month, quantile_cont({KNOWN}, 0.5) AS middle, quantile_cont({KNOWN}, 0.05) AS low, "
        f"quantile_cont({KNOWN}, 0.95) AS high, avg(at_risk) AS at_risk FROM event_free WHERE endpoint = ? AND arm = ? "
        f"GROUP BY month HAVING count({KNOWN}) > 0 ORDER BY month",
        endpoint,
        arm,
    )
    start = tables.read(
        "SELECT avg(people) AS people FROM events WHERE scenario = 'assurance' AND arm = ? AND people > 0", arm
    )
    whole = np.ones(1)

    def column(name: str, first: Floats) -> Floats:
        return np.concatenate([first, np.asarray(row[name], dtype=np.float64)])

    people = np.atleast_1d(np.asarray(start["people"], dtype=np.float64))
    return EventFree(endpoint, arm, column("month", np.zeros(1)), column("middle", whole), column("low", whole),
                     column("high", whole), column("at_risk", people))  # fmt: skip
