"""The exact range of a count against SciPy, a closed form and printed intervals."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from pulposus.errors import InputError
from pulposus.evidence.aftermath.binomial import exact_interval


@pytest.mark.parametrize(("events", "of"), [(0, 10), (1, 49), (2, 136), (6, 26), (12, 4891), (10, 10), (122, 256)])
def test_agrees_with_scipy(events: int, of: int) -> None:
    expected = binomtest(events, of).proportion_ci(method="exact")
    assert exact_interval(events, of) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_none_of_n_is_the_closed_form() -> None:
    for n in (10, 114, 4265):
        assert exact_interval(0, n) == pytest.approx((0.0, 1 - 0.025 ** (1 / n)), rel=1e-12)


def test_printed_interval_of_a_paper() -> None:
    # 37 of 2387, "1.55 %; 95 % CI, 1.11-2.16 %" (Interv Pain Med 2025;4:100654), by another method.
    low, high = exact_interval(37, 2387)
    assert 100 * low == pytest.approx(1.11, abs=0.03)
    assert 100 * high == pytest.approx(2.16, abs=0.04)


@pytest.mark.parametrize(("events", "of"), [(-1, 10), (11, 10), (0, 0)])
def test_no_counts_are_refused(events: int, of: int) -> None:
    with pytest.raises(InputError, match="give 0 or more events"):
        exact_interval(events, of)
