"""Slope and curvature of the restricted likelihood against differences of the likelihood written out in full."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.linalg import block_diag

from pulposus.trial.statistics.mmrm.likelihood import at, elements, slopes, unit_changes
from pulposus.trial.statistics.mmrm.sums import sums

SIGMA = np.array([[4.0, 1.5, 0.5], [1.5, 3.0, 1.0], [0.5, 1.0, 5.0]])


def _data() -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(3)
    y = rng.normal(size=(25, 3)) @ np.linalg.cholesky(SIGMA).T
    y[rng.random(y.shape) < 0.25] = np.nan
    z = np.column_stack([np.ones(25), rng.normal(size=25), np.arange(25) % 2])
    tied = np.concatenate([np.kron(np.eye(3), np.eye(3, 2)), np.kron(np.ones((3, 1)), np.eye(3)[:, 2:])], axis=1)
    return y, z, tied


def _written_out(theta: Any, y: Any, z: Any, tied: Any) -> tuple[float, Any]:
    """Restricted log-likelihood from one matrix over all values, and the covariance of all values."""
    sigma = np.tensordot(theta, unit_changes(3), axes=1)
    seen = [np.flatnonzero(~np.isnan(row)) for row in y]
    v = block_diag(*(sigma[np.ix_(s, s)] for s in seen if s.size))
    x = np.concatenate([np.kron(np.eye(3), z[i])[s] @ tied for i, s in enumerate(seen)])
    values = np.concatenate([y[i][s] for i, s in enumerate(seen)])
    w = np.linalg.inv(v)
    information = x.T @ w @ x
    residual = values - x @ np.linalg.solve(information, x.T @ w @ values)
    logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
    constant = (len(values) - x.shape[1]) * np.log(2 * np.pi)
    return -(constant + logs + residual @ w @ residual) / 2, (v, x, w, information)


def test_value_is_that_of_the_likelihood_written_out() -> None:
    y, z, tied = _data()
    point = at(SIGMA, sums(y, z), tied)
    assert point is not None
    assert point.log_likelihood == pytest.approx(_written_out(SIGMA[elements(3)], y, z, tied)[0], rel=1e-12)


def test_score_and_observed_information_are_differences_of_the_likelihood() -> None:
    y, z, tied = _data()
    total, theta = sums(y, z), SIGMA[elements(3)]
    point = at(SIGMA, total, tied)
    assert point is not None
    here = slopes(point, total, tied)
    step = 1e-4
    for h in range(6):
        move = np.zeros(6)
        move[h] = step
        up, down = (_written_out(theta + sign * move, y, z, tied)[0] for sign in (1, -1))
        assert here.score[h] == pytest.approx((up - down) / (2 * step), abs=1e-6)
        ends = [at(np.tensordot(theta + sign * move, unit_changes(3), axes=1), total, tied) for sign in (1, -1)]
        scores = [slopes(end, total, tied).score for end in ends if end is not None]
        np.testing.assert_allclose(here.observed[h], -(scores[0] - scores[1]) / (2 * step), atol=1e-6)


def test_expected_information_is_the_trace_over_all_values() -> None:
    y, z, tied = _data()
    total = sums(y, z)
    point = at(SIGMA, total, tied)
    assert point is not None
    _, (_, x, w, information) = _written_out(SIGMA[elements(3)], y, z, tied)
    left = w - w @ x @ np.linalg.solve(information, x.T @ w)
    seen = [np.flatnonzero(~np.isnan(row)) for row in y]
    units = [block_diag(*(unit[np.ix_(s, s)] for s in seen if s.size)) for unit in unit_changes(3)]
    wanted = [[np.trace(left @ a @ left @ b) / 2 for b in units] for a in units]
    np.testing.assert_allclose(slopes(point, total, tied).expected, wanted, rtol=1e-10)


def test_outside_the_positive_definite_covariances_there_is_no_likelihood() -> None:
    y, z, tied = _data()
    assert at(np.ones((3, 3)), sums(y, z), tied) is None
    assert at(-SIGMA, sums(y, z), tied) is None
