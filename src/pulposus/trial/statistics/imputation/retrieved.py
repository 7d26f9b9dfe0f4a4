"""Imputation from patients who stopped treatment but were still seen at the end (retrieved drop-outs)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from pulposus.trial.statistics.imputation.impute import ROUNDS, Completed, impute
from pulposus.trial.statistics.imputation.regression import line
from pulposus.trial.statistics.imputation.visits import visits


def impute_retrieved(
    outcomes: ArrayLike,
    arm: ArrayLike,
    on_treatment: ArrayLike,
    baseline: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    *,
    imputations: int,
    rng: np.random.Generator,
    rounds: int = ROUNDS,
    arms: int | None = None,
) -> Completed:
    """Complete outcomes (n, v) for a treatment-policy estimand.

    Missing on treatment is missing at random. Of patients who stopped (on_treatment, visits, below v) and have no final
    outcome, the final visit is drawn from those who stopped and have one: a regression on arm, covariates and the share
    of visits on treatment, one of the simple models of Bell et al. (2024, arXiv 2402.12850), who warn of its variance
    where few were retrieved. Their visits between stay as at random; only the final one should be analysed. Raises
    InputError where too few were retrieved to fit it.
    """
    data = visits(outcomes, arm, baseline, covariates, on_treatment=on_treatment, arms=arms)
    completed = impute(
        outcomes,
        arm,
        baseline,
        covariates,
        imputations=imputations,
        rng=rng,
        on_treatment=on_treatment,
        rounds=rounds,
        arms=arms,
    )
    v = data.outcomes.shape[1]
    stopped = data.until < v
    seen = ~np.isnan(data.outcomes[:, -1])
    wanted = stopped & ~seen
    if not wanted.any():
        return completed
    share = data.until / v
    kinds = (data.arm[:, None] == np.unique(data.arm[stopped])).astype(float)
    W = np.concatenate([kinds, data.columns[:, 1:], share[:, None]], 1)
    if np.ptp(share[stopped]) == 0.0:
        W = W[:, :-1]
    known = stopped & seen
    drawn = line(
        W[None, known], data.outcomes[None, known, -1], imputations, rng, "the final visit of those who stopped"
    )
    noise = rng.standard_normal((imputations, int(wanted.sum()))) * np.sqrt(drawn.variance)[:, None]
    filled = np.array(completed.outcomes)
    filled[:, wanted, -1] = drawn.coefficients @ W[wanted].T + noise
    return completed._replace(outcomes=filled)
