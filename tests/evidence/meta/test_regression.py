"""Meta-regression against R's metafor 3.8-1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pulposus.errors import InputError, RunError
from pulposus.evidence.meta.kinds import Differences
from pulposus.evidence.meta.regression import regress

Rows = list[dict[str, str]]


def column(rows: Rows, name: str) -> list[float]:
    return [float(row[name]) for row in rows]


def test_latitude_is_metafors(bcg: Differences, bcg_rows: Rows) -> None:
    # m <- rma(yi, vi, mods=~ablat, data=dat, test="knha"); confint(m)
    found = regress(bcg, {"latitude": column(bcg_rows, "ablat")})
    slope, start = found.coefficients["latitude"], found.coefficients["intercept"]
    assert (start.value, start.error) == pytest.approx((0.25146821001, 0.283925283743), rel=1e-8)
    assert (slope.value, slope.error) == pytest.approx((-0.02910172501, 0.008201417411), rel=1e-8)
    assert found.tau2 == pytest.approx(0.076347963955, rel=1e-8)
    assert found.tau2_interval == pytest.approx((0.01668006832, 0.7848352546), rel=1e-7)
    test = found.moderation
    assert (test.statistic, test.freedom, test.rest) == (pytest.approx(12.590982884, rel=1e-8), 1, 11)
    assert test.p == pytest.approx(0.004565051542, rel=1e-7)
    assert found.explained == pytest.approx(0.75626621811622, rel=1e-8)
    # rma(yi, vi, mods=~ablat, data=dat)
    plain = regress(bcg, {"latitude": column(bcg_rows, "ablat")}, test="normal").moderation
    assert (plain.statistic, plain.rest) == (pytest.approx(16.35823215, rel=1e-8), None)
    assert plain.p == pytest.approx(5.242793974e-05, rel=1e-7)


def test_two_moderators_are_metafors(bcg: Differences, bcg_rows: Rows) -> None:
    # rma(yi, vi, mods=~ablat+year, data=dat, test="knha")
    found = regress(bcg, {name: column(bcg_rows, name) for name in ("ablat", "year")})
    year = found.coefficients["year"]
    assert (year.value, year.error) == pytest.approx((0.001907480447, 0.01627880487), rel=1e-7)
    assert (year.low, year.high, year.p) == pytest.approx((-0.03436395716, 0.03817891805, 0.90904082613), rel=1e-7)
    assert found.moderation.statistic == pytest.approx(4.964947555899, rel=1e-8)
    assert found.moderation.p == pytest.approx(0.031803501286, rel=1e-7)
    assert (found.q, found.q_freedom) == (pytest.approx(28.325143656, rel=1e-9), 10)
    assert found.q_p == pytest.approx(0.001600974422, rel=1e-7)
    assert found.explained == pytest.approx(0.64633014735582, rel=1e-8)


def test_equal_variances_give_least_squares(make: Callable[..., Differences]) -> None:
    x, y = np.array([0.0, 1.0, 2.0, 3.0, 5.0]), np.array([1.0, 3.5, 2.0, 6.0, 9.0])
    found = regress(make(list(y), [0.2] * 5), {"x": list(x)})
    slope, start = np.polyfit(x, y, 1)
    assert found.coefficients["x"].value == pytest.approx(slope)
    assert found.coefficients["intercept"].value == pytest.approx(start)


@pytest.mark.parametrize(
    ("moderators", "words"),
    [
        ({}, "found no moderator"),
        ({"x": [1.0, 2.0]}, "without a number for each of the 3"),
        ({"x": [1.0, 2.0, float("nan")]}, "without a number for each of the 3"),
        ({"x": [1.0, 2.0, 3.0], "z": [2.0, 1.0, 1.0]}, "expected at least 4"),
    ],
)
def test_what_cannot_be_fitted_is_refused(
    make: Callable[..., Differences], moderators: dict[str, list[float]], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        regress(make([1.0, 2.0, 3.0], [1.0, 1.0, 1.0]), moderators)


def test_a_constant_moderator_is_refused(make: Callable[..., Differences]) -> None:
    with pytest.raises(RunError, match="leave one out"):
        regress(make([1.0, 2.0, 3.0], [1.0, 1.0, 1.0]), {"x": [2.0, 2.0, 2.0]})
