"""The covariance that makes the restricted likelihood largest: Newton's steps, halved until they climb."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.statistics.mmrm.likelihood import Point, Slopes, at, slopes, unit_changes
from pulposus.trial.statistics.mmrm.start import first_guess
from pulposus.trial.statistics.mmrm.sums import Sums

Array = NDArray[np.float64]

STEPS = 60
"""Most steps. Trials that lose a tenth to half of their patients take three to thirteen."""
HALVINGS = 30
CLOSE = 1e-14
"""The search ends when the next step promises a gain in log-likelihood below this: about 1e-7 standard errors."""
GOOD_ENOUGH = 1e-8
"""A promise that the rounding of the likelihood may hide; a search that can climb no more has arrived if it is here."""
ROUNDING = 1e-12
"""Relative loss of log-likelihood that is put down to rounding."""


class Found(NamedTuple):
    """Where the search ended; ``trouble`` says in a sentence why that is not the maximum, None if it is."""

    point: Point | None
    slopes: Slopes | None
    iterations: int
    trouble: str | None


def search(sums: Sums, effects: Array) -> Found:
    """Maximise the restricted likelihood over covariances, from a moment estimate.

    The first step uses the expected information, later ones the observed wherever it is positive definite (as SAS
    PROC MIXED does).
    """
    guess = first_guess(sums, effects)
    point = None if guess is None else at(guess, sums, effects)
    if point is None:
        return Found(None, None, 0, "The model fits a visit without anything left over, so it has no variance.")
    for step in range(STEPS):
        here = slopes(point, sums, effects)
        change = _newton(here, scoring=step == 0)
        if change is None:
            return Found(point, here, step, "The values seen do not determine the covariance between all visits.")
        promise = float(here.score @ change) / 2
        if promise < CLOSE:
            return Found(point, here, step, _flat(here))
        better = _climb(point, change, promise, sums, effects)
        if better is None:
            stuck = None if promise < GOOD_ENOUGH else "The likelihood could not be raised along the last step."
            return Found(point, here, step, stuck or _flat(here))
        point = better
    return Found(point, None, STEPS, f"The covariance had not settled after {STEPS} steps.")


def _newton(here: Slopes, scoring: bool) -> Array | None:
    for information in (here.expected,) if scoring else (here.observed, here.expected):
        try:
            np.linalg.cholesky(information)
        except np.linalg.LinAlgError:
            continue
        return np.asarray(np.linalg.solve(information, here.score), dtype=np.float64)
    return None


def _climb(point: Point, change: Array, promise: float, sums: Sums, effects: Array) -> Point | None:
    move = np.tensordot(change, unit_changes(sums.visits), axes=1)
    slack = ROUNDING * abs(point.log_likelihood) if promise < GOOD_ENOUGH else 0.0
    for halving in range(HALVINGS):
        reached = at(point.sigma + move / 2**halving, sums, effects)
        if reached is not None and reached.log_likelihood > point.log_likelihood - slack:
            return reached
    return None


def _flat(here: Slopes) -> str | None:
    try:
        np.linalg.cholesky(here.observed)
    except np.linalg.LinAlgError:
        return "The likelihood has no peak where the search ended."
    return None
