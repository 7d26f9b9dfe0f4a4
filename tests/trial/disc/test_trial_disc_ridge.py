"""The ridge with closed-form left-out errors against scikit-learn and against leaving rows out one by one."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import Ridge as Reference
from sklearn.linear_model import RidgeCV

from pulposus.trial.disc.ridge import PENALTIES, fit

RNG = np.random.default_rng(4)
N, D = 40, 60
X = RNG.normal(size=(N, D)) * np.linspace(0.1, 10, D) + 3
Y = np.column_stack([X @ (RNG.normal(size=D) * (np.arange(D) < 4)) + RNG.normal(size=N), RNG.normal(size=N)])


def test_penalties_and_coefficients_are_those_of_scikit_learn() -> None:
    found = fit(X, Y)
    standard = (X - X.mean(axis=0)) / X.std(axis=0)
    theirs = RidgeCV(PENALTIES, alpha_per_target=True).fit(standard, Y)
    np.testing.assert_allclose(found.coefficients, theirs.coef_.T, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(found.predict(X), theirs.predict(standard), rtol=1e-8)


def test_left_out_errors_are_those_of_leaving_rows_out() -> None:
    found = fit(X, Y)
    standard = (X - X.mean(axis=0)) / X.std(axis=0)
    penalty = RidgeCV(PENALTIES, alpha_per_target=True).fit(standard, Y).alpha_
    for row in (0, 7, 31):
        others = np.arange(N) != row
        for k in (0, 1):
            left = Reference(penalty[k]).fit(standard[others], Y[others, k]).predict(standard[row : row + 1])
            np.testing.assert_allclose(found.residuals[row, k], Y[row, k] - left[0], rtol=1e-6)


def test_nothing_is_extrapolated_and_constants_count_for_nothing() -> None:
    x = np.column_stack([X[:, :3], np.ones(N)])
    found = fit(x, Y)
    assert np.all(found.coefficients[3] == 0)
    far, edge = x.max(axis=0) + 1e6, x.max(axis=0)
    np.testing.assert_allclose(found.predict(far[None]), found.predict(edge[None]))
