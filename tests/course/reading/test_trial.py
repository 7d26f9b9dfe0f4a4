"""Arms in which nothing happens: exact shares against simulation, and what two small arms show by chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from pulposus.course.reading.scale import modified_pfirrmann, pfirrmann
from pulposus.course.reading.trial import Discs, change, change_from, difference_of_shares, still_arms

DISCS = Discs(3.4, 0.66, pfirrmann())


def test_rounding_adds_a_twelfth_to_the_variance() -> None:
    readings = np.rint(np.random.default_rng(0).normal(5.5, 0.9, 400_000))
    found = Discs.of_readings(readings.mean(), readings.std(), modified_pfirrmann())
    assert found.sd == pytest.approx(0.9, abs=0.005)
    assert DISCS.shared(np.array([0.0, 0.33, 0.66, 2.0])) == pytest.approx([1, 0.75, 0, 0])


def test_shares_that_change_are_cells_of_a_bivariate_normal() -> None:
    both = multivariate_normal([3.4, 3.4], 0.66**2 * np.array([[1, 0.7], [0.7, 1]]))
    edges = [-50, 1.5, 2.5, 3.5, 4.5, 50]
    better = sum(
        both.cdf([edges[i + 1], edges[j + 1]], lower_limit=[edges[i], edges[j]]) for i in range(5) for j in range(i)
    )
    found = change(DISCS, 0.7)
    assert found.better == pytest.approx(better, abs=1e-3)
    assert found.worse == pytest.approx(better, abs=1e-3)
    assert found.better + found.same + found.worse == pytest.approx(1)


def test_a_bad_first_reading_is_followed_by_a_better_one() -> None:
    worst = change_from(4, DISCS, 0.7)
    assert worst.better > 2 * worst.worse
    rng = np.random.default_rng(1)
    arms = still_arms((1, 1), DISCS, np.full(300_000, 0.7), rng)
    picked = arms.after[arms.before == 4]
    assert worst.better == pytest.approx(np.mean(picked < 4), abs=0.005)
    assert worst.worse == pytest.approx(np.mean(picked > 4), abs=0.005)


def test_two_equal_arms_differ_by_chance_as_binomials_do() -> None:
    values, weight = difference_of_shares(12, 8, np.array([0.3]))
    assert weight.sum() == pytest.approx(1)
    assert values @ weight == pytest.approx(0, abs=1e-12)
    assert values**2 @ weight == pytest.approx(0.3 * 0.7 * (1 / 12 + 1 / 8))
    assert np.all(np.diff(values) > 0)
    # Both arms empty or full: 0.7^20 + 0.3^20 and the equal shares between (3 of 12 and 2 of 8, ...).
    rng = np.random.default_rng(2)
    drawn = rng.binomial(12, 0.3, 400_000) / 12 - rng.binomial(8, 0.3, 400_000) / 8
    assert weight[np.isclose(values, 0)].sum() == pytest.approx(np.mean(np.isclose(drawn, 0)), abs=0.003)
    assert weight[values >= 0.25].sum() == pytest.approx(np.mean(drawn >= 0.25 - 1e-9), abs=0.003)


def test_doubt_about_the_readers_is_one_chance_for_a_whole_trial() -> None:
    doubt, sure = (difference_of_shares(10, 10, p) for p in (np.array([0.1, 0.4]), np.array([0.25])))
    assert doubt[0] ** 2 @ doubt[1] == pytest.approx(np.mean([0.09, 0.24]) * 2 / 10)
    assert doubt[0] ** 2 @ doubt[1] < sure[0] ** 2 @ sure[1]


def test_simulated_arms_improve_by_the_exact_share_and_differ_by_its_binomials() -> None:
    arms = still_arms((12, 8), DISCS, np.full(50_000, 0.7), np.random.default_rng(3))
    exact = change(DISCS, 0.7).better
    assert np.mean(arms.after < arms.before) == pytest.approx(exact, abs=0.002)
    values, weight = difference_of_shares(12, 8, np.array([exact]))
    assert arms.improved.std() == pytest.approx(np.sqrt(values**2 @ weight), rel=0.02)
    assert arms.change.mean() == pytest.approx(0, abs=0.01)


def test_a_gap_at_the_start_is_given_back_in_part() -> None:
    # Galton: of the gap between two arms the part that readings do not share goes back.
    arms = still_arms((12, 12), Discs(4.5, 0.9, modified_pfirrmann()), np.full(200_000, 0.6), np.random.default_rng(4))
    slope = np.polyfit(arms.gap, arms.change, 1)[0]
    assert slope == pytest.approx(-(1 - 0.6 * 0.9**2 / (0.9**2 + 1 / 12)), abs=0.02)
