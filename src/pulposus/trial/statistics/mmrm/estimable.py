"""Which coefficients the values that were seen can tell apart."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEFT_OVER = 1e-10
"""A column of which less than this share of its squared length is its own follows from the columns before it."""
FREE = 1e-6
"""A contrast may lean on a direction that the data say nothing about by at most this share of its own length."""


class Columns(NamedTuple):
    """``kept`` (p,) is False for columns that follow from earlier ones; ``unknown`` (p, r) spans what nothing tells."""

    kept: NDArray[np.bool_]
    unknown: Array


def independent(gram: Array) -> Columns:
    """Sort the columns of a design by its products X'X (p, p), earlier columns first, as R's ``lm`` and ``gls`` do."""
    p = len(gram)
    length = np.sqrt(np.diag(gram))
    scale = np.where(length > 0, length, 1.0)
    scaled = gram / np.outer(scale, scale)
    kept = _kept(scaled)
    unknown = np.zeros((p, int(np.sum(~kept))))
    if unknown.shape[1]:
        follow = np.linalg.solve(scaled[np.ix_(kept, kept)], scaled[np.ix_(kept, ~kept)])
        unknown[kept] = follow / scale[kept][:, None]
        unknown[~kept] = -np.diag(1 / scale[~kept])
        unknown /= np.linalg.norm(unknown, axis=0)
    return Columns(kept, unknown)


def _kept(scaled: Array) -> NDArray[np.bool_]:
    try:
        own = np.diag(np.linalg.cholesky(scaled)) ** 2
    except np.linalg.LinAlgError:
        own = np.zeros(len(scaled))
    if np.all(own > LEFT_OVER):
        return np.ones(len(scaled), dtype=np.bool_)
    rest = scaled.copy()
    kept = np.zeros(len(scaled), dtype=np.bool_)
    for j in range(len(scaled)):
        if rest[j, j] > LEFT_OVER:
            kept[j] = True
            rest = rest - np.outer(rest[:, j], rest[j]) / rest[j, j]
    return kept


def can_be_told(contrasts: Array, unknown: Array) -> NDArray[np.bool_]:
    """Which rows of ``contrasts`` (c, p) do not depend on an unknown direction (p, r): (c,)."""
    if not unknown.shape[1]:
        return np.ones(len(contrasts), dtype=np.bool_)
    lean = np.max(np.abs(contrasts @ unknown), axis=1)
    return lean <= FREE * np.linalg.norm(contrasts, axis=1)
