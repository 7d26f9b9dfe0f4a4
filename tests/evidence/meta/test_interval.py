"""Intervals against SciPy."""

from __future__ import annotations

import pytest
from scipy.stats import norm, t

from pulposus.evidence.meta.interval import about, critical


def test_quantiles() -> None:
    assert critical("normal", 5) == pytest.approx(norm.ppf(0.975))
    assert critical("Hartung-Knapp", 5) == pytest.approx(t.ppf(0.975, 5))
    assert critical("Hartung-Knapp", 5, 0.8) == pytest.approx(t.ppf(0.9, 5))
    assert critical("Hartung-Knapp", 0) == pytest.approx(norm.ppf(0.975))


def test_a_value_with_its_error() -> None:
    found = about(-3.0, 2.0)
    assert (found.low, found.high) == pytest.approx((-3 - 2 * norm.ppf(0.975), -3 + 2 * norm.ppf(0.975)))
    assert found.p == pytest.approx(2 * norm.cdf(-1.5))
    assert about(-3.0, 2.0, "Hartung-Knapp", 4).p == pytest.approx(2 * t.cdf(-1.5, 4))
    assert about(0.0, 0.0).low == 0.0
