"""Regression to the mean: the score of today is the true score plus chance, and the chance does not come back.

People come forward on bad days, so a high score is more often too high than too low. With a population of
observed scores (mean mu, covariance S) and reliabilities R, the true scores have the covariance T (S with its
diagonal times R), and for an observed y they are normal with mean mu + T S^-1 (y - mu) and covariance
T - T S^-1 T. Pain informs ODI and the reverse, since both are measures of one person.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]


def measurement_error_sd(between_person_sd: Float, reliability: Float) -> Float:
    """Standard error of measurement in points: SD sqrt(1 - R)."""
    return np.asarray(between_person_sd * np.sqrt(1 - reliability), dtype=np.float64)


def expected_true_score(
    observed: Float, mean: Float, between_person_sd: Float, reliability: Float, correlation: float
) -> tuple[Float, Float]:
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
    scored = np.outer(between_person_sd, between_person_sd)
    scored[0, 1] *= correlation
    scored[1, 0] *= correlation
    true = np.broadcast_to(scored, (len(mean), 2, 2)).copy()
    true[:, (0, 1), (0, 1)] *= reliability
    gain = true @ np.linalg.inv(scored)
    centre = mean + np.einsum("nij,nj->ni", gain, observed - mean)
    spread = true - gain @ true
    factor = np.linalg.cholesky((spread + spread.transpose(0, 2, 1)) / 2)
    return np.asarray(centre, dtype=np.float64), np.asarray(factor, dtype=np.float64)
