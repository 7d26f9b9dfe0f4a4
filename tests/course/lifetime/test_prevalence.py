"""Counts in people, on cases counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.course.lifetime import prevalence

AGES = np.arange(20.0, 31.0)


def test_one_bad_disc_makes_a_person_count() -> None:
    grade = np.ones((4, 5, 2), dtype=int)
    grade[0, 3, 0] = 3
    grade[:2, 1, 1] = 4
    assert prevalence.people_with(grade, 3) == pytest.approx([0.25, 0.5])


def test_independent_discs_combine_as_powers() -> None:
    # D7 of the reference: 3.6 % a year and disc is 52 % of people in four years, if discs are independent.
    hazard = 1 - (1 - 0.52) ** (1 / 20)
    worse = np.random.default_rng(0).uniform(size=(40_000, 5, 1)) < 1 - (1 - hazard) ** 4
    grade = 2 + np.concatenate([np.zeros_like(worse)] * 4 + [worse], axis=-1).astype(int)
    assert prevalence.people_stepped(grade, AGES[:5], 4, 20, 20) == pytest.approx(0.52, abs=0.01)


def test_a_step_that_heals_is_no_step() -> None:
    grade = np.array([[[3, 3, 3, 3, 2]]])
    assert prevalence.people_stepped(grade, AGES[:5], 4, 20, 24) == 0.0


def test_height_lost_at_a_constant_rate() -> None:
    height = 10 * np.exp(-0.0058 * (AGES - 20)) * np.ones((3, 5, 1))
    assert prevalence.height_lost(height, AGES, 5, 20, 30) == pytest.approx(1 - np.exp(-0.029))


def test_discs_that_are_alike_share_everything_and_random_ones_nothing() -> None:
    rng = np.random.default_rng(0)
    person = rng.integers(1, 6, size=(4000, 1))
    assert prevalence.shared_by_discs(np.repeat(person, 5, axis=1)) == pytest.approx(1.0)
    assert prevalence.shared_by_discs(rng.integers(1, 6, size=(4000, 5))) == pytest.approx(0.0, abs=0.02)


def test_slope_of_a_line() -> None:
    assert prevalence.yearly_slope(132 - 1.15 * (AGES - 25) * np.ones((2, 1)), AGES, 22, 28) == pytest.approx(-1.15)
