"""Between-study variance against closed forms for equal sampling variances, and against R's metafor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from pulposus.evidence.meta.heterogeneity import between_variance, typical_variance, variance_interval
from pulposus.evidence.meta.kinds import Differences

VALUES = st.lists(st.floats(-30, 30), min_size=3, max_size=9)


def arrays(y: list[float], v: list[float] | float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    values = np.array(y)
    return (
        values,
        np.ones((len(y), 1)),
        np.diag(np.broadcast_to(np.array(v, dtype=float), values.shape)),
        np.eye(len(y)),
    )


@settings(max_examples=25)
@given(VALUES, st.floats(0.1, 50))
def test_equal_variances_have_a_closed_form(y: list[float], v: float) -> None:
    data = arrays(y, v)
    expected = max(0.0, float(np.var(y, ddof=1)) - v)
    for method in ("REML", "DL"):
        assert between_variance(*data, method) == pytest.approx(expected, abs=1e-8 * (1 + v + np.var(y)))


@settings(max_examples=25)
@given(VALUES, st.floats(0.1, 50))
def test_equal_variances_have_a_closed_interval(y: list[float], v: float) -> None:
    low, high = variance_interval(*arrays(y, v))
    freedom = len(y) - 1
    scatter = freedom * float(np.var(y, ddof=1))
    tolerance = 1e-7 * (1 + v + scatter)
    assert low == pytest.approx(max(0.0, scatter / chi2.ppf(0.975, freedom) - v), abs=tolerance)
    assert high == pytest.approx(max(0.0, scatter / chi2.ppf(0.025, freedom) - v), abs=tolerance, rel=1e-6)


@settings(max_examples=25)
@given(st.permutations(range(6)), st.floats(-40, 40), st.floats(0.2, 5))
def test_order_shift_and_unit_do_not_matter(order: list[int], shift: float, unit: float) -> None:
    y, v = np.array([-9.0, -4.0, 3.0, 8.0, -15.0, 1.0]), np.array([4.0, 9.0, 1.0, 16.0, 25.0, 2.0])
    whole = between_variance(y, np.ones((6, 1)), np.diag(v), np.eye(6))
    changed = between_variance(
        unit * (y[order] + shift), np.ones((6, 1)), np.diag(unit**2 * v[order]), np.eye(6)
    )  # fmt: skip
    assert changed == pytest.approx(unit**2 * whole, rel=1e-7)


def test_bcg_is_metafors(bcg: Differences) -> None:
    # rma(yi, vi, data=escalc("RR", ...dat.bcg), control=list(threshold=1e-14)); method="DL";
    # confint(res, control=list(tol=1e-12))
    data = bcg.values, np.ones((13, 1)), bcg.sampling, bcg.between
    assert between_variance(*data) == pytest.approx(0.3132432581, rel=1e-8)
    assert between_variance(*data, "DL") == pytest.approx(0.3087602629, rel=1e-9)
    assert variance_interval(*data) == pytest.approx((0.1197183611, 1.111479084), rel=1e-8)


def test_the_slope_of_the_likelihood_vanishes_there(bcg: Differences) -> None:
    """Against a numerical maximum of the restricted likelihood written out by hand."""
    y, v = bcg.values, bcg.variances

    def likelihood(tau2: float) -> float:
        w = 1 / (v + tau2)
        mean = (w * y).sum() / w.sum()
        return float(0.5 * np.log(w).sum() - 0.5 * np.log(w.sum()) - 0.5 * (w * (y - mean) ** 2).sum())

    best = between_variance(y, np.ones((13, 1)), np.diag(v), np.eye(13))
    assert likelihood(best) > max(likelihood(best * 0.999), likelihood(best * 1.001))


def test_nothing_left_over_is_no_spread() -> None:
    assert between_variance(np.array([1.0]), np.ones((1, 1)), np.eye(1), np.eye(1)) == 0.0


def test_typical_variance_of_equal_ones() -> None:
    _, ones, sampling, between = arrays([1.0, 2.0, 3.0], 7.0)
    assert typical_variance(ones, sampling, between) == pytest.approx(7.0)


def test_shared_controls_are_metafors_compound_symmetry() -> None:
    # y <- c(-16,-2,-29,11,-4); V <- diag(c(9,12,30,25,16)); V[1,2] <- V[2,1] <- 5; s <- c(1,1,2,3,4)
    # rma.mv(y, V, random=~factor(1:5)|s, struct="CS", rho=0.5, control=list(rel.tol=1e-10))
    y = np.array([-16.0, -2, -29, 11, -4])
    sampling, between = np.diag([9.0, 12, 30, 25, 16]), np.eye(5)
    sampling[0, 1] = sampling[1, 0] = 5.0
    between[0, 1] = between[1, 0] = 0.5
    assert between_variance(y, np.ones((5, 1)), sampling, between) == pytest.approx(223.7486, rel=1e-5)
