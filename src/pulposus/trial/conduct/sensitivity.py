"""The primary endpoint again under other assumptions on what is missing: multiple imputation, one row for each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.symptoms.scale import OUTCOMES
from pulposus.trial.conduct.endpoints import changes
from pulposus.trial.conduct.finished import Finished
from pulposus.trial.design.design import Design
from pulposus.trial.statistics.effect import Effect
from pulposus.trial.statistics.imputation.analysis import imputed_ancova
from pulposus.trial.statistics.imputation.impute import Strategy, impute

Float = NDArray[np.float64]
Int = NDArray[np.int64]
STRATEGY: dict[str, Strategy] = {
    "mar": "missing at random",
    "jump to reference": "jump to reference",
    "copy reference": "copy reference",
    "copy increments": "copy increments",
}


def sensitivity_rows(design: Design, scenario: str, done: Finished) -> dict[str, Any]:
    """Columns of ``sensitivity``: a row for each trial, method and active arm; none where the endpoint is no change.

    Numbers are NaN where too little was seen to impute from.
    """
    endpoint = design.main
    rows: list[dict[str, Any]] = []
    if endpoint.kind == "change":
        found = changes(design, endpoint, done.trials)
        start = done.trials.baseline[:, :, OUTCOMES.index(str(endpoint.measure))]
        for y, x, arm, number in zip(found, start, done.trials.arm, done.replicate, strict=True):
            same = {"scenario": scenario, "replicate": int(number), "size": done.size, "endpoint": endpoint.key}
            for method in design.events.sensitivity:
                rng = np.random.default_rng([design.seed, int(number), list(STRATEGY).index(method), 3])
                effect = _pooled(design, y, x, arm, method, rng)
                rows += [same | {"arm": key, "method": method} | told(effect, k) for k, key in enumerate(design.active)]
    return {name: np.array([row[name] for row in rows]) for name in COLUMNS}


COLUMNS = (
    "scenario", "replicate", "size", "endpoint", "arm", "method", "estimate", "se", "df", "low", "high", "p_value",
)  # fmt: skip


def told(effect: Effect, arm: int) -> dict[str, float]:
    """The numbers of one arm's effect."""
    return {name: float(getattr(effect, name)[arm]) for name in COLUMNS[-6:]}


def _pooled(design: Design, y: Float, x: Float, arm: Int, method: str, rng: np.random.Generator) -> Effect:
    arms, level = len(design.arms), 1 - design.testing.alpha
    many = design.events.imputations
    try:
        completed = impute(y, arm, x, imputations=many, rng=rng, strategy=STRATEGY[method], arms=arms)
    except InputError:
        nothing = np.full(arms - 1, np.nan)
        return Effect(nothing, nothing, nothing, nothing, nothing, nothing, level)
    return imputed_ancova(completed, arm, x, arms=arms, level=level).effect
