"""The data of an imputation: outcomes by visit, who left when, and the columns that predict them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.errors import InputError
from pulposus.trial.statistics.columns import Floats, arms_of


class Visits(NamedTuple):
    """outcomes (n, v) with NaN where missing; until (n,): visits up to the last one seen, after which the strategy
    holds; columns (n, 1 + c): one and the covariates centred and scaled; arm (n,) of K arms."""

    outcomes: Floats
    until: NDArray[np.intp]
    columns: Floats
    arm: NDArray[np.intp]
    arms: int

    @property
    def after(self) -> NDArray[np.bool_]:
        """Which outcomes lie after the last one seen, (n, v)."""
        return np.arange(self.outcomes.shape[1]) >= self.until[:, None]


def visits(
    outcomes: ArrayLike,
    arm: ArrayLike,
    baseline: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    *,
    arms: int | None = None,
) -> Visits:
    """Line up outcomes (n, v) of patients in arms (n,), with baseline (n,) and covariates (n, c) that are all known.

    Raises InputError where shapes do not fit, a covariate is missing, or an arm has nobody at a visit.
    """
    y = np.asarray(outcomes, float)
    if y.ndim != 2 or y.shape[1] == 0:
        raise InputError(f"Field 'outcomes' has shape {y.shape}; give patients by visits.")
    n, v = y.shape
    codes, count = arms_of(arm, arms)
    parts = [] if baseline is None else [np.asarray(baseline, float).reshape(-1, 1)]
    if covariates is not None:
        parts.append(np.asarray(covariates, float))
    if codes.shape != (n,) or any(len(part) != n for part in parts):
        raise InputError(f"Fields 'arm', 'baseline' and 'covariates' must have the {n} patients of the outcomes.")
    z = np.concatenate(parts, 1) if parts else np.zeros((n, 0))
    if not np.isfinite(z).all():
        raise InputError("A covariate of the imputation is missing for some patient; fill it in or leave it out.")
    spread = z.std(0)
    z = (z - z.mean(0))[:, spread > 0.0] / spread[spread > 0.0]
    seen = np.isfinite(y)
    last = np.where(seen.any(1), v - seen[:, ::-1].argmax(1), 0)
    data = Visits(y, last.astype(np.intp), np.concatenate([np.ones((n, 1)), z], 1), codes, count)
    for k in range(count):
        counts = seen[codes == k].sum(0)
        if (counts == 0).any():
            raise InputError(
                f"Arm {k} has no outcome at visit {int(counts.argmin()) + 1}; leave that visit or arm out "
                "of the imputation."
            )
    return data
