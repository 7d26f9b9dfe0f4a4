"""Draws of the multivariate normal model of outcomes over visits, given what was seen on the own arm's course.

The likelihood of a monotone pattern factors into one regression of each visit on those before it, so its posterior is
drawn directly (Little & Rubin 2019, chapter 7). Gaps before the last visit are filled in turn with the draws of the
parameters (monotone data augmentation, Schafer 1997, section 6.5), one chain for each imputation.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.statistics.columns import Floats
from pulposus.trial.statistics.imputation.regression import line
from pulposus.trial.statistics.imputation.visits import Visits


class Model(NamedTuple):
    """Drawn parameters by arm: coefficients (M, K, 1 + c, v) of the means and covariance (M, K, v, v)."""

    coefficients: Floats
    covariance: Floats

    def mean(self, columns: Floats, arm: NDArray[np.intp]) -> Floats:
        """Means (M, n, v) of patients with columns (n, 1 + c), had they been in the arms given (n,)."""
        means = np.empty((len(self.coefficients), len(columns), self.coefficients.shape[-1]))
        for k in range(self.coefficients.shape[1]):
            means[:, arm == k] = columns[arm == k] @ self.coefficients[:, k]
        return means


def posterior(
    data: Visits, imputations: int, rng: np.random.Generator, *, by_arm: bool, rounds: int
) -> tuple[Model, Floats]:
    """The model and the outcomes (M, n, v) with gaps filled; values after the last one seen are NaN there.

    by_arm gives every arm its own covariance and slopes; else arms share them and differ in their means by visit.
    """
    gaps = np.isnan(data.outcomes) & ~data.after
    filled = np.broadcast_to(_start(data.outcomes, gaps), (imputations if gaps.any() else 1, *gaps.shape)).copy()
    model = _drawn(data, filled, imputations, rng, by_arm)
    if gaps.any():
        for _ in range(rounds):
            filled = fill(filled, model.mean(data.columns, data.arm), model.covariance, data.arm, gaps, rng)
            model = _drawn(data, filled, imputations, rng, by_arm)
        filled = fill(filled, model.mean(data.columns, data.arm), model.covariance, data.arm, gaps, rng)
    return model, np.broadcast_to(filled, (imputations, *gaps.shape))


def fill(
    outcomes: Floats,
    mean: Floats,
    covariance: Floats,
    group: NDArray[np.intp],
    wanted: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Floats:
    """Draw the outcomes (M, n, v) that are wanted (n, v) given the others that are known, from normals with mean
    (M, n, v) and, by the group of a patient, covariance (M, K, v, v)."""
    done = np.array(outcomes)
    known = ~wanted & ~np.isnan(outcomes[0])
    patterns = np.concatenate([wanted, known, group[:, None]], 1).astype(np.intp)
    v = wanted.shape[1]
    for pattern in np.unique(patterns[wanted.any(1)], axis=0):
        rows = np.flatnonzero((patterns == pattern).all(1))
        new, old = np.flatnonzero(pattern[:v]), np.flatnonzero(pattern[v : 2 * v])
        sigma = covariance[:, pattern[-1]]
        slope = np.swapaxes(np.linalg.solve(sigma[:, old[:, None], old], sigma[:, old[:, None], new]), 1, 2)
        rest = sigma[:, new[:, None], new] - slope @ sigma[:, old[:, None], new]
        root = np.linalg.cholesky(rest)
        apart = outcomes[:, rows[:, None], old] - mean[:, rows[:, None], old]
        noise = rng.standard_normal((len(mean), len(rows), len(new))) @ np.swapaxes(root, 1, 2)
        done[:, rows[:, None], new] = mean[:, rows[:, None], new] + apart @ np.swapaxes(slope, 1, 2) + noise
    return done


def _start(monotone: Floats, gaps: NDArray[np.bool_]) -> Floats:
    """Gaps taken from the nearest visits seen; only where the chains begin."""
    start = monotone.copy()
    index = np.arange(monotone.shape[1])
    for i in np.flatnonzero(gaps.any(1)):
        seen = ~np.isnan(monotone[i])
        values = np.interp(index, index[seen], monotone[i, seen]) if seen.any() else np.nanmean(monotone, axis=0)
        start[i, gaps[i]] = values[gaps[i]]
    return start


def _drawn(data: Visits, filled: Floats, draws: int, rng: np.random.Generator, by_arm: bool) -> Model:
    K, v = data.arms, filled.shape[-1]
    if by_arm:
        groups = [data.arm == k for k in range(K)]
        parts = [_sequence(data.columns[g], filled[:, g], draws, rng, f"arm {k}") for k, g in enumerate(groups)]
        return Model(np.stack([part[0] for part in parts], 1), np.stack([part[1] for part in parts], 1))
    arms = (data.arm[:, None] == np.arange(K)).astype(float)
    B, sigma = _sequence(np.concatenate([arms, data.columns[:, 1:]], 1), filled, draws, rng, "all arms")
    slopes = np.broadcast_to(B[:, None, K:], (draws, K, B.shape[1] - K, v))
    return Model(np.concatenate([B[:, :K, None], slopes], 2), np.broadcast_to(sigma[:, None], (draws, K, v, v)))


def _sequence(X: Floats, filled: Floats, draws: int, rng: np.random.Generator, whom: str) -> tuple[Floats, Floats]:
    """Coefficients (M, q, v) and covariance (M, v, v) of a monotone pattern: each visit regressed on those before."""
    q, v = X.shape[1], filled.shape[-1]
    B, sigma = np.zeros((draws, q, v)), np.zeros((draws, v, v))
    for j in range(v):
        rows = ~np.isnan(filled[0, :, j])
        before = filled[:, rows, :j]
        W = np.concatenate([np.broadcast_to(X[rows], (len(filled), int(rows.sum()), q)), before], 2)
        drawn = line(W, filled[:, rows, j], draws, rng, f"visit {j + 1} in {whom}")
        own, slopes = drawn.coefficients[:, :q], drawn.coefficients[:, q:]
        B[:, :, j] = own + (B[:, :, :j] @ slopes[..., None])[..., 0]
        sigma[:, j, :j] = (slopes[:, None, :] @ sigma[:, :j, :j])[:, 0]
        sigma[:, :j, j] = sigma[:, j, :j]
        sigma[:, j, j] = drawn.variance + (sigma[:, j, :j] * slopes).sum(1)
    return B, sigma
