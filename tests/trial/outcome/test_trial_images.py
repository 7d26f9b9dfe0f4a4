"""Readings of images: the published repeatability, and regression to the mean in the direction of chance."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.library import value
from pulposus.trial.outcome.images import readings
from pulposus.trial.people.draw import draw

N = 30_000
PEOPLE = draw(N, 11)
SAME = np.zeros(N)
TOPIC = "mri_reading"


def two(measure: str, change: np.ndarray = SAME, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    return readings(measure, PEOPLE, change, seed, np.random.default_rng(seed))


def test_heights_of_unchanged_discs_differ_as_published() -> None:
    before, after = two("height_mm")
    low, high = 1.0, 2.15  # Tunset 2013: limits of agreement of one rater, evenly between the best and worst
    sd = np.sqrt((low**2 + low * high + high**2) / 3) / 1.96  # root mean square over readers
    assert np.std(after - before) == pytest.approx(sd, rel=0.03)
    assert abs(np.mean(after - before)) < 4 * sd / np.sqrt(N)


def test_T2_of_unchanged_discs_differs_as_published() -> None:
    before, after = two("t2_ms")
    low, high = 0.043, 0.101  # Belavy 2021: coefficient of variation of one reading
    sd = np.sqrt(2) * np.sqrt((low**2 + low * high + high**2) / 3)
    assert np.std(np.log(after / before)) == pytest.approx(sd, rel=0.03)


def test_severity_reads_without_bias_and_grades_are_whole() -> None:
    before, after = two("severity")
    assert abs(np.mean(after - before)) < 0.02
    assert np.corrcoef(before - PEOPLE.severity, after - PEOPLE.severity)[0, 1] == pytest.approx(0.0, abs=0.03)
    first, read = two("read_grade")
    assert np.array_equal(first, PEOPLE.pfirrmann)
    assert set(np.unique(read)) <= {1.0, 2.0, 3.0, 4.0, 5.0}
    share = [np.bincount(grade.astype(int), minlength=6) / N for grade in (first, read)]
    apart = np.abs(np.subtract.outer(np.arange(6), np.arange(6)))
    kappa = 1 - np.mean(np.abs(first - read)) / np.sum(apart * np.outer(*share))
    # One reader agrees with himself by 0.67 in discs of all grades; these are more alike, and anybody read the first.
    assert 0.3 < kappa < 0.67


@pytest.mark.parametrize("measure", ["height_mm", "t2_ms", "severity", "read_grade"])
def test_high_readings_fall_and_low_ones_rise(measure: str) -> None:
    before, after = two(measure)
    low, high = np.quantile(before, [0.1, 0.9])
    assert np.mean((after - before)[before >= high]) < 0 < np.mean((after - before)[before <= low])


def test_the_fall_of_high_heights_is_that_of_a_normal_truth_and_a_normal_error() -> None:
    before, after = two("height_mm")
    slope = np.polyfit(before, after - before, 1)[0]
    sd = np.std(after - before) / np.sqrt(2)
    assert slope == pytest.approx(-(sd**2) / np.var(before), abs=0.01)


@pytest.mark.parametrize(("measure", "response"), [("height_mm", 0.1), ("t2_ms", -0.2), ("severity", 0.4)])
def test_a_change_of_the_disc_is_read(measure: str, response: float) -> None:
    without, with_it = (two(measure, np.full(N, change))[1] for change in (0.0, response))
    by_hand = {
        "height_mm": 0.105171 * PEOPLE.middle_height_mm,
        "t2_ms": -0.181269 * PEOPLE.T2_ms,
        "severity": SAME + 0.4,
    }
    assert np.mean(with_it - without) == pytest.approx(np.mean(by_hand[measure]), rel=0.01)
    assert value(TOPIC, "limits_half_width_sd") == 1.96
