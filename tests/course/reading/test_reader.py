"""Sizes of errors: limits of agreement, intraclass correlation, and what another reader adds."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.course.reading.kappa import error_sd
from pulposus.course.reading.reader import SAME_READER, Reader, draw_errors, height_error_sd_mm, limits
from pulposus.course.reading.scale import pfirrmann
from pulposus.course.reading.streams import normals, over_visits, uniforms
from pulposus.course.reading.t2 import between_discs_log_sd

OTHER = Reader(same=False)


def test_two_heights_differ_within_the_published_limits_95_times_of_100() -> None:
    rng = np.random.default_rng(0)
    one, two = height_error_sd_mm() * rng.standard_normal((2, 200_000))
    assert np.mean(np.abs(one - two) < limits(SAME_READER).height_mm) == pytest.approx(0.95, abs=0.002)
    # [-1.0, 1.0] at best to [-2.0, 2.3] at worst: the middle of the half-widths 1.0 and 2.15 mm.
    assert limits(SAME_READER).height_mm == pytest.approx(1.575)
    assert limits(OTHER).height_mm == pytest.approx((1.25 + 2.3) / 2)


def test_two_T2_differ_within_the_limit_975_times_of_1000_upwards() -> None:
    rng = np.random.default_rng(1)
    one, two = 90 * np.exp(0.072 * rng.standard_normal((2, 200_000)))
    assert np.mean(two / one - 1 > limits(SAME_READER).T2_share) == pytest.approx(0.025, abs=0.002)


def test_an_intraclass_correlation_comes_back_from_two_observers() -> None:
    errors = draw_errors(OTHER, 4001, 3)
    whole = np.median(errors.log_T2.whole)
    rng = np.random.default_rng(2)
    true = between_discs_log_sd() * rng.standard_normal(200_000)
    one, two = true + whole * rng.standard_normal((2, true.size))
    # One-way: share of the variance of readings that is between discs; the middle of 0.672 and 0.951, by its error.
    found = np.cov(one, two)[0, 1] / np.mean([one.var(), two.var()])
    assert 0.672 < found < 0.951
    lowest, highest = (between_discs_log_sd() * np.sqrt(1 - icc) for icc in (0.951, 0.672))
    assert errors.log_T2.whole.min() >= lowest - 1e-9
    assert errors.log_T2.whole.max() <= highest + 1e-9


def test_the_same_reader_has_no_lasting_error_and_another_has() -> None:
    same, other = (draw_errors(reader, 64, 5) for reader in (SAME_READER, OTHER))
    for name in ("grade", "height_mm", "log_T2"):
        mine, theirs = getattr(same, name), getattr(other, name)
        assert np.all(mine.lasting == 0)
        assert np.array_equal(mine.fresh, theirs.fresh)
        assert np.mean(theirs.lasting) > 0
    assert np.all(same.grade.fresh <= error_sd(0.57, pfirrmann()) + 1e-3)
    assert np.all(same.grade.fresh >= error_sd(0.77, pfirrmann()) - 1e-3)
    assert np.mean(other.grade.whole) == pytest.approx(error_sd(0.49, pfirrmann()), rel=0.02)


def test_time_of_day_counts_only_where_it_is_not_fixed() -> None:
    assert np.all(draw_errors(SAME_READER, 16, 0).diurnal_loss == 0)
    loss = draw_errors(Reader(fixed_time=False), 256, 0).diurnal_loss
    assert np.mean(loss) == pytest.approx(0.0705, abs=1e-3)


def test_streams_are_named_and_a_visit_more_moves_no_other() -> None:
    short, long = over_visits("grade", (0.0, 12.0), 8, 1), over_visits("grade", (0.0, 6.0, 12.0), 8, 1)
    assert np.array_equal(short[:, 1], long[:, 2])
    assert not np.array_equal(normals("grade", 8, 1), normals("height", 8, 1))
    assert not np.array_equal(normals("grade", 8, 1), normals("grade", 8, 2))
    assert np.array_equal(np.sort(np.floor(8 * uniforms("x", 8, 3))), np.arange(8))
