"""The needle against the disc's height, and the volume of nucleus that an injection reaches."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.disc.shape import from_parameters, reduced_inputs
from pulposus.errors import InputError
from pulposus.treatment import needle
from pulposus.treatment.spread import reach

N = 256


def test_a_thicker_needle_has_a_lower_gauge() -> None:
    widths = [needle.diameter_mm(gauge) for gauge in needle.gauges()]
    assert widths == sorted(widths, reverse=True)
    assert needle.diameter_mm(22) == 0.7  # ISO 9626


def test_a_needle_that_is_not_known_is_refused() -> None:
    with pytest.raises(InputError, match="found 19 gauge, expected one of 18, 20, 21, 22"):
        needle.diameter_mm(19)


def test_human_discs_are_too_high_for_a_needle_to_weaken_and_rat_discs_are_not() -> None:
    assert not needle.weakens(18, np.full(N, 10.0), 0).any()
    assert needle.weakens(18, np.full(N, 1.0), 0).all()


@pytest.mark.parametrize("level", ["L1/2", "L4/5"])
def test_the_nucleus_is_the_cylinder_under_a_paraboloid(level: str) -> None:
    """Closed form of the reduced disc: area f^2 (mid + (rim - mid) f^2 / 2 - 2 endplates)."""
    shape = from_parameters(level, age_y=45, grade=3)
    size = reduced_inputs(shape, N, 0)
    f2 = size["nucleus_radius_fraction"] ** 2
    mid, rim = size["mid_height_mm"], size["rim_height_mm"]
    exact = np.pi * size["radius_mm"] ** 2 * f2 * (mid + (rim - mid) * f2 / 2 - 2 * size["endplate_mm"]) / 1000
    np.testing.assert_allclose(reach(shape, np.ones(N), 0).nucleus_mL, exact, rtol=2e-3)


def test_an_injection_wets_one_to_three_times_itself_and_no_more_than_there_is() -> None:
    shape = from_parameters("L4/5", age_y=45, grade=3)
    little, much = reach(shape, np.full(N, 0.1), 0), reach(shape, np.full(N, 50.0), 0)
    assert np.all((little.wetted_mL >= 0.1) & (little.wetted_mL <= 0.3))
    np.testing.assert_array_equal(much.share, 1)
    np.testing.assert_allclose(reach(shape, np.full(N, 0.1), 0, liquid=False).wetted_mL, 0.1)
