"""Linearly weighted kappa, and the error of a reading that gives it.

A reader reads the grade nearest to severity plus an error, normal and new at each reading. How far two readings agree
depends on that error and on how different the discs are, so a kappa belongs to the discs it was found in.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading.scale import SIGNAL, Scale
from pulposus.course.reading.t2 import graded_discs, log_spread, log_T2, score, shares
from pulposus.library import value
from pulposus.numerics import settings

Float = NDArray[np.float64]


def read_probabilities(severity: Float, error_sd: float, scale: Scale) -> Float:
    """Chance that each disc (m,) is read as each grade, (m, grades)."""
    from scipy.special import ndtr

    below = ndtr((scale.edges - severity[:, None]) / error_sd)
    return np.diff(np.column_stack([np.zeros_like(severity), below, np.ones_like(severity)]), axis=1)


def reread(severity: Float, weight: Float, error_sd: float, scale: Scale) -> Float:
    """Share of discs with each pair of grades at two readings, (grades, grades)."""
    reads = read_probabilities(severity, error_sd, scale)
    return np.asarray(np.einsum("m,mi,mj->ij", weight, reads, reads))


def kappa_of(joint: Float) -> float:
    """Linearly weighted kappa of two readings from the share of discs with each pair of grades, (grades, grades)."""
    grades = np.arange(len(joint))
    apart = np.abs(np.subtract.outer(grades, grades))
    chance = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    return float(1 - np.sum(apart * joint) / np.sum(apart * chance))


def _bell() -> tuple[Float, Float]:
    """Nodes in SD and weights of a normal distribution."""
    x = np.linspace(-settings.GRADE_REACH_SD, settings.GRADE_REACH_SD, settings.LIFETIME_READER_NODES)
    bell = np.exp(-(x**2) / 2)
    return x, bell / bell.sum()


def patients_discs(scale: Scale) -> tuple[Float, Float]:
    """Severity and weight of the library's graded discs of patients, (m,) each, for ``SIGNAL`` or ``pfirrmann``.

    Grades I to IV from their T2; a collapsed disc, which has none, is a grade beyond one of IV.
    """
    x, bell = _bell()
    nodes = [score(np.exp(log_T2()[k] + x * log_spread()[k])) for k in range(SIGNAL.highest)]
    weights = [share * bell for share in shares()]
    if scale != SIGNAL:
        collapsed = value("imaging_measures", f"discs_grade_{scale.highest}")
        collapsed /= collapsed + graded_discs().sum()
        nodes.append(nodes[-1] + 1)
        weights = [weight * (1 - collapsed) for weight in weights] + [bell * collapsed]
    return np.concatenate(nodes), np.concatenate(weights)


def patients_kappa(error_sd: float, scale: Scale) -> float:
    """Kappa of two readings of these discs under an error of severity."""
    return kappa_of(reread(*patients_discs(scale), error_sd, scale))


@cache
def error_sd(kappa: float, scale: Scale) -> float:
    """Error of severity with which two readings of the library's patients agree to ``kappa``."""
    from scipy.optimize import brentq

    return float(brentq(lambda sd: patients_kappa(sd, scale) - kappa, *settings.LIFETIME_READER_SD))


def error_sds(kappa: Float, scale: Scale) -> Float:
    """The same for many (n,), interpolated."""
    errors, kappas = _curve(scale)
    return np.interp(kappa, kappas[::-1], errors[::-1])


@cache
def _curve(scale: Scale) -> tuple[Float, Float]:
    errors = np.geomspace(*settings.LIFETIME_READER_SD, settings.READING_ERRORS)
    return errors, np.array([patients_kappa(sd, scale) for sd in errors])


def shared_share(kappa: Float, mean: float, sd: float, scale: Scale) -> Float:
    """Share of the variance of severity that two readings have in common, for each kappa (n,).

    Here kappa belongs to discs whose severity, as read, is normal with this mean and SD: a trial's own.
    """
    share = np.linspace(0, 1, settings.VALIDATE_READING_SHARES)
    x, bell = _bell()
    error = sd * np.maximum(np.sqrt(1 - share), np.finfo(float).eps)  # division by it must not overflow
    agreed = [kappa_of(reread(mean + sd * np.sqrt(s) * x, bell, e, scale)) for s, e in zip(share, error, strict=True)]
    return np.interp(kappa, agreed, share)
