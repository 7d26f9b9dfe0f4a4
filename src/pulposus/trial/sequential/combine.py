"""Putting stages together with weights fixed beforehand, so that later stages may be changed by what earlier ones show.

The inverse-normal combination (Lehmacher & Wassmer 1999, doi 10.1111/j.0006-341X.1999.01286.x) of independent stages is
the weighted test of Cui, Hung & Wang (1999, doi 10.1111/j.0006-341X.1999.00853.x): whatever sample sizes become, it has
the joint distribution of the planned looks, and bounds made for those hold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from pulposus.errors import InputError
from pulposus.trial.sequential.checks import rising

Floats = NDArray[np.float64]
LEAST_P = 1e-300
"""A p value of zero is taken for this one, so that its z is finite."""


def weights(fractions: ArrayLike) -> Floats:
    """Weights (k,) of the stages that end at the planned fractions (k,) of the information; their squares sum to 1."""
    return np.asarray(np.sqrt(np.diff(rising(np.asarray(fractions, dtype=float), "Information fractions"), prepend=0)))


def z_of(p: ArrayLike) -> Floats:
    """z statistics of one-sided p values of any shape; p = 1 gives minus infinity, which no later stage outweighs."""
    return np.asarray(-ndtri(np.maximum(np.asarray(p, dtype=float), LEAST_P)))


def combined(stage_z: ArrayLike, stage_weights: ArrayLike) -> Floats:
    """Combined z (..., k) after each stage, from the z of the stages alone (..., k)."""
    z, w = np.asarray(stage_z, dtype=float), np.asarray(stage_weights, dtype=float)
    if z.shape[-1:] != w.shape or np.any(w <= 0):
        raise InputError(f"There are {w.size} weights for {z.shape[-1]} stages; give one positive weight a stage.")
    return np.asarray(np.cumsum(w * z, axis=-1) / np.sqrt(np.cumsum(w**2)))


def stage_z(z: ArrayLike, information: ArrayLike) -> Floats:
    """z of each stage's own data (..., k), from the z of all data so far (..., k) and its information (..., k).

    The scores ``z * sqrt(information)`` grow by independent steps; information is what was really reached.
    """
    levels = np.asarray(information, dtype=float)
    before = np.concatenate([np.zeros((*levels.shape[:-1], 1)), levels], axis=-1)
    gained = np.diff(before, axis=-1)
    if np.any(gained <= 0):
        raise InputError("Information does not rise from stage to stage; leave out looks that add nobody.")
    score = np.asarray(z, dtype=float) * np.sqrt(levels)
    first = np.concatenate([np.zeros((*score.shape[:-1], 1)), score], axis=-1)
    return np.asarray(np.diff(first, axis=-1) / np.sqrt(gained))
