"""One weighted fit: coefficients, their covariance, and what it leaves over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from pulposus.errors import RunError
from pulposus.numerics.settings import META_RANK

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """Generalised least squares of y (k,) on a design (k, p) under a known covariance (k, k).

    ``left`` (k, k) is the weight that remains on what the design does not explain: y' left y is ``q``, which is
    chi-squared with ``freedom`` = k - p degrees under the model. ``to_coefficients`` (p, k) gives the coefficients
    from y.
    """

    coefficients: Array
    covariance: Array
    to_coefficients: Array
    left: Array
    q: float
    freedom: int
    log_likelihood: float
    """Restricted, without its constant."""


def full_rank(design: Array) -> bool:
    """Whether the columns of a design (k, p) are independent."""
    if design.shape[1] > design.shape[0]:
        return False
    sizes = np.linalg.svd(design, compute_uv=False)
    return bool(sizes.size == 0 or sizes[-1] > META_RANK * sizes[0])


def fit(y: Array, design: Array, covariance: Array) -> Fit:
    """Fit y (k,) on a design (k, p) of full rank under a covariance (k, k).

    Raises:
        RunError: when the columns of the design are not independent.
    """
    if not full_rank(design):
        raise RunError(
            "The effects asked for cannot be told apart in these studies: a moderator is constant or follows from "
            "the others; leave one out."
        )
    return fit_known(y, design, covariance)


def fit_known(y: Array, design: Array, covariance: Array) -> Fit:
    """``fit`` of a design that is known to be of full rank, for searches that fit many times."""
    root = cho_factor(covariance, lower=True)
    weights = cho_solve(root, np.eye(len(y)))
    weighted = weights @ design
    information = cho_factor(design.T @ weighted, lower=True)
    to_coefficients = cho_solve(information, weighted.T)
    left = weights - weighted @ to_coefficients
    q = float(y @ left @ y)
    log_sigma = float(np.sum(np.log(np.diag(root[0]))))
    log_information = float(np.sum(np.log(np.diag(information[0]))))
    return Fit(
        coefficients=to_coefficients @ y,
        covariance=cho_solve(information, np.eye(design.shape[1])),
        to_coefficients=to_coefficients,
        left=left,
        q=max(q, 0.0),
        freedom=len(y) - design.shape[1],
        log_likelihood=-log_sigma - log_information - q / 2,
    )
