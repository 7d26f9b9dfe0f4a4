"""The fit of one trial's repeated measures: coefficients, their covariance, and what contrasts need of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.trial.statistics.mmrm.estimable import independent
from pulposus.trial.statistics.mmrm.likelihood import elements
from pulposus.trial.statistics.mmrm.search import Found, search
from pulposus.trial.statistics.mmrm.small_sample import adjusted
from pulposus.trial.statistics.mmrm.sums import Sums, sums

Array = NDArray[np.float64]
Information = Literal["observed", "expected"]
"""What the covariance of theta is the inverse of. SAS PROC MIXED and R's mmrm take the observed; Kenward and Roger's
paper and R's pbkrtest the expected. They agree on complete data."""


@dataclass(frozen=True)
class MmrmFit:
    """Restricted maximum likelihood under one unstructured covariance over visits.

    Coefficients that the seen values cannot tell apart are zero in ``beta`` and False in ``estimated``, with zero rows
    in the covariances. Rows of ``sigma`` of visits that nobody reached are NaN. Of a fit that failed (``converged``
    False, ``trouble`` says why) all numbers are NaN.
    """

    beta: Array
    """(p,)"""
    covariance: Array
    """(p, p), the model's own: (X'V^-1 X)^-1."""
    adjusted: Array
    """(p, p), Kenward and Roger's."""
    theta: Array
    """(m,), the lower triangle row by row of the covariance over the visits reached."""
    theta_covariance: Array
    """(m, m)"""
    sigma: Array
    """(v, v)"""
    slopes: Array
    """(m, p, p), the derivative of ``covariance`` by theta."""
    unknown: Array
    """(p, r), directions of beta that the data say nothing about."""
    estimated: NDArray[np.bool_]
    """(p,)"""
    log_likelihood: float
    """Restricted, with the constant of nlme, mmrm and SAS."""
    converged: bool
    trouble: str | None
    iterations: int
    n_people: int
    """People with at least one value."""
    n_values: int


def fit_by_visit(y: Array, z: Array, effects: Array | None = None, information: Information = "observed") -> MmrmFit:
    """Fit values y (n, v), NaN where missing, on what is known of each person, z (n, q).

    The mean of person i at visit a is the a-th block of q entries of ``effects`` @ beta, times z_i. Without ``effects``
    every column of z has its own coefficient at every visit (p = v q, visits outside, columns inside); ``effects``
    (v q, p) ties coefficients over visits, such as one for sex at all visits. Covariates that change from visit to
    visit within a person are not covered.

    What the data cannot determine (a visit nobody reached, an arm nobody of which was seen at a visit, too few values)
    never raises: see ``MmrmFit``.

    Raises:
        InputError: when shapes do not fit, a number is infinite or a column of z NaN, or columns of the design follow
            from each other even with every value seen.
    """
    values, people, tied = _checked(y, z, effects)
    reached = ~np.all(np.isnan(values), axis=0)
    visits, q = values.shape[1], people.shape[1]
    if not reached.any():
        return _failed(tied.shape[1], visits, 0, 0, 0, "No value was seen.")
    total = sums(values[:, reached], people)
    used = tied[np.repeat(reached, q)]
    columns = independent(used.T @ total.spread(total.seen[:, :, None] * np.eye(total.visits)) @ used)
    design = used[:, columns.kept]
    trouble = _too_few(total)
    found = Found(None, None, 0, trouble) if trouble else search(total, design)
    if found.trouble is not None or found.point is None or found.slopes is None:
        n_people = int(total.people.sum())
        return _failed(tied.shape[1], visits, found.iterations, n_people, total.values, found.trouble)

    point, phi = found.point, found.point.phi
    spread = np.linalg.inv(found.slopes.observed if information == "observed" else found.slopes.expected)
    spread = (spread + spread.T) / 2
    sigma = np.full((visits, visits), np.nan)
    sigma[np.ix_(reached, reached)] = point.sigma
    place = np.eye(tied.shape[1])[:, columns.kept]
    return MmrmFit(
        beta=place @ point.beta,
        covariance=place @ phi @ place.T,
        adjusted=place @ adjusted(point, found.slopes.steep, spread, total, design) @ place.T,
        theta=point.sigma[elements(total.visits)],
        theta_covariance=spread,
        sigma=sigma,
        slopes=place @ (phi @ found.slopes.steep @ phi) @ place.T,
        unknown=columns.unknown,
        estimated=columns.kept,
        log_likelihood=point.log_likelihood,
        converged=True,
        trouble=None,
        iterations=found.iterations,
        n_people=int(total.people.sum()),
        n_values=total.values,
    )


def _checked(y: Array, z: Array, effects: Array | None) -> tuple[Array, Array, Array]:
    values, people = np.asarray(y, dtype=np.float64), np.asarray(z, dtype=np.float64)
    if values.ndim != 2 or people.ndim != 2 or len(values) != len(people) or not values.size or not people.size:
        raise InputError(
            f"Values of shape {values.shape} do not fit a design of shape {people.shape}; "
            "give (people, visits) and (people, columns)."
        )
    if np.any(np.isinf(values)) or not np.all(np.isfinite(people)):
        raise InputError("A value is infinite or a column of the design is not a number; mark missing values as NaN.")
    size = values.shape[1] * people.shape[1]
    tied = np.eye(size) if effects is None else np.asarray(effects, dtype=np.float64)
    if tied.ndim != 2 or len(tied) != size or not tied.shape[1]:
        raise InputError(f"'effects' has shape {tied.shape}; give {size} rows, one per visit and column of the design.")
    whole = independent(tied.T @ np.kron(np.eye(values.shape[1]), people.T @ people) @ tied)
    if not whole.kept.all():
        first = int(np.argmin(whole.kept)) + 1
        raise InputError(f"Column {first} of the design follows from the columns before it; leave it out.")
    return values, people, tied


def _too_few(total: Sums) -> str | None:
    together = total.together
    if np.any(together == 0):
        return "Two visits were never both seen in one person, so nothing is known of their covariance."
    if np.any(np.diag(together) < 2):
        return "A visit was seen in one person only, so it has no variance."
    return None


def _failed(p: int, visits: int, iterations: int, n_people: int, n_values: int, trouble: str | None) -> MmrmFit:
    m = visits * (visits + 1) // 2
    return MmrmFit(
        beta=np.full(p, np.nan),
        covariance=np.full((p, p), np.nan),
        adjusted=np.full((p, p), np.nan),
        theta=np.full(m, np.nan),
        theta_covariance=np.full((m, m), np.nan),
        sigma=np.full((visits, visits), np.nan),
        slopes=np.full((m, p, p), np.nan),
        unknown=np.zeros((p, 0)),
        estimated=np.zeros(p, dtype=np.bool_),
        log_likelihood=np.nan,
        converged=False,
        trouble=trouble,
        iterations=iterations,
        n_people=n_people,
        n_values=n_values,
    )
