"""Responders of an arm, by any definition in pain, ODI or both."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from pulposus.evidence.schema import Definition, Threshold
from pulposus.numerics.backend import Array, jax, jnp, library_of
from pulposus.numerics.bivariate import both_below
from pulposus.numerics.pairs import lower_root
from pulposus.numerics.settings import ARM_BASELINE_NODES
from pulposus.symptoms.arm import ArmScores
from pulposus.units import SCORE_CEILING

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(ARM_BASELINE_NODES)
_PAIRS = np.stack(np.meshgrid(_NODES, _NODES, indexing="ij"), axis=-1).reshape(-1, 2)
_SHARES = np.outer(_WEIGHTS, _WEIGHTS).ravel() / np.sum(np.outer(_WEIGHTS, _WEIGHTS))


T = TypeVar("T", "ArmScores", "Limits")


class Limits(NamedTuple):
    """A definition as numbers: a responder's score is at most (1 - fraction) y0, y0 - points and level; each (2,)."""

    fraction: Array
    points: Array
    level: Array
    used: Array  # 1 where the score is in the definition
    either: Array  # 1 where one of the two is enough


def limits(definition: Definition) -> Limits:
    """The numbers of a definition."""

    def parts(one: Threshold | None) -> tuple[float, float, float, float]:
        if one is None:
            return 0.0, 0.0, SCORE_CEILING, 0.0
        level = SCORE_CEILING if one.to_at_most is None else one.to_at_most
        return (one.percent or 0.0) / SCORE_CEILING, one.points or 0.0, level, 1.0

    both = np.array([parts(definition.pain), parts(definition.odi)])
    fraction, points, level, used = both.T
    return Limits(fraction, points, level, used, np.array(float(definition.combine == "or")))


def highest(limit: Limits, baseline: Array) -> Array:
    """Highest score that still counts, of the shape of the baselines: (..., 2), or of one score's own limits."""
    xp = library_of(baseline, *limit)
    return xp.minimum(xp.minimum((1 - limit.fraction) * baseline, baseline - limit.points), limit.level)


def counts(limit: Limits, baseline: Array, scores: Array) -> Array:
    """Whether people respond, (...,) from scores and baselines (..., 2)."""
    met = (scores <= highest(limit, baseline)) & (limit.used > 0)
    both = met[..., 0] & met[..., 1]
    any_of = met[..., 0] | met[..., 1]
    xp = library_of(met, *limit)
    one_used = xp.sum(limit.used) < 2
    return xp.where((limit.either > 0) | one_used, any_of, both)


def responders_by_one(scores: ArmScores, limit: Limits, which: Array) -> Array:
    """Share of an arm that responds by a definition in one score, 0 pain or 1 ODI."""
    variance = scores.baseline_covariance[which, which]
    with_baseline = (scores.slope @ scores.baseline_covariance)[which, which]
    sd = jnp.sqrt(scores.covariance[which, which] - with_baseline**2 / variance)
    deviation = _NODES * jnp.sqrt(variance)
    baseline = jnp.clip(scores.baseline[which] + deviation, 0.0, SCORE_CEILING)
    mean = scores.mean[which] + with_baseline / variance * deviation
    own = limit._replace(fraction=limit.fraction[which], points=limit.points[which], level=limit.level[which])
    at_most = highest(own, baseline)
    # A score is cut at the floor, so a limit below it is never met.
    met = jnp.where(at_most < 0, 0.0, jax.scipy.special.ndtr((at_most - mean) / sd))
    return jnp.sum(_WEIGHTS / np.sum(_WEIGHTS) * met)


def responders_by_both(scores: ArmScores, limit: Limits) -> Array:
    """Share of an arm that responds by a definition in pain and ODI."""
    factor = lower_root(scores.baseline_covariance)
    deviation = jnp.einsum("kj,ij->ki", _PAIRS, factor)
    baseline = jnp.clip(scores.baseline + deviation, 0.0, SCORE_CEILING)
    mean = scores.mean + jnp.einsum("kj,ij->ki", deviation, scores.slope)
    sd = jnp.sqrt(jnp.diag(scores.residual))
    at_most = highest(limit, baseline)
    z = (at_most - mean) / sd
    correlation = scores.residual[0, 1] / (sd[0] * sd[1])
    alone = jnp.where(at_most < 0, 0.0, jax.scipy.special.ndtr(z))
    together = jnp.where(jnp.any(at_most < 0, axis=1), 0.0, both_below(z[:, 0], z[:, 1], correlation))
    return jnp.sum(_SHARES * jnp.where(limit.either > 0, alone[:, 0] + alone[:, 1] - together, together))


def responders(scores: ArmScores, limit: Limits) -> Array:
    """Shares of arms that respond, (c,): every field of both leads with (c,), the definitions are plain numbers."""
    used = np.asarray(limit.used)
    both = np.flatnonzero(used.sum(axis=1) > 1)
    one = np.flatnonzero(used.sum(axis=1) == 1)
    share = jnp.zeros(len(used))
    if len(one):
        which = np.argmax(used[one], axis=1)
        share = share.at[one].set(jax.vmap(responders_by_one)(_at(scores, one), _at(limit, one), which))
    if len(both):
        share = share.at[both].set(jax.vmap(responders_by_both)(_at(scores, both), _at(limit, both)))
    return share


def _at(parts: T, rows: NDArray[np.int64]) -> T:
    """Some rows of every field."""
    return type(parts)(*(jnp.asarray(part)[rows] for part in parts))
