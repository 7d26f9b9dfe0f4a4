"""Where the search for the covariance starts: residual products of the people seen at both visits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.statistics.mmrm.likelihood import at
from pulposus.trial.statistics.mmrm.sums import Sums

Array = NDArray[np.float64]

NOTHING_LEFT = 1e-12
"""A visit whose mean square after the fit is below this share of that before it has been fitted without error."""
LEAST_EIGENVALUE = 0.05
"""Floor on the eigenvalues of the starting correlation, which pairwise products can push below zero."""


def first_guess(sums: Sums, effects: Array) -> Array | None:
    """A positive definite covariance (v, v) from unweighted residuals; None where a visit has no spread left."""
    plain = at(np.eye(sums.visits), sums, effects)
    if plain is None:
        return None
    products, pairs = plain.rr.sum(axis=0), sums.together
    variance = np.diag(products) / np.diag(pairs)
    raw = np.diag(sums.yy.sum(axis=0)) / np.diag(pairs)
    if np.any(variance <= NOTHING_LEFT * raw):
        return None
    deviation = np.sqrt(variance)
    correlation = products / np.maximum(pairs, 1.0) / np.outer(deviation, deviation)
    values, vectors = np.linalg.eigh(correlation)
    floored = (vectors * np.maximum(values, LEAST_EIGENVALUE)) @ vectors.T
    scale = deviation / np.sqrt(np.diag(floored))
    guess: Array = (floored + floored.T) / 2 * np.outer(scale, scale)
    return guess
