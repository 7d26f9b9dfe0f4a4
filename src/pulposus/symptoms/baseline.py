"""Regression to the mean: the score of today is the true score plus chance, and the chance does not come back.

People come forward on bad days, so a high score is more often too high than too low. With a population of
observed scores (mean mu, covariance S) and reliabilities R, the true scores have the covariance T (S with its
diagonal times R), and for an observed y they are normal with mean mu + T S^-1 (y - mu) and covariance
T - T S^-1 T. Pain informs ODI and the reverse, since both are measures of one person.
"""

from __future__ import annotations

import numpy as np

from pulposus.numerics.backend import Array, library_of
from pulposus.numerics.pairs import inverse, lower_root


def measurement_error_sd(between_person_sd: Array, reliability: Array) -> Array:
    """Standard error of measurement in points: SD sqrt(1 - R)."""
    return between_person_sd * library_of(reliability).sqrt(1 - reliability)


def shrinkage(between_person_sd: Array, reliability: Array, correlation: float) -> tuple[Array, Array]:
    """How true scores follow observed ones: the gain T S^-1 and the covariance that is left, each (n, 2, 2).

    Args:
        between_person_sd: (2,) of observed scores.
        reliability: (n, 2).
        correlation: of the two observed scores between people.
    """
    apart = np.eye(2)
    scored = between_person_sd[:, None] * between_person_sd * (apart + correlation * (1 - apart))
    true = scored * (apart * reliability[:, None, :] + (1 - apart))
    gain = true @ inverse(scored)
    left = true - gain @ true
    return gain, (left + left.swapaxes(1, 2)) / 2


def expected_true_score(
    observed: Array, mean: Array, between_person_sd: Array, reliability: Array, correlation: float
) -> tuple[Array, Array]:
    """True scores behind observed ones: their mean and the Cholesky factor of their covariance.

    Args:
        observed: (2,) pain and ODI as scored.
        mean: (n, 2) of the population, per draw.
        between_person_sd: (2,) of observed scores.
        reliability: (n, 2).
        correlation: of the two observed scores between people.

    Returns:
        mean (n, 2), factor (n, 2, 2).
    """
    gain, left = shrinkage(between_person_sd, reliability, correlation)
    centre = mean + library_of(mean, gain, observed).einsum("nij,nj->ni", gain, observed - mean)
    return centre, lower_root(left)
