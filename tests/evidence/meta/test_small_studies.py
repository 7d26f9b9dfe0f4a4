"""Tests of funnel asymmetry against R's metafor 3.8-1."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pulposus.evidence.meta.kinds import Differences
from pulposus.evidence.meta.small_studies import answerable, asymmetry


def test_bcg_is_metafors(bcg: Differences) -> None:
    # regtest(rma(yi, vi, data=dat)); ranktest(rma(yi, vi, data=dat))
    found = asymmetry(bcg, test="normal")
    assert found.slope.value / found.slope.error == pytest.approx(-0.8033291931, rel=1e-8)
    assert found.slope.p == pytest.approx(0.4217844889, rel=1e-7)
    assert found.limit.value == pytest.approx(-0.5104318741, rel=1e-8)
    assert (found.rank, found.rank_p) == pytest.approx((0.02564102564, 0.95236190796), rel=1e-8)
    assert found.enough
    # regtest(rma(yi, vi, data=dat, test="knha"))
    found = asymmetry(bcg)
    assert (found.slope.value, found.slope.error) == pytest.approx((-0.7632400406, 0.9770671469), rel=1e-8)
    assert found.slope.p == pytest.approx(0.4511966800, rel=1e-7)
    assert (found.limit.low, found.limit.high) == pytest.approx((-1.2123410166, 0.1914772684), rel=1e-7)


def test_normand_is_metafors(normand: Differences) -> None:
    # regtest(rma(yi, vi, data=escalc("SMD", ...), test="knha")); ranktest(...)
    found = asymmetry(normand)
    assert (found.slope.value, found.slope.p) == pytest.approx((-2.296947106, 0.470802891), rel=1e-7)
    assert (found.limit.value, found.limit.low, found.limit.high) == pytest.approx(
        (0.004092126029, -1.837408246, 1.845592498), rel=1e-5
    )
    assert (found.rank, found.rank_p) == pytest.approx((-0.2777777778, 0.3584876543), rel=1e-8)
    assert not found.enough


def test_a_symmetric_funnel_has_no_slope(make: Callable[..., Differences]) -> None:
    found = asymmetry(make([-3.0, 3.0, -2.0, 2.0, -1.0, 1.0], [9.0, 9.0, 4.0, 4.0, 1.0, 1.0]))
    assert found.slope.value == pytest.approx(0.0, abs=1e-9)
    assert found.limit.value == pytest.approx(0.0, abs=1e-9)


def test_estimates_of_one_size_cannot_be_asked(make: Callable[..., Differences]) -> None:
    assert not answerable(make([1.0, 2.0, 4.0], [1.0, 1.0, 1.0]))
    assert not answerable(make([1.0, 2.0], [1.0, 2.0]))
    assert answerable(make([1.0, 2.0, 4.0], [1.0, 1.0, 2.0]))
