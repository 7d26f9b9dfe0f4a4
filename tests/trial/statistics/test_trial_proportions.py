"""Two proportions: Newcombe's published intervals, and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from pulposus.errors import InputError
from pulposus.trial.statistics.proportions import risk_difference


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
    ],
)
def test_intervals_are_those_of_newcombes_table(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    """Newcombe (1998), Statistics in Medicine 17:873, table II, method 10."""
    found = risk_difference(*counts)
    assert found.low == pytest.approx(low, abs=6e-5)
    assert found.high == pytest.approx(high, abs=6e-5)


def test_arrays_of_counts_are_those_of_statsmodels_one_by_one() -> None:
    a, b = np.array([12, 30, 7]), np.array([9, 18, 7])
    found = risk_difference(a, 40, b, 45, level=0.9)
    for i in range(3):
        low, high = confint_proportions_2indep(a[i], 40, b[i], 45, method="newcomb", compare="diff", alpha=0.1)
        assert (found.low[i], found.high[i]) == pytest.approx((low, high), rel=1e-10)
        assert found.p_value[i] == pytest.approx(proportions_ztest([a[i], b[i]], [40, 45])[1], rel=1e-10)


def test_counts_above_the_patients_are_refused() -> None:
    with pytest.raises(InputError, match="do not fit"):
        risk_difference(11, 10, 3, 10)
