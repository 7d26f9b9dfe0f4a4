"""Sparse symmetric systems: a fixed pattern that element entries are summed into, and its factorisation.

The factor is L D L^T by rslab (symmetric indefinite, all cores). Where its wheel does not exist SciPy's SuperLU
stands in, several times slower.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pulposus.numerics.settings import SPARSE_SINGLE_FROM, SUPERLU_PIVOT

Float = NDArray[np.float64]
Int = NDArray[np.int64]


class Sums:
    """Adds element entries into the entries of a fixed sparse matrix or vector.

    ``target`` says for each element entry where it goes; negative entries are left out.
    """

    def __init__(self, target: Int, size: int) -> None:
        places = target.ravel()
        self._from = np.flatnonzero(places >= 0).astype(np.int32 if places.size < 2**31 else np.int64)
        self._to = places[self._from]
        self._size = size

    def __call__(self, entries: Float) -> Float:
        """Sums (size,) of the element entries."""
        sums = np.bincount(self._to, weights=entries.ravel()[self._from], minlength=self._size)
        return np.asarray(sums, dtype=float)


def pattern(rows: Int, columns: Int, shape: tuple[int, int]) -> tuple[sp.csc_matrix, Int]:
    """Sparse pattern (CSC, data zero) that holds the given entries, and for each of them its place in the data.

    Entries with a negative row or column are left out: their place is -1.
    """
    used = (rows >= 0) & (columns >= 0)
    keys = columns[used].astype(np.int64) * shape[0] + rows[used]
    unique, place = np.unique(keys, return_inverse=True)
    indices = unique % shape[0]
    starts = np.searchsorted(unique, np.arange(shape[1] + 1, dtype=np.int64) * shape[0])
    matrix = sp.csc_matrix((np.zeros(len(unique)), indices, starts), shape=shape)
    out = np.full(rows.shape, -1, dtype=np.int32 if len(unique) < 2**31 else np.int64)
    out[used] = place
    return matrix, out


class Factor(Protocol):
    """A factorised matrix."""

    def solve(self, right: Float) -> Float:
        """Solution of one or several right-hand sides, (n,) or (n, k)."""
        ...


class _Rslab:
    def __init__(self, factor: Any) -> None:
        self._factor = factor

    def solve(self, right: Float) -> Float:
        if right.ndim == 1:
            return np.asarray(self._factor.solve(np.ascontiguousarray(right)))
        return np.stack([self._factor.solve(np.ascontiguousarray(column)) for column in right.T], axis=-1)


class Factoriser:
    """Factorises matrices of one pattern, again and again: the ordering is found once.

    Matrices are symmetric and given by their lower triangle (CSC). With ``single`` the factor is kept in single
    precision where the system is large: half the memory, 0.6 of the time, good to some five digits, which is plenty
    for a caller that iterates on a residual of its own.
    """

    def __init__(self, *, single: bool = False) -> None:
        self._symbolic: Any = None
        self._single = single
        self.count = 0

    def double(self) -> None:
        """Double precision from now on."""
        if self._single:
            self._single, self._symbolic = False, None

    def __call__(self, lower: sp.csc_matrix) -> Factor:
        """Factor of the symmetric matrix.

        Raises:
            np.linalg.LinAlgError: when it is singular.
        """
        self.count += 1
        try:
            import rslab
        except ImportError:
            return _superlu(lower)
        try:
            if self._symbolic is None:
                single = self._single and lower.shape[0] >= SPARSE_SINGLE_FROM
                precision = {"factor_dtype": "float32"} if single else {}
                self._symbolic = rslab.analyze(lower, "ldlt", ordering="metis", **precision)
            return _Rslab(self._symbolic.factor(lower))
        except RuntimeError as error:
            raise np.linalg.LinAlgError(str(error)) from None


def _superlu(lower: sp.csc_matrix) -> Factor:
    from scipy.sparse.linalg import splu

    whole = lower + sp.tril(lower, -1).T
    options = {"SymmetricMode": True}
    try:
        factor: Factor = splu(
            sp.csc_matrix(whole), permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=SUPERLU_PIVOT, options=options
        )
    except RuntimeError as error:
        raise np.linalg.LinAlgError(str(error)) from None
    return factor
