"""Power and assurance: how often the trial, or one of its comparisons, succeeds at each size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pulposus.trial.answers.share import Share
from pulposus.trial.answers.tables import Tables

SCENARIOS = {"assurance": "worlds that the evidence leaves possible", "fixed": "the middle world",
             "null": "no effect beyond the control"}  # fmt: skip


@dataclass(frozen=True)
class Curve:
    """Successes by size of the whole trial. ``endpoint`` and ``arm`` are empty for the success of the trial."""

    scenario: str
    endpoint: str
    arm: str
    sizes: tuple[int, ...]
    shares: tuple[Share, ...]

    def at(self, size: int) -> Share | None:
        """The share at one simulated size; None where it was not simulated."""
        return self.shares[self.sizes.index(size)] if size in self.sizes else None


def trial_curve(tables: Tables, scenario: str) -> Curve | None:
    """Success of the whole trial by size; None where the scenario was not run."""
    found = tables.read(
        "SELECT size, count(*) AS of, sum(good) AS good FROM (SELECT size, replicate, max(success::INT) AS good "
        "FROM replicates WHERE scenario = ? GROUP BY size, replicate) GROUP BY size ORDER BY size",
        scenario,
    )
    if not len(found["size"]):
        return None
    shares = tuple(Share.counted(int(k), int(n)) for k, n in zip(found["good"], found["of"], strict=True))
    return Curve(scenario, "", "", tuple(int(size) for size in found["size"]), shares)


def comparison_curves(tables: Tables, scenario: str, hypotheses: tuple[str, ...]) -> tuple[Curve, ...]:
    """Rejections of each hypothesis (endpoint/arm) by size, after multiplicity."""
    found = tables.read(
        "SELECT endpoint, arm, size, count(*) AS of, sum(rejected::INT) AS good FROM replicates WHERE scenario = ? "
        "GROUP BY endpoint, arm, size ORDER BY endpoint, arm, size",
        scenario,
    )
    curves = []
    for hypothesis in hypotheses:
        endpoint, _, arm = hypothesis.partition("/")
        mine = np.flatnonzero((found["endpoint"] == endpoint) & (found["arm"] == arm))
        if len(mine):
            shares = tuple(Share.counted(int(found["good"][i]), int(found["of"][i])) for i in mine)
            curves.append(Curve(scenario, endpoint, arm, tuple(int(found["size"][i]) for i in mine), shares))
    return tuple(curves)
