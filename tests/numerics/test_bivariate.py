"""The bivariate normal against SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from pulposus.numerics.bivariate import both_below


@pytest.mark.parametrize("r", [-0.8, -0.3, 0.0, 0.5, 0.9])
def test_agrees_with_scipy(r: float) -> None:
    for h, k in ((0.0, 0.0), (-1.2, 0.7), (2.0, 1.5), (-2.5, -2.0)):
        expected = multivariate_normal(cov=[[1, r], [r, 1]]).cdf([h, k])
        assert float(both_below(np.array(h), np.array(k), np.array(r))) == pytest.approx(expected, abs=1e-6)


def test_limits_without_end() -> None:
    assert float(both_below(np.array(np.inf), np.array(0.3), np.array(0.4))) == pytest.approx(0.6179114221889526)
    assert float(both_below(np.array(-np.inf), np.array(0.3), np.array(0.4))) == pytest.approx(0.0, abs=1e-12)
