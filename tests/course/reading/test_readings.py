"""Readings of still, drying and narrowing discs: chances against counts, the same errors whatever was done."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from pulposus.course.reading import severity
from pulposus.course.reading.reader import SAME_READER, Errors, ErrorSize, Reader, draw_errors, limits
from pulposus.course.reading.readings import CHANCES, FirstImage, GivenHeight, first_image, follow_up
from pulposus.course.reading.t2 import water_per_grade
from pulposus.disc.composition import porosity_from_water_mass

N, MONTHS = 20_000, (0.0, 6.0, 12.0)
STILL = np.full((N, 3), 0.75), np.full((N, 3), 10.0)


def image(
    grade: int | None = 4,
    reader: Reader = SAME_READER,
    given: GivenHeight | None = None,
    errors: Errors | None = None,
) -> FirstImage:
    return first_image(
        grade=grade,
        true_grade=np.full(N, 3),
        age_y=45.0,
        height_mm=np.full(N, 10.0),
        given=given,
        errors=errors or draw_errors(reader, N, 1),
        seed=7,
    )


def test_water_lost_between_two_grades_is_a_grade_and_height_counts_only_in_collapsed_discs() -> None:
    mass = np.array([[0.745, 0.745 - water_per_grade()]])
    drying = porosity_from_water_mass(mass)
    still, halved = np.full((1, 2), 10.0), np.array([[10.0, 5.0]])
    for start, water, height, end in (
        (2.3, drying, still, 3.3),
        (5.2, drying, still, 5.2),
        (5.2, drying[:, [0, 0]], halved, 6.2),
        (2.3, drying[:, [0, 0]], halved, 2.3),
        (4.5, drying, halved, 5.5),
    ):
        assert severity.over_visits(np.array([start]), water, height)[0] == pytest.approx([start, end])


def test_the_first_image_says_what_was_given() -> None:
    given = GivenHeight(10.26, 11.2, 1.8)
    first = image(4, given=given)
    assert np.all(first.read_grade == 4)
    assert np.all(first.read_height_mm == 10.26)
    found = follow_up(first, MONTHS, *STILL, limits(SAME_READER))
    assert np.all(found.grade[:, 0] == 4)
    assert np.all(found.height_mm[:, 0] == 10.26)
    assert all(np.all(found.chances[name][:, 0] == 0) for name in CHANCES)
    # Shrinkage with normal prior and error: reliability 1.8^2 / (1.8^2 + e^2).
    error = first.errors.height_mm.fresh
    trust = 1.8**2 / (1.8**2 + error**2)
    assert first.height_mm.mean() == pytest.approx(np.mean(11.2 + trust * (10.26 - 11.2)), abs=0.01)
    assert first.height_mm.std() == pytest.approx(np.sqrt(np.mean(trust * error**2)), rel=0.05)


def test_a_reading_is_drawn_where_only_chances_of_grades_are_known() -> None:
    first = image(None)
    assert np.all(np.rint(first.severity) == 3)
    assert {2.0, 3.0, 4.0} <= set(first.read_grade)
    assert np.mean(first.read_grade == 3) < 0.9
    assert first.read_height_mm.std() == pytest.approx(np.sqrt(np.mean(first.errors.height_mm.fresh**2)), rel=0.05)


def test_chances_are_the_shares_of_readings_drawn() -> None:
    found = follow_up(image(), MONTHS, *STILL, limits(SAME_READER))
    beyond = limits(SAME_READER)
    change, taller = found.grade - found.grade[:, :1], found.height_mm - found.height_mm[:, :1]
    brighter = found.T2_ms / found.T2_ms[:, :1] - 1
    counted = {
        "grade read better": change <= -1,
        "grade read worse": change >= 1,
        "height read higher": taller > beyond.height_mm,
        "height read lower": taller < -beyond.height_mm,
        "T2 read higher": brighter > beyond.T2_share,
        "T2 read lower": 1 / (1 + brighter) - 1 > beyond.T2_share,
    }
    assert tuple(counted) == CHANCES
    for name, events in counted.items():
        assert found.chances[name][:, 2].mean() == pytest.approx(events[:, 2].mean(), abs=0.01), name


def test_untreated_discs_picked_for_a_bad_grade_read_better_more_often_than_worse() -> None:
    found = follow_up(image(4), MONTHS, *STILL, limits(SAME_READER)).chances
    better, worse = (found[name][:, 2].mean() for name in ("grade read better", "grade read worse"))
    assert better > 0.2
    assert better > 2 * worse


def test_still_discs_read_higher_beyond_the_limit_as_often_as_the_limit_says() -> None:
    # All readers at the central repeatability: one change in forty lies beyond the limit on each side.
    fixed = {"grade": 0.435, "height_mm": 1.575 / 1.96 / np.sqrt(2), "log_T2": 0.072}
    sizes = {name: ErrorSize(np.full(N, sd), np.zeros(N)) for name, sd in fixed.items()}
    errors = Errors(**sizes, diurnal_loss=np.zeros(N))
    found = follow_up(image(None, errors=errors), MONTHS, *STILL, limits(SAME_READER)).chances
    for name in ("height read higher", "height read lower", "T2 read higher", "T2 read lower"):
        assert found[name][:, 1].mean() == pytest.approx(0.025, abs=0.003), name


def test_another_course_meets_the_same_errors() -> None:
    first = image()
    water = 0.75 + np.array([0.0, 0.005, 0.01]) * np.ones((N, 1))
    still = follow_up(first, MONTHS, *STILL, limits(SAME_READER))
    wetter = follow_up(first, MONTHS, water, 1.1 ** np.array([0, 0.5, 1]) * STILL[1], limits(SAME_READER))
    errors = still.height_mm[:, 1:] - first.height_mm[:, None]
    again = wetter.height_mm[:, 1:] - first.height_mm[:, None] * 1.1 ** np.array([0.5, 1])
    np.testing.assert_allclose(errors, again, atol=1e-9)
    assert np.all(wetter.grade <= still.grade)
    assert np.all(wetter.severity <= still.severity)
    assert np.array_equal(wetter.grade[:, 0], still.grade[:, 0])


def test_another_reader_and_a_free_time_of_day_bring_more_change() -> None:
    def spread(reader: Reader) -> tuple[float, float, float]:
        found = follow_up(image(None, reader), MONTHS, *STILL, limits(reader))
        return tuple(float(np.std(v[:, 2] - v[:, 0])) for v in (found.grade, found.height_mm, found.T2_ms))  # type: ignore[return-value]

    same, other, late = spread(SAME_READER), spread(Reader(same=False)), spread(Reader(fixed_time=False))
    assert all(more > less for more, less in zip(other, same, strict=True))
    assert late[1] > same[1]
    assert (late[0], late[2]) == (same[0], same[2])
    # Uniform times of day at both images: variance of their difference is a sixth of (7 % of 10 mm) squared.
    extra = late[1] ** 2 - same[1] ** 2
    assert extra == pytest.approx((0.0705 * 10) ** 2 / 6, rel=0.15)


def test_a_lasting_error_of_the_later_reader_is_one_at_all_later_visits() -> None:
    sizes = ErrorSize(np.full(N, 1e-9), np.full(N, 0.5))
    errors = replace(draw_errors(SAME_READER, N, 1), height_mm=sizes)
    found = follow_up(image(None, errors=errors), MONTHS, *STILL, limits(SAME_READER)).height_mm
    assert np.abs(found[:, 1] - found[:, 2]).max() < 1e-6
    assert np.std(found[:, 1] - found[:, 0]) == pytest.approx(0.5 * np.sqrt(2), rel=0.03)
    assert stats.pearsonr(found[:, 0], found[:, 1]).statistic == pytest.approx(0, abs=0.03)
