"""What chance alone gives beside published trials, and the numbers of docs/mri_reading.md."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from pulposus.course.reading.kappa import error_sds, patients_discs, reread, shared_share
from pulposus.course.reading.reader import SAME_READER, Reader, draw_errors, limits
from pulposus.course.reading.readings import first_image, follow_up
from pulposus.course.reading.scale import modified_pfirrmann, pfirrmann
from pulposus.course.reading.trial import Discs, change, difference_of_shares, still_arms
from pulposus.library import sample

TOPIC = "mri_reading"
PAGE = (Path(__file__).resolve().parents[3] / "docs" / "mri_reading.md").read_text(encoding="utf-8")
ROMAN = {"II": 2, "III": 3, "IV": 4, "V": 5}


def rows(pattern: str) -> list[tuple[str, ...]]:
    found = re.findall(pattern, PAGE, re.MULTILINE)
    assert found
    return found


def test_still_discs_read_as_the_page_says() -> None:
    n = 4096
    still = np.full((n, 2), 0.75), np.full((n, 2), 10.0)
    for grade, age, *said in rows(r"^\| (\w+), (\d+) y \| (\d+) \((\d+)\) \| (\d+) \((\d+)\) \|$"):
        for reader, better, worse in ((SAME_READER, said[0], said[2]), (Reader(same=False), said[1], said[3])):
            image = first_image(
                grade=ROMAN[grade],
                true_grade=np.full(n, 3),
                age_y=float(age),
                height_mm=still[1][:, 0],
                given=None,
                errors=draw_errors(reader, n, 0),
                seed=0,
            )
            chances = follow_up(image, (0.0, 12.0), *still, limits(reader)).chances
            found = [100 * chances[f"grade read {way}"][:, 1].mean() for way in ("better", "worse")]
            assert found == pytest.approx([float(better), float(worse)], abs=0.7), (grade, age)


def read_better(kappa: np.ndarray) -> np.ndarray:
    scale = pfirrmann()
    return np.array(
        [np.tril(reread(*patients_discs(scale), error, scale), -1).sum() for error in error_sds(kappa, scale)]
    )


def test_discs_of_patients_read_twice_as_the_page_says() -> None:
    for kappa, better, worse in rows(r"^\| (0\.\d+) \| (\d+) % \| (\d+) % \|$"):
        assert 100 * read_better(np.array([float(kappa)]))[0] == pytest.approx(float(better), abs=0.5)
        assert better == worse


def test_two_still_arms_differ_as_the_page_says() -> None:
    chance = read_better(sample(TOPIC, "grade_kappa_any_readers", 400, 0))
    for people, points in rows(r"^\| (\d+) \| (\d+) points \|$"):
        values, weight = difference_of_shares(int(people), int(people), chance)
        cumulated = np.cumsum(weight)
        ends = [values[np.searchsorted(cumulated, p)] for p in (0.05, 0.95)]
        assert ends == pytest.approx([-int(points) / 100, int(points) / 100], abs=1e-9), people


def test_pettine_eight_of_twenty_better_and_none_worse() -> None:
    """Pettine 2015, doi:10.1007/s00264-015-2886-4: readers' noise may give the eight, not the none."""
    scale = modified_pfirrmann()
    grades = np.repeat([4, 5, 6, 7], [4, 11, 15, 10])
    discs = Discs.of_readings(grades.mean(), grades.std(ddof=1), scale)
    found = [change(discs, s) for s in shared_share(np.array([0.43, 0.87]), discs.mean, discs.sd, scale)]
    one = np.array([each.better for each in found])
    person = (one + 1 - (1 - one) ** 2) / 2  # half of them have two discs
    assert 100 * one == pytest.approx([26, 9], abs=0.5)
    assert 100 * person == pytest.approx([36, 13], abs=0.5)
    assert 100 * binom.sf(7, 20, person) == pytest.approx([42, 0.2], rel=0.05)
    # A disc that reads otherwise is as likely to read worse.
    assert [each.worse for each in found] == pytest.approx(one, abs=0.01)
    assert 0.5**8 == 1 / 256


def test_noriega_crossing_is_a_miss_for_readers_of_the_trial_and_of_the_clinic() -> None:
    """Noriega 2017: 3.68 to 3.18 with cells, 3.15 to 3.78 without, 12 discs each."""
    scale, trials = pfirrmann(), 250_000
    discs = Discs.of_readings(3.415, 0.715, scale)
    kappa = sample(TOPIC, "grade_kappa_any_readers", trials, 0)
    band, beyond = {}, {}
    for name, shared in (
        ("trial", shared_share(kappa, discs.mean, discs.sd, scale)),
        ("clinic", discs.shared(error_sds(kappa, scale))),
    ):
        arms = still_arms((12, 12), discs, shared, np.random.default_rng(1))
        found = arms.change[np.abs(arms.gap - 0.53) < 0.06]
        band[name], beyond[name] = np.quantile(found, [0.05, 0.95]), np.mean(found <= -1.1)
    assert band["trial"] == pytest.approx([-0.5, 1 / 6], abs=0.01)
    assert band["clinic"] == pytest.approx([-11 / 12, 1 / 12], abs=0.01)
    assert beyond["trial"] == 0
    assert beyond["clinic"] == pytest.approx(0.009, abs=0.004)
    assert band["clinic"][0] > -1.13  # the published change
