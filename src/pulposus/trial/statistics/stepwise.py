"""Adjusted p-values of Bonferroni, Holm, Hochberg and Hommel for many replicates at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from pulposus.errors import InputError
from pulposus.trial.statistics.columns import Floats


def bonferroni(p_values: ArrayLike) -> Floats:
    """p times the number of hypotheses; p_values (..., m), NaN counts as 1 (nothing shown)."""
    p = checked(p_values)
    return np.minimum(p * p.shape[-1], 1.0)


def holm(p_values: ArrayLike) -> Floats:
    """Holm's step-down; holds whatever the dependence."""
    p = checked(p_values)
    m = p.shape[-1]
    order = np.argsort(p, -1)
    stepped = np.maximum.accumulate(np.take_along_axis(p, order, -1) * np.arange(m, 0, -1), -1)
    return _back(np.minimum(stepped, 1.0), order)


def hochberg(p_values: ArrayLike) -> Floats:
    """Hochberg's step-up (1988, 10.1093/biomet/75.4.800); needs tests that are independent or positively dependent."""
    p = checked(p_values)
    order = np.argsort(p, -1)
    ordered = np.take_along_axis(p, order, -1) * np.arange(p.shape[-1], 0, -1)
    stepped = np.minimum.accumulate(ordered[..., ::-1], -1)[..., ::-1]
    return _back(np.minimum(stepped, 1.0), order)


def hommel(p_values: ArrayLike) -> Floats:
    """Hommel's procedure: Simes' test of every intersection (1988, 10.1093/biomet/75.2.383), adjusted after Wright
    (1992, 10.2307/2532694); under the same conditions as Hochberg's and never less powerful."""
    p = checked(p_values)
    m = p.shape[-1]
    order = np.argsort(p, -1)
    ordered = np.take_along_axis(p, order, -1)
    adjusted = np.repeat((m * ordered / np.arange(1, m + 1)).min(-1, keepdims=True), m, -1)
    for size in range(m - 1, 1, -1):
        small, large = ordered[..., : m - size + 1], ordered[..., m - size + 1 :]
        simes = (size * large / np.arange(2, size + 1)).min(-1, keepdims=True)
        lower = np.minimum(size * small, simes)
        bound = np.concatenate([lower, np.repeat(lower[..., -1:], size - 1, -1)], -1)
        adjusted = np.maximum(adjusted, bound)
    return _back(np.maximum(adjusted, ordered), order)


def checked(p_values: ArrayLike) -> Floats:
    """p-values (..., m) with NaN as 1; raises InputError outside 0 to 1."""
    p = np.asarray(p_values, float)
    if p.ndim == 0 or p.shape[-1] == 0:
        raise InputError("Field 'p_values' has no hypotheses; give an array whose last axis is the hypotheses.")
    p = np.where(np.isnan(p), 1.0, p)
    if np.any((p < 0.0) | (p > 1.0)):
        raise InputError(f"Field 'p_values' goes from {p.min():g} to {p.max():g}; give p-values between 0 and 1.")
    return p


def _back(ordered: Floats, order: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> Floats:
    back = np.empty_like(ordered)
    np.put_along_axis(back, order, ordered, -1)
    return back
