"""Sums and factors against dense linear algebra."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from pulposus.numerics import sparse
from pulposus.numerics.sparse import Factoriser, Sums, pattern


def indefinite(n: int = 40) -> sp.csc_matrix:
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=(n, n)), rng.normal(size=(n // 4, n))
    top = A @ A.T + n * np.eye(n)
    return sp.csc_matrix(np.block([[top, B.T], [B, -0.01 * np.eye(n // 4)]]))


def test_pattern_and_sums_assemble_what_dense_assembly_does() -> None:
    rng = np.random.default_rng(1)
    dofs = rng.integers(-1, 9, (30, 4))
    entries = rng.normal(size=(30, 4, 4))
    rows = np.broadcast_to(dofs[:, :, None], entries.shape)
    columns = np.broadcast_to(dofs[:, None], entries.shape)
    matrix, place = pattern(rows, columns, (9, 9))
    matrix.data = Sums(place, matrix.nnz)(entries)
    dense = np.zeros((10, 10))
    np.add.at(dense, (rows, columns), entries)
    assert np.allclose(matrix.toarray(), dense[:9, :9])


@pytest.mark.parametrize("with_rslab", [True, False])
def test_factor_solves_a_symmetric_indefinite_system(with_rslab: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = indefinite()
    factorise = Factoriser()
    right = np.random.default_rng(2).normal(size=(whole.shape[0], 3))
    if not with_rslab:
        import sys

        monkeypatch.setitem(sys.modules, "rslab", None)
    factor = factorise(sp.csc_matrix(sp.tril(whole)))
    assert np.allclose(whole @ factor.solve(right), right)
    assert np.allclose(whole @ factor.solve(right[:, 0]), right[:, 0])
    assert factorise.count == 1


def test_a_singular_matrix_is_told() -> None:
    singular = sp.csc_matrix(np.diag([1.0, 2.0, 0.0]))
    with pytest.raises(np.linalg.LinAlgError):
        Factoriser()(singular)


def test_superlu_tells_a_singular_matrix() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        sparse._superlu(sp.csc_matrix(np.diag([1.0, 2.0, 0.0])))
