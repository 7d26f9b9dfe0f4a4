"""The clocks and the procedure: what is drawn, when it is looked at, and that no cell is lost on the way in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulposus.course import clock
from pulposus.course.procedure import NOTHING, disc_action, retained_1e6
from pulposus.course.world import day_load_MPa, draw_grades
from pulposus.errors import InputError
from pulposus.forecasting.visits import visits
from pulposus.numerics import settings
from pulposus.treatment import load
from pulposus.units import DAYS_PER_MONTH


@given(months=st.floats(1, 24))
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


@pytest.mark.parametrize("months", [0, -1, 0.5, 24.1, float("nan")])
def test_months_outside_the_evidence_are_refused(months: float) -> None:
    with pytest.raises(InputError, match="give 1 to 24"):
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


def test_retained_cells_lie_between_the_published_ends_and_scale_with_dose() -> None:
    cells = retained_1e6(disc_action(load("bm_msc")), 64, 0)
    assert np.all(cells >= 20 * 0.7 * 0.05)
    assert np.all(cells <= 20 * 0.95 * 0.95)
    doubled = retained_1e6(disc_action(load("bm_msc").with_dose(40.0)), 64, 0)
    np.testing.assert_allclose(doubled, 2 * cells)
    assert np.all(retained_1e6(NOTHING, 8, 0) == 0)
