"""Two proportions: Newcombe's published intervals, Fisher's test, and strata against R and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import fisher_exact
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from pulposus.errors import InputError
from pulposus.trial.statistics.proportions import fisher, mantel_haenszel, risk_difference, strata


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


def test_fishers_test_is_scipys() -> None:
    a, b = np.array([[3, 8], [3, 1]]), np.array([[9, 9], [9, 0]])
    found = fisher(a, 12, b, 15)
    for i in np.ndindex(2, 2):
        assert found[i] == fisher_exact([[a[i], 12 - a[i]], [b[i], 15 - b[i]]]).pvalue
    assert fisher(3, 12, 9, 15) == found[0, 0]


TABLES = np.array([[[11, 25], [10, 27]], [[16, 4], [22, 10]], [[14, 5], [7, 12]]])


def test_strata_together_are_those_of_r() -> None:
    """R 4.2.2: mantelhaen.test(array(c(11,10,25,27, 16,22,4,10, 14,7,5,12), c(2,2,3)), correct=FALSE)."""
    found = mantel_haenszel(TABLES)
    assert np.exp(found.estimate) == pytest.approx(1.91560693, rel=1e-8)
    assert np.exp([found.low, found.high]) == pytest.approx([0.96769380, 3.79205686], rel=1e-7)
    assert found.p_value == pytest.approx(0.0604722, rel=1e-5)


def test_stacks_of_strata_are_those_of_statsmodels_one_by_one() -> None:
    stack = np.random.default_rng(4).integers(1, 20, (5, 4, 2, 2))
    found = mantel_haenszel(stack)
    for i in range(5):
        known = StratifiedTable(np.moveaxis(stack[i], 0, -1).astype(float))
        assert found.estimate[i] == pytest.approx(known.logodds_pooled, rel=1e-10)
        assert found.se[i] == pytest.approx(known.logodds_pooled_se, rel=1e-10)
        assert found.p_value[i] == pytest.approx(known.test_null_odds(correction=False).pvalue, rel=1e-8)


def test_patients_are_counted_into_their_strata() -> None:
    responder = np.array([1.0, 0.0, 1.0, np.nan, 1.0, 0.0])
    found = strata(responder, np.array([1, 1, 0, 0, 1, 0]), np.array([0, 0, 0, 0, 1, 1]), 2)
    assert found.tolist() == [[[1, 1], [1, 0]], [[1, 0], [0, 1]]]


def test_counts_above_the_patients_are_refused() -> None:
    with pytest.raises(InputError, match="do not fit"):
        risk_difference(11, 10, 3, 10)
    with pytest.raises(InputError, match="strata, 2 and 2"):
        mantel_haenszel(np.ones((3, 2)))
