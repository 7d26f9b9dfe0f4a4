"""The columns of a regression on arm and covariates, for one trial or a stack of replicates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.errors import InputError

Floats = NDArray[np.float64]
PIECE = 4_000_000  # numbers of a design matrix held at once: fits memory and, nearly, the cache


class Trials(NamedTuple):
    """Outcomes and columns of R replicates of n patients; rows that are not used are zero in outcome and arm.

    shape is the leading shape of the caller's outcome, () for a single trial.
    """

    outcome: Floats  # (R, n)
    used: NDArray[np.bool_]  # (R, n)
    arm: NDArray[np.intp]  # (R or 1, n)
    covariates: Floats  # (R or 1, n, c)
    arms: int
    shape: tuple[int, ...]

    def pieces(self) -> Iterator[Trials]:
        """Consecutive replicates, few enough at once to bound memory."""
        rows, n = self.outcome.shape
        step = max(1, PIECE // (n * (self.arms + self.covariates.shape[-1])))
        for start in range(0, rows, step):
            part = slice(start, start + step)
            yield self._replace(
                outcome=self.outcome[part],
                used=self.used[part],
                arm=self.arm if len(self.arm) == 1 else self.arm[part],
                covariates=self.covariates if len(self.covariates) == 1 else self.covariates[part],
            )

    def design(self) -> Floats:
        """Columns (R, n, p): one, arms 1 to K - 1, covariates centred on the patients used and scaled by their spread.

        Centring makes intercept + arm the least-squares mean at the average covariates. Unused rows are zero.
        """
        rows, n = self.outcome.shape
        weight = self.used.astype(float)
        count = np.maximum(weight.sum(1), 1.0)
        X = np.empty((rows, n, self.arms + self.covariates.shape[-1]))
        X[..., 0] = weight
        for k in range(1, self.arms):
            X[..., k] = (self.arm == k) & self.used
        for c in range(self.covariates.shape[-1]):
            column = np.where(self.used, self.covariates[..., c], 0.0)
            centred = np.where(self.used, column - (column.sum(1) / count)[:, None], 0.0)
            spread = np.sqrt((centred**2).sum(1) / count)
            X[..., self.arms + c] = centred / np.where(spread > 0.0, spread, 1.0)[:, None]
        return X

    def by_arm(self) -> NDArray[np.intp]:
        """Patients used in each arm, (R, K)."""
        return np.stack([((self.arm == k) & self.used).sum(1) for k in range(self.arms)], axis=1)


def arms_of(arm: ArrayLike, arms: int | None) -> tuple[NDArray[np.intp], int]:
    """Arm codes as integers and how many arms there are; raises InputError for codes outside 0 to arms - 1."""
    codes = np.asarray(arm)
    if codes.size == 0 or not np.issubdtype(codes.dtype, np.integer) or codes.min() < 0:
        raise InputError("Field 'arm' must hold whole numbers from 0 (control); give one code for each patient.")
    count = int(codes.max()) + 1 if arms is None else arms
    if count < 2 or codes.max() >= count:
        raise InputError(
            f"Field 'arm' has codes up to {codes.max()} for {count} arms; give 0 for control, then 1 to K - 1."
        )
    return codes.astype(np.intp), count


def trials(
    outcome: ArrayLike,
    arm: ArrayLike,
    baseline: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    *,
    arms: int | None = None,
) -> Trials:
    """Line up a regression: outcome (..., n) with NaN where missing, arm (..., n) from 0 for control, baseline (..., n)
    and covariates (..., n, c) that broadcast to it; a patient with any part missing is left out (complete case).

    Raises InputError where shapes do not fit or a code is not an arm.
    """
    y = np.asarray(outcome, float)
    if y.ndim == 0 or y.shape[-1] == 0:
        raise InputError("Field 'outcome' has no patients; give an array whose last axis is the patients.")
    shape, n = y.shape[:-1], y.shape[-1]
    codes, count = arms_of(arm, arms)
    parts = [] if baseline is None else [np.asarray(baseline, float)[..., None]]
    if covariates is not None:
        parts.append(np.asarray(covariates, float))
    for field, found in [("arm", codes.shape), *(("covariates", part.shape[:-1]) for part in parts)]:
        if found[-1:] != (n,) or (len(found) > 1 and found != y.shape):
            raise InputError(
                f"Field '{field}' has shape {found} where the outcome has {y.shape}; give one value for each patient."
            )
    stacked = np.concatenate([np.broadcast_to(part, _widest(parts, part)) for part in parts], -1) if parts else None
    X = np.zeros((1, n, 0)) if stacked is None else stacked.reshape(-1, n, stacked.shape[-1])
    y = y.reshape(-1, n)
    used = np.isfinite(y) & np.isfinite(X).all(-1)
    return Trials(np.where(used, y, 0.0), used, codes.reshape(-1, n), X, count, shape)


def _widest(parts: list[Floats], part: Floats) -> tuple[int, ...]:
    return max((other.shape[:-1] for other in parts), key=len) + part.shape[-1:]
