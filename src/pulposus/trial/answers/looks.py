"""Where trials stop, for what, how many people and months they take, and which arms they keep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pulposus.trial.answers.share import Share
from pulposus.trial.answers.tables import Tables
from pulposus.trial.design import Design


@dataclass(frozen=True)
class Look:
    """One look: share of all trials that end there with success, and without."""

    number: int
    information: float
    success: Share
    none: Share


@dataclass(frozen=True)
class Length:
    """One scenario: people and months (mean, 5th and 95th percentile), looks where there are some, and for each active
    arm the share of the trials that went on after the look that kept it: those that stopped there dropped nothing and
    kept nothing."""

    scenario: str
    trials: int
    people: tuple[float, float, float]
    months: tuple[float, float, float]
    looks: tuple[Look, ...]
    kept: tuple[tuple[str, Share], ...]


def length(tables: Tables, design: Design, scenario: str) -> Length | None:
    """All trials of the planned size of one scenario; None where it was not run."""
    found = tables.read(
        "SELECT replicate, max(success::INT) AS success, max(stopped_at) AS stopped_at, max(people_used) AS people, "
        "max(months_used) AS months, max(dropped) AS dropped FROM replicates WHERE scenario = ? AND size = ? "
        "GROUP BY replicate ORDER BY replicate",
        scenario,
        design.patients,
    )
    n = len(found["replicate"])
    if not n:
        return None
    good = np.asarray(found["success"], dtype=bool)
    looks = []
    if design.looks is not None:
        for number, information in enumerate(design.looks.information):
            here = np.asarray(found["stopped_at"]) == number
            looks.append(Look(number, float(information), Share.counted(int((here & good).sum()), n),
                              Share.counted(int((here & ~good).sum()), n)))  # fmt: skip
    dropping = design.adaptation is not None and design.adaptation.drop_doses is not None
    went_on = np.asarray(found["stopped_at"]) > 0  # doses are dropped at the first look
    dropped = [set(str(names).split(";")) for names in np.asarray(found["dropped"], dtype=object)[went_on]]
    kept = tuple(
        (arm, Share.counted(sum(arm not in names for names in dropped), len(dropped))) for arm in design.active
    )
    people, months = _spread(found["people"]), _spread(found["months"])
    return Length(scenario, n, people, months, tuple(looks), kept if dropping else ())


def _spread(values: object) -> tuple[float, float, float]:
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if not len(known):
        return (float("nan"),) * 3
    low, high = np.quantile(known, [0.05, 0.95])
    return float(known.mean()), float(low), float(high)
