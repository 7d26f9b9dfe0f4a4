"""Trim and fill against R's metafor 3.8-1."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pulposus.evidence.meta.kinds import Differences
from pulposus.evidence.meta.trim_and_fill import trim_and_fill


def test_bcg_is_metafors(bcg: Differences) -> None:
    # trimfill(rma(yi, vi, data=dat))
    found = trim_and_fill(bcg, test="normal")
    assert (found.missing, found.side) == (1, "right")
    assert (found.pooled.random.value, found.pooled.random.error) == pytest.approx((-0.65708, 0.17853), abs=5e-6)
    assert found.pooled.spread is not None
    assert found.pooled.spread.tau2 == pytest.approx(0.33129, abs=5e-6)


def test_a_lopsided_funnel_is_filled_on_either_side(make: Callable[..., Differences]) -> None:
    # r <- rma(y, v); trimfill(r), and of -y
    y = [-30, -26, -22, -20, -15, -14, -12, -11, -10.5, -10]
    v = [60, 50, 36, 30, 16, 12, 9, 6, 4, 3]
    found = trim_and_fill(make(y, v), test="normal")
    assert (found.missing, found.side) == (4, "right")
    assert (found.pooled.random.value, found.pooled.random.error) == pytest.approx((-11.583338249, 2.139127), rel=1e-5)
    mirrored = sorted(item.value for item in found.pooled.effects.items[-4:])
    assert mirrored == pytest.approx([-2.3034482759, -0.3034482759, 3.6965517241, 7.6965517241], rel=1e-6)
    turned = trim_and_fill(make([-one for one in y], v), test="normal")
    assert (turned.missing, turned.side) == (4, "left")
    assert turned.pooled.random.value == pytest.approx(11.58333825, rel=1e-6)


def test_a_symmetric_funnel_lacks_nothing(normand: Differences, make: Callable[..., Differences]) -> None:
    # trimfill(rma(yi, vi, data=escalc("SMD", ...dat.normand1999))) finds none either
    assert trim_and_fill(normand).missing == 0
    assert trim_and_fill(make([-3.0, 3.0, -2.0, 2.0, 0.0], [9.0, 9.0, 4.0, 4.0, 1.0])).missing == 0
