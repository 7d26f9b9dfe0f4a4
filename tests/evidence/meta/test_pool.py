"""Pooled effects against R's metafor 3.8-1, closed forms and what must not matter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, t

from pulposus.errors import InputError
from pulposus.evidence.meta.kinds import Change, Changes, Difference, Differences
from pulposus.evidence.meta.pool import pool

Make = Callable[..., Differences]


def test_bcg_is_metafors(bcg: Differences) -> None:
    # res <- rma(yi, vi, data=escalc("RR", ...dat.bcg), control=list(threshold=1e-14)); predict(res)
    found = pool(bcg, test="normal")
    assert (found.random.value, found.random.error) == pytest.approx((-0.7145323422, 0.1797815161), rel=1e-8)
    assert (found.random.low, found.random.high) == pytest.approx((-1.0669, -0.3622), abs=5e-5)
    assert found.prediction == pytest.approx((-1.8666922179, 0.4376275336), rel=1e-8)
    spread = found.spread
    assert spread is not None
    assert spread.tau2 == pytest.approx(0.3132, abs=5e-5)
    assert 100 * spread.i2 == pytest.approx(92.2213845213, rel=1e-8)
    assert [100 * end for end in spread.i2_interval] == pytest.approx([81.9205745586, 97.678074958], rel=1e-7)
    assert spread.h2 == pytest.approx(12.8557582353, rel=1e-8)
    assert (spread.q, spread.q_freedom) == (pytest.approx(152.2330080824, rel=1e-10), 12)
    assert spread.q_p == pytest.approx(1.996764591e-26, rel=1e-6)
    # rma(..., method="EE"); weights(res)
    assert (found.common.value, found.common.error) == pytest.approx((-0.43028516365, 0.04049875171), rel=1e-9)
    assert 100 * found.weights[0] == pytest.approx(5.0595, abs=5e-5)
    assert 100 * found.weights[12] == pytest.approx(8.4029, abs=5e-5)
    assert sum(found.weights) == pytest.approx(1.0)


def test_bcg_by_hartung_and_knapp_is_metafors(bcg: Differences) -> None:
    # rma(..., test="knha"); predict(res); predict(res, pi.type="riley")
    found = pool(bcg, test="Hartung-Knapp")
    assert found.random.error == pytest.approx(0.1807917455, rel=1e-7)
    assert (found.random.low, found.random.high) == pytest.approx((-1.1084437237, -0.3206209737), rel=1e-7)
    assert found.random.p == pytest.approx(0.0019200150, rel=1e-6)
    assert found.prediction == pytest.approx((-1.9960168342, 0.5669521499), rel=1e-8)
    assert pool(bcg, test="Hartung-Knapp", prediction="Higgins").prediction == pytest.approx(
        (-2.0090576504, 0.5799929661), rel=1e-8
    )


def test_normand_is_metafors(normand: Differences) -> None:
    # n <- rma(yi, vi, data=escalc("SMD", ...dat.normand1999), test="knha"); confint(n); predict(n)
    found = pool(normand, test="Hartung-Knapp")
    assert (found.random.value, found.random.error) == pytest.approx((-0.5371082584, 0.3092856339), rel=1e-8)
    assert (found.random.low, found.random.high) == pytest.approx((-1.2503222091, 0.1761056922), rel=1e-8)
    assert found.prediction == pytest.approx((-2.708306999, 1.634090482), rel=1e-8)
    assert found.spread is not None
    assert found.spread.tau2 == pytest.approx(0.7908429138, rel=1e-8)
    assert found.spread.tau2_interval == pytest.approx((0.3253844412, 3.108403403), rel=1e-7)
    assert pool(normand, test="normal").random.error == pytest.approx(0.3087, abs=5e-5)


def test_two_trials_that_happen_to_agree_make_no_sure_answer(make: Make) -> None:
    """Plain Hartung-Knapp would be five times too sure here; numbers of rma(test="knha") and rma(test="adhoc")."""
    effects = make([-5.0, -3.5], [40.0, 15.0])
    plain, kept = pool(effects, test="Hartung-Knapp"), pool(effects)
    assert plain.random.error == pytest.approx(0.6680426571, rel=1e-8)
    assert kept.random.error == pytest.approx(3.302891295, rel=1e-8)
    assert (kept.random.low, kept.random.high) == pytest.approx((-45.8763039, 38.0581221), rel=1e-7)


def test_shared_controls_are_metafors_dense_covariance() -> None:
    # y <- c(-16,-2,-29,11,-4); V <- diag(c(9,12,30,25,16)); V[1,2] <- V[2,1] <- 5; s <- c(1,1,2,3,4)
    # rma.mv(y, V, random=~factor(1:5)|s, struct="CS", rho=0.5), and rma.mv(y, V) for the common effect
    y, v, arms = (-16.0, -2.0, -29.0, 11.0, -4.0), (9.0, 12.0, 30.0, 25.0, 16.0), (4.0, 7.0, 15.0, 20.0, 8.0)
    items = tuple(
        Difference(f"s{max(i, 1)}", str(i), y[i], v[i], arm=str(i), control="c", arm_variance=arms[i],
                   control_variance=v[i] - arms[i])
        for i in range(5)
    )  # fmt: skip
    found = pool(Differences(items), test="normal")
    assert (found.random.value, found.random.error) == pytest.approx((-7.769945, 7.489347), rel=1e-5)
    assert (found.common.value, found.common.error) == pytest.approx((-8.281492012, 1.930360018), rel=1e-9)
    assert found.spread is not None
    assert found.spread.q == pytest.approx(49.058494519, rel=1e-9)
    assert found.studies == 4


@settings(max_examples=25)
@given(st.lists(st.floats(-30, 30), min_size=2, max_size=8), st.floats(0.5, 50))
def test_equal_variances_give_the_t_test(values: list[float], variance: float) -> None:
    """With equal variances Hartung and Knapp's interval is that of Student for the values alone."""
    if np.std(values) < 1e-3:
        return
    items = tuple(Difference(f"s{i}", "x", y, variance) for i, y in enumerate(values))
    found = pool(Differences(items), test="Hartung-Knapp")
    half = t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values))
    assert found.random.value == pytest.approx(np.mean(values), abs=1e-6)
    assert found.random.high - found.random.value == pytest.approx(half, rel=1e-5)


@settings(max_examples=25)
@given(st.permutations(range(5)))
def test_order_does_not_matter(order: list[int]) -> None:
    values, variances = [-9.0, -4.0, 3.0, 8.0, -15.0], [4.0, 9.0, 1.0, 16.0, 25.0]
    items = [Difference(f"s{i}", "x", values[i], variances[i]) for i in range(5)]
    whole, turned = pool(Differences(tuple(items))), pool(Differences(tuple(items[i] for i in order)))
    assert turned.random.value == pytest.approx(whole.random.value, rel=1e-9)
    assert turned.weights == pytest.approx(tuple(whole.weights[i] for i in order), rel=1e-7)


def test_one_study_is_itself(make: Make) -> None:
    found = pool(make([-5.0], [16.0]))
    assert (found.random.value, found.random.error) == pytest.approx((-5.0, 4.0))
    assert found.random.high == pytest.approx(-5.0 + 4.0 * norm.ppf(0.975))
    assert found.spread is None
    assert found.prediction is None


def test_higgins_needs_three(make: Make) -> None:
    assert pool(make([1.0, 2.0], [1.0, 1.0]), prediction="Higgins").prediction is None
    assert pool(make([1.0, 2.0, 3.0], [1.0, 1.0, 1.0]), prediction="Higgins").prediction is not None


def test_no_study_is_refused() -> None:
    with pytest.raises(InputError, match="found no estimate"):
        pool(Changes(()))


def test_changes_are_pooled_among_themselves() -> None:
    found = pool(Changes((Change("a", "a", -40.0, 9.0), Change("b", "b", -30.0, 9.0))))
    assert found.random.value == pytest.approx(-35.0)
    assert isinstance(found.effects, Changes)
