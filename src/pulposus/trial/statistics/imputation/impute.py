"""Completed data sets: missing outcomes drawn as if at random, or as if patients went on like the reference arm."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.errors import InputError
from pulposus.trial.statistics.columns import Floats
from pulposus.trial.statistics.imputation.posterior import Model, fill, posterior
from pulposus.trial.statistics.imputation.visits import Visits, visits

Strategy = Literal["missing at random", "jump to reference", "copy reference", "copy increments"]
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)
ROUNDS = 20  # gaps before the last visit say little about the parameters, so chains forget their start in a few rounds


def impute(
    outcomes: ArrayLike,
    arm: ArrayLike,
    baseline: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    *,
    imputations: int,
    rng: np.random.Generator,
    strategy: Strategy | NDArray[np.str_] = "missing at random",
    reference: int = 0,
    by_arm: bool = False,
    rounds: int = ROUNDS,
    arms: int | None = None,
) -> Floats:
    """Outcomes (n, v) with NaN, completed M times (M, n, v) by the multivariate normal model of outcomes on arm and
    covariates.

    Gaps before the last visit seen are missing at random. Later ones follow the strategy (of all or (n,) each;
    Carpenter, Roger & Kenward 2013, 10.1080/10543406.2013.834911): 'jump to reference' has the reference arm's mean
    from then on, 'copy reference' at all visits, 'copy increments' the reference's further change from where the own
    arm's mean had come to; all keep the patient's own deviation through the visits seen. Patients of the reference are
    missing at random. With by_arm every arm has its own covariance, and values drawn under a strategy use the
    reference's.

    Raises InputError for an unknown strategy or reference, and where the data cannot support the model.
    """
    data = visits(outcomes, arm, baseline, covariates, arms=arms)
    asked = np.broadcast_to(np.asarray(strategy), data.arm.shape)
    for name in np.unique(asked):
        if name not in STRATEGIES:
            raise InputError(f"Field 'strategy' is '{name}'; give one of {', '.join(STRATEGIES)}.")
    if not 0 <= reference < data.arms:
        raise InputError(f"Field 'reference' is {reference}; give an arm from 0 to {data.arms - 1}.")
    if imputations < 2 or rounds < 1:
        raise InputError("Fields 'imputations' and 'rounds' must be at least 2 and 1; give more.")
    model, filled = posterior(data, imputations, rng, by_arm=by_arm, rounds=rounds)
    own = asked == "missing at random"
    mean = strategy_mean(model, data, asked, reference)
    group = np.where(own, data.arm, reference)
    return fill(filled, mean, model.covariance, group, data.after, rng)


def strategy_mean(model: Model, data: Visits, asked: NDArray[np.str_], reference: int) -> Floats:
    """Means (M, n, v) of each patient's outcomes under the strategy asked of that patient."""
    mean = model.mean(data.columns, data.arm)
    other = model.mean(data.columns, np.full_like(data.arm, reference))
    after = data.after
    jump, copy, increments = (asked == name for name in STRATEGIES[1:])
    # Before the first visit both arms stand at the baseline they share, so increments start from no difference.
    reached = np.take_along_axis(mean - other, np.maximum(data.until - 1, 0)[None, :, None], 2)
    reached = np.where(data.until[None, :, None] > 0, reached, 0.0)
    mean = np.where(copy[:, None] | (jump[:, None] & after), other, mean)
    return np.where(increments[:, None] & after, other + reached, mean)
