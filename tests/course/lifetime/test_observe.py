"""The image of a disc: the map of water, T2 and grade against the library, the reader against published kappa."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.course.lifetime import observe
from pulposus.disc.composition import porosity_from_water_mass
from pulposus.library import value


def test_the_published_T2_of_a_grade_is_that_grade_and_back() -> None:
    published = np.array([210.14, 128.99, 84.1, 51.2])
    assert observe.score(published) == pytest.approx([1, 2, 3, 4], abs=1e-12)
    scores = np.linspace(0, 6, 25)
    assert observe.score(observe.T2_of(scores)) == pytest.approx(scores, abs=1e-12)
    assert np.all(np.diff(observe.T2_of(scores)) < 0)


def test_water_by_mass_undoes_the_porosity_of_the_library() -> None:
    water = np.linspace(0.4, 0.9, 6)
    assert observe.water_mass(porosity_from_water_mass(water)) == pytest.approx(water, abs=1e-14)


def test_the_water_between_healthy_and_grade_three_is_two_grades() -> None:
    assert observe.water_per_grade() == pytest.approx((0.745 - 0.70) / 2)


def test_what_water_leaves_of_T2_gives_the_published_correlation() -> None:
    # Discs in the library's mix of grades, whose ln T2 is a map of water plus the residual: R must come out again.
    rng = np.random.default_rng(0)
    sd = observe.residual_log_sd()
    explained = sd * value("natural_history", "T2_water_correlation") / np.sqrt(1 - 0.81**2)
    signal = explained * rng.standard_normal(200_000)
    assert np.corrcoef(signal, signal + sd * rng.standard_normal(signal.size))[0, 1] == pytest.approx(0.81, abs=0.005)


def test_a_reader_repeats_himself_to_the_kappa_asked_for() -> None:
    # Linearly weighted kappa counted on simulated pairs of readings, by its definition.
    rng = np.random.default_rng(1)
    n = 400_000
    means, sds = np.array([210.14, 128.99, 84.1, 51.2]), np.array([32.19, 18.64, 10.34, 9.29])
    grade = rng.choice(4, size=n, p=np.array([70, 130, 134, 145]) / 479)
    true = observe.score(means[grade] * np.exp(sds[grade] / means[grade] * rng.standard_normal(n)))
    sd = observe.reader_sd(0.67)
    one, two = (np.clip(np.rint(true + sd * rng.standard_normal(n)), 1, 4) for _ in range(2))
    apart = np.mean(np.abs(one - two))
    by_chance = np.mean(np.abs(one - rng.permutation(two)))
    assert 1 - apart / by_chance == pytest.approx(0.67, abs=0.01)


def test_better_readers_err_less() -> None:
    assert observe.reader_sd(0.9) < observe.reader_sd(0.7) < observe.reader_sd(0.5)


def test_healthy_young_discs_read_as_grade_one_or_two() -> None:
    first = observe.first_score(400, 5, 0)
    assert np.max(first) < 2.5
    shares = np.mean(np.rint(first) <= 1)
    assert 0.3 < shares < 0.6
