"""What each arm is expected to show in the middle world, from all people at once, without the luck of enrolment."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.conduct.endpoints import shown
from pulposus.trial.conduct.finished import Truth
from pulposus.trial.conduct.pool import Pool
from pulposus.trial.conduct.rates import Rates, middle_rates
from pulposus.trial.conduct.simulate import Scene, simulate
from pulposus.trial.design.design import Design
from pulposus.trial.design.endpoints import Endpoint
from pulposus.trial.outcome.worlds import middle_world

Float = NDArray[np.float64]
LUCK = 4
"""Times that everybody is followed, each with other luck."""


def truth(design: Design, pool: Pool) -> Truth:
    """Difference of the mean of each arm from control, by endpoint and arm, of the estimand.

    Of scores and images: nobody leaves or misses a visit, and nothing comes that is to be imagined away. Of responders:
    as it comes, for whoever is missing or met such an event is no responder.
    """
    rates = middle_rates(design, design.seed)
    found: dict[tuple[str, str], float] = {}
    for counted, one in ((False, _of_estimand(design, rates)), (True, rates)):
        told = [each for each in design.endpoints if each.kind != "time" and each.counts_responders is counted]
        if told:
            found |= _differences(design, pool, told, one)
    return found


def _differences(design: Design, pool: Pool, told: list[Endpoint], rates: Rates) -> Truth:
    scene = Scene(middle_world(design.seed, design.without_trial), rates)
    rows = np.arange(len(pool))[None, :]
    sums: dict[tuple[str, str], float] = {}
    for luck in range(LUCK):
        means: list[dict[str, float]] = []
        control_pain: Float | None = None
        for k in range(len(design.arms)):
            rng = np.random.default_rng([design.seed, luck, 6])
            trials = simulate(design, pool, rows, np.full_like(rows, k), scene, rng, control_pain)
            if k == 0:
                control_pain = trials.history.scores[:, :, 0]
            means.append({one.key: float(np.nanmean(shown(design, one, trials))) for one in told})
        for k, arm in enumerate(design.active, start=1):
            for key, own in means[k].items():
                sums[key, arm] = sums.get((key, arm), 0.0) + (own - means[0][key]) / LUCK
    return sums


def _of_estimand(design: Design, rates: Rates) -> Rates:
    """Rates without what hides the estimand of a score."""
    fields = {"rescue": "rescue", "crossover": "cross", "reoperation": "operation"}
    gone = ["leave", "missed_visit", *(fields[event] for event in design.events.taken_as("hypothetical"))]
    return replace(rates, **{name: np.zeros_like(getattr(rates, name)) for name in gone})


def null_truth(design: Design) -> Truth:
    """No difference anywhere, but where arms that do nothing differ by design: what that comes to is not told."""
    return {(one.key, arm): float("nan") if crossover_counts(design, one) else 0.0
            for one in design.endpoints for arm in design.active}  # fmt: skip


def crossover_counts(design: Design, endpoint: Endpoint) -> bool:
    """Whether crossing over, which the control arm alone is offered, is itself a failure of an endpoint or ends its
    scores, so that arms which do the same differ."""
    over = design.events.crossover
    if over is None or endpoint.kind == "time" or (endpoint.month is not None and over.month >= endpoint.month):
        return False
    if endpoint.counts_responders:
        return over.strategy != "treatment policy" or "crossover" in endpoint.ended_by
    return over.strategy == "composite" or (endpoint.kind == "change" and over.strategy == "while on treatment")
