"""Regression to the mean: what a reading leaves open, against discs that were drawn, read and picked."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from pulposus.course.reading import prior


def test_severity_rises_with_age_and_is_held_beyond_the_library() -> None:
    means = [prior.severity_by_age(age)[0] for age in (15, 20, 30, 50, 80, 90)]
    assert means[0] == means[1] == pytest.approx(1.60)
    assert np.all(np.diff(means[1:5]) > 0)
    assert means[4] == means[5] == pytest.approx(3.19)


def test_patients_of_a_poster_lie_where_the_library_has_people_of_middle_age() -> None:
    # 494 discs of 100 patients with back pain: 70, 130, 134, 145, 15 of grades I to V. Not what the prior was made of.
    counts, grades = np.array([70, 130, 134, 145, 15]), np.arange(1, 6)
    mean = np.average(grades, weights=counts)
    sd = np.sqrt(np.average((grades - mean) ** 2, weights=counts))
    expected, spread = prior.severity_by_age(48.0)
    assert expected == pytest.approx(mean, abs=0.2)
    assert spread == pytest.approx(sd, abs=0.1)


@pytest.mark.parametrize(("grade", "age_y", "error"), [(4, 45.0, 0.5), (5, 60.0, 0.8), (2, 30.0, 0.3)])
def test_discs_picked_for_their_reading_are_as_simulated(grade: int, age_y: float, error: float) -> None:
    mean, sd = prior.severity_by_age(age_y)
    rng = np.random.default_rng(grade)
    true = stats.truncnorm.rvs(-mean / sd, (6 - mean) / sd, mean, sd, size=2_000_000, random_state=rng)
    picked = true[np.clip(np.rint(true + error * rng.standard_normal(true.size)), 1, 5) == grade]
    ranks = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    found = prior.given_reading(grade, np.full(5, error), age_y, ranks)
    assert found == pytest.approx(np.quantile(picked, ranks), abs=0.02)


def test_a_bad_reading_regresses_towards_the_mean_the_more_the_worse_the_reader() -> None:
    ranks = (np.arange(400) + 0.5) / 400
    good, poor = (prior.given_reading(4, np.full(400, error), 45.0, ranks).mean() for error in (0.1, 0.8))
    assert prior.severity_by_age(45.0)[0] < poor < good < 4.05


def test_a_true_grade_stays_within_its_grade() -> None:
    grade = np.repeat(np.arange(1, 6), 100)
    ranks = np.tile((np.arange(100) + 0.5) / 100, 5)
    found = prior.within_grade(grade, 50.0, ranks)
    assert np.array_equal(np.clip(np.rint(found), 1, 5), grade)
    mean, sd = prior.severity_by_age(50.0)
    third = stats.truncnorm((2.5 - mean) / sd, (3.5 - mean) / sd, mean, sd)
    assert found[grade == 3].mean() == pytest.approx(third.mean(), abs=1e-3)
