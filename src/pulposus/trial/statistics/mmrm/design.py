"""The usual design of a trial's repeated measures: visit, arm by visit, baseline by visit, and covariates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TrialDesign:
    """Columns of people and how coefficients repeat over visits, for ``fit_by_visit``.

    Columns of z are one, arms 1 to K - 1, baseline, covariates, and strata other than the first of each factor.
    """

    z: Array
    """(n, q)"""
    effects: Array
    """(v q, p)"""
    names: tuple[str, ...]
    """(p,), visits counted from 1."""
    arms: int
    visits: int

    def row(self, visit: int, person: Array) -> Array:
        """The row (p,) that gives the mean at a visit (from 0) of a person with columns (q,)."""
        q = self.z.shape[1]
        found: Array = person @ self.effects[visit * q : (visit + 1) * q]
        return found


def trial_design(
    baseline: Array,
    arm: NDArray[np.intp],
    visits: int,
    covariates: Array | None = None,
    strata: NDArray[np.intp] | None = None,
    arms: int | None = None,
) -> TrialDesign:
    """Columns for baseline (n,), arm (n,) coded from 0 for control, covariates (n, c) and strata (n, s) coded as whole
    numbers.

    Visit, arm and baseline have a coefficient at every visit; covariates and strata one for all visits.

    Raises:
        InputError: for lengths that do not fit, a missing baseline or covariate, or an arm without patients.
    """
    start, codes = np.asarray(baseline, dtype=np.float64), np.asarray(arm)
    n = len(start)
    count = int(codes.max(initial=0)) + 1 if arms is None else arms
    more = np.zeros((n, 0)) if covariates is None else np.asarray(covariates, dtype=np.float64)
    factors = np.zeros((n, 0), dtype=np.intp) if strata is None else np.asarray(strata)
    for name, length, axes in (("arm", codes, 1), ("covariates", more, 2), ("strata", factors, 2)):
        if length.ndim != axes or len(length) != n:
            raise InputError(f"Field '{name}' has shape {length.shape}; give one row for each of {n} baselines.")
    if not np.all(np.isfinite(start)) or not np.all(np.isfinite(more)):
        raise InputError("A baseline or covariate is missing; impute it or leave that person out.")
    if n == 0 or codes.min() < 0 or codes.max() >= count:
        raise InputError(f"Field 'arm' holds codes outside 0 to {count - 1}; give 0 for control and 1 up for the rest.")
    empty = np.flatnonzero(np.bincount(codes, minlength=count) == 0)
    if empty.size:
        raise InputError(f"Arm {empty[0]} has no patients; leave it out of the analysis.")
    levels = [(s, level) for s in range(factors.shape[1]) for level in np.unique(factors[:, s])[1:]]
    dummies = [(factors[:, s] == level).astype(np.float64) for s, level in levels]
    own = [np.ones(n), *((codes == k).astype(np.float64) for k in range(1, count)), start]
    z = np.column_stack([*own, more, *dummies])
    place = np.eye(z.shape[1])
    by_visit = np.kron(np.eye(visits), place[:, : len(own)])
    at_all = np.kron(np.ones((visits, 1)), place[:, len(own) :])
    heads = ("visit {}", *(f"arm {k} at visit {{}}" for k in range(1, count)), "baseline at visit {}")
    names = [head.format(visit + 1) for visit in range(visits) for head in heads]
    names += [f"covariate {c + 1}" for c in range(more.shape[1])]
    names += [f"stratum {s + 1} is {level}" for s, level in levels]
    return TrialDesign(z, np.concatenate([by_visit, at_all], axis=1), tuple(names), count, visits)


def arm_contrast(design: TrialDesign, arm: int, visit: int) -> Array:
    """The row (p,) of an arm (from 1) minus control at a visit (from 0).

    Raises:
        InputError: for an arm or visit that the design does not have.
    """
    if not 1 <= arm < design.arms:
        raise InputError(f"Arm {arm} cannot be compared with control; give 1 to {design.arms - 1}.")
    if not 0 <= visit < design.visits:
        raise InputError(f"Visit {visit} is not in the trial; give 0 to {design.visits - 1}.")
    return design.row(visit, np.eye(design.z.shape[1])[arm])
