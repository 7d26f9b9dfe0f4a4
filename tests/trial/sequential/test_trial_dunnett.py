"""Tests of several arms together against SciPy, statsmodels and Dunnett's table."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import dunnett, multivariate_normal, multivariate_t, norm
from statsmodels.stats.multitest import multipletests

from pulposus.errors import InputError
from pulposus.trial.sequential.dunnett import KNOTS, dunnett_p, loadings, together_p


def test_z_of_unequal_arms_against_the_multivariate_normal() -> None:
    load = loadings([30, 60, 90], 50)
    correlation = np.outer(load, load)
    np.fill_diagonal(correlation, 1)
    for z in (0.5, 2.0, 3.0):
        below = multivariate_normal.cdf([z] * 3, cov=correlation, abseps=1e-8, maxpts=10**6)
        assert dunnett_p(z, load) == pytest.approx(1 - below, abs=1e-6)


def test_t_against_scipy_on_data() -> None:
    rng = np.random.default_rng(1)
    control, arms = rng.normal(0, 2, 12), [rng.normal(1, 2, n) for n in (9, 14, 11)]
    result = dunnett(*arms, control=control, alternative="greater", rng=np.random.default_rng(2))
    df = len(control) + sum(map(len, arms)) - 4
    ours = dunnett_p(result.statistic, loadings([9, 14, 11], 12), df)
    assert ours == pytest.approx(result.pvalue, abs=2e-4)


def test_t_against_the_multivariate_t() -> None:
    shape = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    below = multivariate_t.cdf([2.3] * 4, shape=shape, df=15, maxpts=400_000, random_state=1)
    assert dunnett_p(2.3, [np.sqrt(0.5)] * 4, 15) == pytest.approx(1 - below, abs=2e-5)


@pytest.mark.parametrize(
    ("df", "critical"), [(20, [1.72, 2.03, 2.19, 2.30, 2.39]), (None, [1.64, 1.92, 2.06, 2.16, 2.23])]
)
def test_dunnetts_table(df: int | None, critical: list[float]) -> None:
    """Dunnett (1955, doi 10.2307/2281208), Table 1a: one-sided 5 % points of 1 to 5 treatments of equal size."""
    for arms, expected in enumerate(critical, 1):
        load = [np.sqrt(0.5)] * arms
        found = brentq(lambda c, load=load: float(dunnett_p(c, load, df)) - 0.05, 1, 4)
        assert found == pytest.approx(expected, abs=0.0051)


def test_many_statistics_are_interpolated_as_exactly_as_few() -> None:
    z = np.linspace(-7.9, 7.5, KNOTS + 50)
    load = loadings([40, 40, 40], 60)
    together = dunnett_p(z, load)
    alone = np.concatenate([dunnett_p(part, load) for part in np.array_split(z, 2)])
    assert together == pytest.approx(alone, abs=1e-10)
    assert dunnett_p(4.0, load) == pytest.approx(float(dunnett_p(np.append(z, 4.0), load)[-1]), rel=1e-6)


def test_simes_and_bonferroni_against_statsmodels() -> None:
    """Simes' p of a set is the least Benjamini-Hochberg p, Bonferroni's the least p times their number."""
    z = np.random.default_rng(3).normal(1, 1, (200, 4))
    taken = np.random.default_rng(4).random((200, 4)) < 0.7
    taken[0] = False
    for test, method in (("simes", "fdr_bh"), ("bonferroni", "bonferroni")):
        found = together_p(z, taken, test, loadings([1] * 4, 1))  # type: ignore[arg-type]
        assert found[0] == 1
        for row, mask, p in zip(z[1:], taken[1:], found[1:], strict=True):
            if mask.any():
                assert p == pytest.approx(multipletests(norm.sf(row[mask]), method=method)[1].min())


def test_dunnett_takes_the_arms_that_are_left() -> None:
    z = np.array([[2.0, 1.0, 3.0], [2.0, 1.0, 3.0], [2.0, 1.0, 3.0], [2.0, 1.0, 3.0]])
    taken = np.array([[1, 1, 1], [1, 1, 0], [0, 1, 0], [0, 0, 0]], dtype=bool)
    load = loadings([30, 40, 50], 60)
    expected = [float(dunnett_p(3.0, load)), float(dunnett_p(2.0, load[:2])), norm.sf(1.0), 1.0]
    assert together_p(z, taken, "dunnett", load) == pytest.approx(expected, abs=1e-12)


def test_wrong_arms_are_refused() -> None:
    with pytest.raises(InputError, match="An arm or the control has nobody"):
        loadings([10, 0], 10)
    with pytest.raises(InputError, match="take them from the sizes"):
        dunnett_p(2.0, [1.0])
    with pytest.raises(InputError, match="is unknown; give one of dunnett, simes, bonferroni"):
        together_p(np.zeros((1, 2)), np.ones((1, 2), dtype=bool), "tukey", loadings([1, 1], 1))  # type: ignore[arg-type]
