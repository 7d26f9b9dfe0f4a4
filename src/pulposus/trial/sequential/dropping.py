"""Dropping doses at interim looks without inflating the chance of any false claim.

Every intersection of hypotheses is tested at each stage by a test of several arms, the stages are combined by the
inverse normal method, and an arm is claimed only when all intersections that hold it are rejected (closed testing;
Posch et al., Stat Med 2005;24:3697; Bretz et al. 2006, doi 10.1002/bimj.200510232). The rule by which arms are
dropped is then free.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.errors import InputError
from pulposus.trial.sequential.combine import combined, z_of
from pulposus.trial.sequential.dunnett import Test, together_p

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Claims(NamedTuple):
    """Arms claimed by each look, (n, k, m), and the combined z (n, k, m) of the intersection hardest to reject."""

    claimed: Bools
    z: Floats


def keep_best(z: Floats, count: int = 1) -> Bools:
    """The ``count`` arms of each trial with the largest z, from z (..., m): of arms of unequal sizes not always those
    with the largest gain, which in a small arm may be chance."""
    if not 1 <= count <= z.shape[-1]:
        raise InputError(f"{count} of {z.shape[-1]} arms cannot be kept; give 1 to {z.shape[-1]}.")
    order = np.argsort(np.argsort(-z, axis=-1, kind="stable"), axis=-1)
    return np.asarray(order < count)


def claims(
    stage_z: Floats,
    kept: Bools,
    *,
    stage_weights: ArrayLike,
    critical: ArrayLike,
    test: Test,
    loading: ArrayLike,
) -> Claims:
    """Closed combination tests of trials (n,) with arms (m,) over stages (k,).

    ``stage_z`` (n, k, m) are z statistics against the control of each stage's own people; those of arms that were not
    ``kept`` (n, k, m) at a stage are not read. ``critical`` (k,) are the bounds of the combined z, as for one
    hypothesis. An intersection none of whose arms is left cannot be rejected later. ``loading`` comes from
    ``dunnett.loadings``: (m,) where all stages share it, else (k, m). t statistics are made z through their p values.
    """
    z, bound, load = np.asarray(stage_z, dtype=float), np.asarray(critical, dtype=float), np.asarray(loading, float)
    fits = z.ndim == 3 and kept.shape == z.shape and bound.shape == z.shape[1:2]
    if not fits or load.shape not in (z.shape[1:], z.shape[2:]):
        raise InputError(
            f"Statistics {z.shape}, arms kept {kept.shape}, bounds {bound.shape} and loadings {load.shape} do not fit; "
            "give (trials, stages, arms) twice, (stages,) and (arms,) or (stages, arms)."
        )
    if np.any(kept[:, 1:] & ~kept[:, :-1]):
        raise InputError("An arm that was dropped comes back at a later stage; drop it for good.")
    if np.isnan(z[kept]).any():
        raise InputError("An arm that was kept has no statistic; give one for each stage that it took part in.")
    stages, arms = z.shape[1:]
    z, load = np.where(kept, z, 0.0), np.broadcast_to(load, (stages, arms))
    hardest, claimed = np.full(z.shape, np.inf), np.ones(z.shape, dtype=bool)
    for chosen in product((False, True), repeat=arms):
        inside = np.array(chosen)
        if inside.any():
            p = [together_p(z[:, k], kept[:, k] & inside, test, load[k]) for k in range(stages)]
            overall = combined(z_of(np.stack(p, axis=-1)), stage_weights)
            rejected = np.logical_or.accumulate(overall >= bound, axis=-1)
            hardest[..., inside] = np.minimum(hardest[..., inside], overall[..., None])
            claimed[..., inside] &= rejected[..., None]
    return Claims(claimed, hardest)
