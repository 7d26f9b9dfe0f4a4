"""Water, T2 and grade: the map against the library and against published numbers."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.course.reading import t2
from pulposus.disc.composition import porosity_from_water_mass


def test_the_published_T2_of_a_grade_is_that_grade_and_back() -> None:
    published = np.array([210.14, 128.99, 84.1, 51.2])
    assert t2.score(published) == pytest.approx([1, 2, 3, 4], abs=1e-12)
    scores = np.linspace(0, 6, 25)
    assert t2.score(t2.T2_of(scores)) == pytest.approx(scores, abs=1e-12)
    assert np.all(np.diff(t2.T2_of(scores)) < 0)


def test_T2_falls_no_more_beyond_grade_four() -> None:
    assert t2.held_T2(np.array([3.0, 4.0, 4.4, 5.5])) == pytest.approx([84.1, 51.2, 51.2, 51.2])


def test_water_by_mass_undoes_the_porosity_of_the_library() -> None:
    water = np.linspace(0.4, 0.9, 6)
    assert t2.water_mass(porosity_from_water_mass(water)) == pytest.approx(water, abs=1e-14)


def test_the_water_between_healthy_and_grade_three_is_two_grades() -> None:
    assert t2.water_per_grade() == pytest.approx((0.745 - 0.70) / 2)


def test_what_water_leaves_of_T2_gives_the_published_correlation() -> None:
    # Discs in the library's mix of grades, whose ln T2 is a map of water plus the residual: R must come out again.
    rng = np.random.default_rng(0)
    sd = t2.residual_log_sd()
    signal = 0.81 * t2.between_discs_log_sd() * rng.standard_normal(200_000)
    assert np.corrcoef(signal, signal + sd * rng.standard_normal(signal.size))[0, 1] == pytest.approx(0.81, abs=0.005)


def test_spread_of_T2_over_discs_is_that_of_discs_drawn_grade_by_grade() -> None:
    rng = np.random.default_rng(1)
    means, sds = np.array([210.14, 128.99, 84.1, 51.2]), np.array([32.19, 18.64, 10.34, 9.29])
    grade = rng.choice(4, size=200_000, p=np.array([70, 130, 134, 145]) / 479)
    log_T2 = np.log(means[grade]) + sds[grade] / means[grade] * rng.standard_normal(grade.size)
    assert t2.between_discs_log_sd() == pytest.approx(log_T2.std(), rel=0.01)
