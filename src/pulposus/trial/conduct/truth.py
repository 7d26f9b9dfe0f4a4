"""What each arm is expected to show in the middle world, from all people at once, without the luck of enrolment."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.conduct.endpoints import shown
from pulposus.trial.conduct.estimand import strategic
from pulposus.trial.conduct.finished import Truth
from pulposus.trial.conduct.pool import Pool
from pulposus.trial.conduct.rates import Rates, middle_rates
from pulposus.trial.conduct.simulate import Scene, simulate
from pulposus.trial.design.design import Design
from pulposus.trial.outcome.worlds import middle_world

Float = NDArray[np.float64]
TOLD = ("change", "responder", "composite", "mri")
LUCK = 4
"""Times that everybody is followed, each with other luck."""


def truth(design: Design, pool: Pool) -> Truth:
    """Difference of the mean of each arm from control, by endpoint and arm: of the estimand, so that nobody leaves or
    misses a visit, and nothing comes that is to be imagined away."""
    rates = _of_estimand(design, middle_rates(design, design.seed))
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
            told = [one for one in design.endpoints if one.kind in TOLD]
            means.append({one.key: float(np.nanmean(shown(design, one, trials))) for one in told})
        for k, arm in enumerate(design.active, start=1):
            for key, own in means[k].items():
                sums[key, arm] = sums.get((key, arm), 0.0) + (own - means[0][key]) / LUCK
    return sums


def _of_estimand(design: Design, rates: Rates) -> Rates:
    """Rates without what hides the estimand."""
    fields = {"rescue": "rescue", "crossover": "cross", "reoperation": "operation"}
    gone = ["leave", "missed_visit", *(fields[event] for event in strategic(design.events, "hypothetical"))]
    return replace(rates, **{name: np.zeros_like(getattr(rates, name)) for name in gone})


def null_truth(design: Design) -> Truth:
    """No difference anywhere."""
    return {(one.key, arm): 0.0 for one in design.endpoints for arm in design.active}
