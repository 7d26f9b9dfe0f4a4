"""The restricted likelihood of a covariance over visits, its slope and its curvature, from sums over patterns.

Notation: V is the covariance of all values, W its inverse (block by block: one (v, v) per pattern, zero at visits not
seen), X the design, Phi = (X'WX)^-1, r the residuals, D_h the derivative of the covariance over visits by its h-th
element, theta the lower triangle of that covariance row by row. Slope and curvature are those of Lindstrom and Bates
(JASA 1988, doi 10.1080/01621459.1988.10478693) for a covariance that is linear in theta.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.statistics.mmrm.sums import Sums

Array = NDArray[np.float64]


LEAST_OWN = 1e-10
"""A visit whose variance is foretold by the visits before it up to this share makes the covariance singular."""


@dataclass(frozen=True)
class Point:
    """The likelihood at one covariance ``sigma`` (v, v), with ``beta`` (p,) that is best there.

    ``phi`` (p, p) is the covariance of beta, ``unroot``' ``unroot``; ``rr`` (K, v, v) and ``zr`` (K, q, v) are sums of
    r r' and z r' by pattern, ``weights`` (K, v, v) is W.
    """

    sigma: Array
    log_likelihood: float
    beta: Array
    phi: Array
    unroot: Array
    weights: Array
    rr: Array
    zr: Array


@dataclass(frozen=True)
class Slopes:
    """``score`` (m,), ``observed`` and ``expected`` information (m, m) of theta, and ``steep`` (m, p, p) =
    X'W D_h W X."""

    score: Array
    observed: Array
    expected: Array
    steep: Array


@lru_cache(maxsize=64)
def elements(visits: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns (m,) of the lower triangle, row by row: the order of theta."""
    return np.tril_indices(visits)


@lru_cache(maxsize=64)
def unit_changes(visits: int) -> Array:
    """D_h (m, v, v): what a unit of each element of theta adds to the covariance."""
    rows, columns = elements(visits)
    units = np.zeros((len(rows), visits, visits))
    h = np.arange(len(rows))
    units[h, rows, columns] = 1.0
    units[h, columns, rows] = 1.0
    return units


def at(sigma: Array, sums: Sums, effects: Array) -> Point | None:
    """The likelihood at ``sigma`` (v, v) with the design (I kron z) effects, effects (v q, p); None outside its domain.

    Its constant is that of nlme, mmrm and SAS: (N - p)/2 log 2 pi, without log |X'X|.
    """
    seen, v, q = sums.seen, sums.visits, sums.columns
    both = seen[:, :, None] * seen[:, None, :]
    gaps = np.eye(v) * (1 - seen)[:, :, None]
    try:
        own = np.diag(np.linalg.cholesky(sigma)) ** 2
        if np.any(own < LEAST_OWN * np.diag(sigma)):
            return None
        roots = np.linalg.cholesky(sigma * both + gaps)
        weights = np.asarray(np.linalg.inv(sigma * both + gaps) * both, dtype=np.float64)
        information = effects.T @ sums.spread(weights) @ effects
        root = np.linalg.cholesky(information)
        unroot = np.asarray(np.linalg.inv(root), dtype=np.float64)
    except np.linalg.LinAlgError:
        return None
    phi: Array = unroot.T @ unroot
    wy = np.einsum("kab,kqb->aq", weights, sums.zy).reshape(v * q)
    beta = phi @ (effects.T @ wy)
    by_visit = (effects @ beta).reshape(v, q).T
    fitted = sums.zz @ by_visit
    cross = np.swapaxes(sums.zy, 1, 2) @ by_visit
    rr = (sums.yy - cross - np.swapaxes(cross, 1, 2) + by_visit.T @ fitted) * both
    zr = (sums.zy - fitted) * seen[:, None, :]
    log_v = 2 * float(sums.people @ np.log(np.diagonal(roots, axis1=1, axis2=2)).sum(axis=1))
    log_information = 2 * float(np.log(np.diag(root)).sum())
    constant = (sums.values - len(beta)) * np.log(2 * np.pi)
    value = -(constant + log_v + log_information + float(np.sum(weights * rr))) / 2
    return Point(sigma, value, beta, phi, unroot, weights, rr, zr)


def slopes(point: Point, sums: Sums, effects: Array) -> Slopes:
    """Slope and curvature of the restricted likelihood by theta at a point."""
    k, v, q = len(sums.people), sums.visits, sums.columns
    units = unit_changes(v)
    m = len(units)
    flat = units.reshape(m, v * v)
    w, counts = point.weights, sums.people[:, None, None]
    spread = effects @ point.phi @ effects.T
    by_pair = spread.reshape(v, q, v, q).swapaxes(1, 2).reshape(v * v, q * q)
    leverage = w @ (sums.zz.reshape(k, q * q) @ by_pair.T).reshape(k, v, v) @ w
    misfit = w @ point.rr @ w
    score = -flat @ (counts * w - leverage - misfit).sum(axis=0).ravel() / 2

    turned = w[:, None] @ units @ w[:, None]
    steep = effects.T @ sums.spread(turned) @ effects
    inner = (point.unroot @ steep @ point.unroot.T).reshape(m, -1)
    left = np.tensordot(turned, point.zr, axes=((0, 3), (0, 2))).reshape(m, v * q) @ effects
    expected = _traces(w, counts * w / 2 - leverage, flat) + inner @ inner.T / 2
    observed = _traces(w, misfit, flat) - expected - left @ point.phi @ left.T
    return Slopes(score, observed, expected, steep)


def _traces(w: Array, other: Array, flat: Array) -> Array:
    """Sum over patterns of tr(D_h w D_j other) for all h and j (m, m), from w and other (K, v, v)."""
    k, v, _ = w.shape
    products = (w.reshape(k, -1).T @ other.reshape(k, -1)).reshape(v, v, v, v)
    whole: Array = flat @ products.transpose(2, 0, 1, 3).reshape(v * v, v * v) @ flat.T
    return whole
