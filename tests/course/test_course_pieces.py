"""The clocks and the procedure: what is drawn, when it is looked at, and that no cell is lost on the way in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pulposus.course import clock
from pulposus.course.action import NOTHING, disc_action, neighbour_action
from pulposus.course.deposit import density, fill
from pulposus.course.world import day_load_MPa, draw_grades
from pulposus.errors import InputError
from pulposus.forecasting.visits import extrapolation, visits
from pulposus.numerics import settings
from pulposus.treatment import Surgery, Treatment, load
from pulposus.units import DAYS_PER_MONTH


@given(months=st.floats(1, 120))
def test_looks_rise_from_zero_and_hold_every_visit(months: float) -> None:
    plan = visits(months)
    days = clock.knots_days(plan)
    assert days[0] == 0
    assert np.all(np.diff(days) > 0)
    assert days[-1] == pytest.approx(months * DAYS_PER_MONTH, abs=1e-5)
    for month in plan:
        assert np.min(np.abs(days - month * DAYS_PER_MONTH)) < 1e-5


def test_biology_steps_are_never_longer_than_allowed() -> None:
    for days in (0.5, 4.0, 4.1, 200.0):
        assert days / clock.biology_steps(days) <= settings.COURSE_LONGEST_STEP_DAYS


@pytest.mark.parametrize("months", [0, -1, 0.5, 120.1, float("nan")])
def test_months_outside_the_evidence_are_refused(months: float) -> None:
    with pytest.raises(InputError, match="give 1 to 120"):
        visits(months)


def test_the_day_mean_is_the_mean_of_its_hours() -> None:
    # 16 h at 0.54 MPa and 8 h at 0.11 MPa
    assert day_load_MPa() == pytest.approx((16 * 0.54 + 8 * 0.11) / 24)


@given(weights=st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5).filter(lambda w: sum(w) > 0.1))
def test_grades_are_drawn_in_the_stated_shares(weights: list[float]) -> None:
    grades = draw_grades(tuple(weights), 200, 3)
    shares = np.bincount(grades, minlength=6)[1:] / 200
    np.testing.assert_allclose(shares, np.array(weights) / sum(weights), atol=1 / 200 + 1e-9)


def test_treatments_that_reach_nothing_share_the_natural_course() -> None:
    assert disc_action(load("natural")) == disc_action(load("sham")) == NOTHING
    assert disc_action(load("saline")) != NOTHING
    assert disc_action(load("bm_msc")) != disc_action(load("bm_msc").with_dose(6.0))


def test_a_fusion_loads_its_neighbours_and_nothing_else_does() -> None:
    fusion = Treatment(
        key="x", name="x", what="x.", group="surgery", context="natural course", surgery=Surgery(kind="fusion")
    )
    assert neighbour_action(fusion) != NOTHING
    assert neighbour_action(load("bm_msc")) == NOTHING


FIELD = arrays(np.float64, (3, 4, 2), elements=st.floats(0.1, 10))


@given(distance=FIELD, volume=FIELD, share=st.floats(0.01, 2))
def test_a_deposit_holds_its_volume_or_all_there_is(distance: np.ndarray, volume: np.ndarray, share: float) -> None:
    target = share * volume.sum(axis=(1, 2))
    taken = fill(distance, volume, target)
    assert np.all((taken >= 0) & (taken <= 1))
    held = np.sum(taken * volume, axis=(1, 2))
    np.testing.assert_allclose(held, np.minimum(target, volume.sum(axis=(1, 2))), rtol=1e-9)


@given(distance=FIELD, volume=FIELD, amount=st.floats(0, 1e3))
def test_no_cell_is_lost_in_a_deposit(distance: np.ndarray, volume: np.ndarray, amount: float) -> None:
    share = fill(distance, volume, volume.sum(axis=(1, 2)) / 3)
    lies = density(share, volume, np.full(3, amount))
    np.testing.assert_allclose(np.sum(lies * volume, axis=(1, 2)), amount, rtol=1e-9, atol=1e-12)


def test_a_deposit_fills_from_the_nearest_and_keeps_out_of_what_is_forbidden() -> None:
    distance = np.array([[[0.0, 1.0], [2.0, np.inf]]])
    taken = fill(distance, np.ones((1, 2, 2)), np.array([1.5]))
    np.testing.assert_allclose(taken, [[[1, 0.5], [0, 0]]])
    assert fill(distance, np.ones((1, 2, 2)), np.array([9.0])).sum() == 3


def test_months_beyond_controlled_trials_are_allowed_and_marked() -> None:
    assert visits(60)[-2:] == (36.0, 60.0)
    assert extrapolation(24) == ""
    assert "24 to 60 are extrapolation" in extrapolation(60)
