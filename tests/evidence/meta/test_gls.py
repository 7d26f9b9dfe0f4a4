"""Generalised least squares against closed forms and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import lstsq, sqrtm

from pulposus.errors import RunError
from pulposus.evidence.meta.gls import fit, full_rank


def test_one_column_is_the_weighted_mean() -> None:
    y, v = np.array([1.0, 4.0, -2.0]), np.array([1.0, 2.0, 5.0])
    found = fit(y, np.ones((3, 1)), np.diag(v))
    w = 1 / v
    mean = (w * y).sum() / w.sum()
    assert found.coefficients[0] == pytest.approx(mean)
    assert found.covariance[0, 0] == pytest.approx(1 / w.sum())
    assert found.q == pytest.approx((w * (y - mean) ** 2).sum())
    assert found.freedom == 2


def test_whitened_least_squares_says_the_same() -> None:
    rng = np.random.default_rng(1)
    x, root, y = rng.normal(size=(7, 3)), rng.normal(size=(7, 7)), rng.normal(size=7)
    covariance = root @ root.T + np.eye(7)
    found = fit(y, x, covariance)
    white = np.linalg.inv(sqrtm(covariance).real)
    expected, rest, _, _ = lstsq(white @ x, white @ y)
    assert found.coefficients == pytest.approx(expected)
    assert found.q == pytest.approx(float(rest))
    assert found.to_coefficients @ y == pytest.approx(expected)
    assert found.left @ x == pytest.approx(np.zeros((7, 3)), abs=1e-10)


def test_dependent_columns_are_refused() -> None:
    design = np.column_stack([np.ones(4), np.full(4, 3.0)])
    assert not full_rank(design)
    with pytest.raises(RunError, match="leave one out"):
        fit(np.arange(4.0), design, np.eye(4))
