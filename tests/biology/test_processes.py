"""Each process of the biology against its closed form, an independent integrator or a published limit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from pulposus.biology import cells, damage, inflammation, matrix, modic, nerves
from pulposus.library import value

RATE = st.floats(0, 5)
AMOUNT = st.floats(0, 100)


@given(parent=AMOUNT, child=AMOUNT, transfer=RATE, loss=RATE, dt=st.floats(0, 10))
def test_decay_chain_is_positive_and_loses_only_by_loss(
    parent: float, child: float, transfer: float, loss: float, dt: float
) -> None:
    p, c = cells.decay_chain(*(np.float64(x) for x in (parent, child, transfer, loss, loss)), dt)
    assert p >= 0
    assert c >= 0
    np.testing.assert_allclose(p + c, (parent + child) * np.exp(-loss * dt), rtol=1e-10, atol=1e-200)


def test_decay_chain_agrees_with_an_integrator() -> None:
    transfer, loss, child_loss = 0.3, -0.02, 0.05
    run = solve_ivp(
        lambda _, y: [-(transfer + loss) * y[0], transfer * y[0] - child_loss * y[1]],
        (0, 7),
        [10, 2],
        rtol=1e-10,
        atol=1e-12,
    )
    got = cells.decay_chain(np.float64(10), np.float64(2), transfer, loss, child_loss, 7.0)
    np.testing.assert_allclose(np.array(got), run.y[:, -1], rtol=1e-7)


@pytest.mark.parametrize(("years", "gain"), [(1, 0.081), (2, 0.155)])
def test_doubled_synthesis_gains_no_more_than_the_turnover_allows(years: float, gain: float) -> None:
    rate = value("biology", "aggrecan_removal_degenerate_per_year")
    gag = matrix.turnover(np.float64(1), np.float64(2), np.float64(1), rate, years)
    assert float(gag) - 1 == pytest.approx(gain, abs=5e-4)


def test_degenerate_removal_is_the_normal_one_times_the_catabolic_gain() -> None:
    normal = value("biology", "aggrecan_removal_per_year")
    gain = value("biology", "catabolic_removal_gain")
    assert normal * (1 + gain) == pytest.approx(value("biology", "aggrecan_removal_degenerate_per_year"), rel=0.01)
    # without any inflammation the degenerate disc removes at the normal rate
    assert float(matrix.removal(np.float64(0), gain)) * normal * (1 + gain) == pytest.approx(normal)


def test_turnover_agrees_with_an_integrator() -> None:
    run = solve_ivp(lambda _, g: 0.084 * (1.7 - 1.2 * g), (0, 5), [0.9], rtol=1e-10, atol=1e-12)
    assert float(matrix.turnover(np.float64(0.9), 1.7, 1.2, 0.084, 5.0)) == pytest.approx(run.y[0, -1], rel=1e-8)


def test_everything_relative_is_one_at_the_start() -> None:
    assert float(matrix.removal(np.float64(1), 0.42)) == pytest.approx(1)
    assert float(matrix.inhibition(np.float64(1), 3.0)) == pytest.approx(1)
    assert float(matrix.anabolic_gain(np.float64(1), 2.0)) == 0
    assert float(matrix.glucose_factor(np.float64(0.7), 0.7, 0.5)) == pytest.approx(1)
    one = np.float64(1)
    sources = inflammation.source(inflammation.Sources(one, one, one), inflammation.Shares(0.2, 0.1, 0.3))
    for feedback in (0.0, 0.7):
        assert float(inflammation.catabolic_target(sources, 0.0, 0.0, feedback, 1.5, one)) == pytest.approx(1)
    assert float(inflammation.licensed(one, 0.7)) == pytest.approx(1)
    assert float(matrix.acid_factor(6.9, 6.9, 6.6, 0.15)) == pytest.approx(1)
    assert float(damage.fatigue(one, one, 2.2)) == pytest.approx(1)
    assert float(nerves.access(np.float64(0), one, 0.4)) == pytest.approx(1)
    assert float(nerves.grow(np.float64(0.3), one, 0.3, 100.0, 50.0)) == pytest.approx(0.3)
    assert float(inflammation.pain_driver(np.float64(1), 1.0, 1.0, 0.4)) == pytest.approx(1)


@given(now=AMOUNT, target=AMOUNT, half_life=st.floats(0.1, 100), dt=st.floats(0, 1000))
def test_relaxation_stays_between_and_halves_in_a_half_life(
    now: float, target: float, half_life: float, dt: float
) -> None:
    after = float(inflammation.relax(now, target, half_life, dt))
    assert min(now, target) - 1e-9 <= after <= max(now, target) + 1e-9
    halfway = float(inflammation.relax(now, target, half_life, half_life))
    assert halfway - target == pytest.approx((now - target) / 2, abs=1e-9)


def test_natural_narrowing_follows_the_twins() -> None:
    # 2.2 to 3.6 % in five years (Videman 2008)
    assert 0.022 < float(damage.wear(np.float64(0), value("biology", "height_loss_per_year"), 5.0)) < 0.036


@given(loss=st.floats(0, 0.99), step=st.floats(0, 0.5))
def test_a_puncture_never_takes_more_than_is_left(loss: float, step: float) -> None:
    after = float(damage.puncture(np.float64(loss), step))
    assert loss - 1e-12 <= after <= 1


def test_modic_change_is_the_two_state_chain() -> None:
    run = solve_ivp(lambda _, y: 0.03 * (1 - y) - 0.01 * y, (0, 9), [0.2], rtol=1e-10, atol=1e-12)
    assert float(modic.advance(np.float64(0.2), 0.03, 0.01, 9.0)) == pytest.approx(run.y[0, -1], rel=1e-8)


def test_nerves_agree_with_an_integrator() -> None:
    odds = 0.3 / 0.7
    run = solve_ivp(lambda _, v: (1.8 * odds * (1 - v) - v) / 120, (0, 200), [0.3], rtol=1e-10, atol=1e-12)
    assert float(nerves.grow(np.float64(0.3), 1.8, 0.3, 120.0, 200.0)) == pytest.approx(run.y[0, -1], rel=1e-7)


@given(ph=st.floats(5, 7.4), start=st.floats(6.2, 7.3))
def test_acid_lowers_synthesis_and_never_below_zero(ph: float, start: float) -> None:
    factor = float(matrix.acid_factor(ph, start, 6.6, 0.15))
    assert factor > 0
    assert (factor <= 1) == (ph <= start)
