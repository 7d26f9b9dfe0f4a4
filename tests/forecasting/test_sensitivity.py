"""Sobol's indices against a function whose indices are known, and that groups of unknowns are what they say."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.forecasting.sensitivity import GROUPS, group_of, indices
from pulposus.library import facts, sample
from pulposus.library.sample import reseeded


def test_indices_of_ishigami_are_the_known_ones() -> None:
    """Ishigami and Homma 1990, a = 7, b = 0.1: first 0.314, 0.442, 0; total 0.558, 0.442, 0.244."""
    rng = np.random.default_rng(0)
    a, b = rng.uniform(-np.pi, np.pi, (2, 60_000, 3))

    def f(x: np.ndarray) -> np.ndarray:
        return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])

    for k, (first, total) in enumerate([(0.314, 0.558), (0.442, 0.442), (0.0, 0.244)]):
        mixed = a.copy()
        mixed[:, k] = b[:, k]
        found = indices(f(a), f(b), f(mixed))
        assert found[0] == pytest.approx(first, abs=0.02)
        assert found[2] == pytest.approx(total, abs=0.02)
        assert abs(found[2] - total) < 4 * found[3]


def test_a_failed_draw_is_left_out() -> None:
    a, b, mixed = np.random.default_rng(1).normal(size=(3, 200))
    whole = indices(a[1:], b[1:], mixed[1:])
    a[0] = np.nan
    assert indices(a, b, mixed) == whole


def test_only_the_chosen_streams_are_drawn_anew() -> None:
    before = {name: sample("biology", name, 16, 0) for name in ("msc_half_life_day", "gag_balance")}
    with reseeded(lambda topic, name: (topic, name) == ("biology", "gag_balance"), 7):
        inside = {name: sample("biology", name, 16, 0) for name in before}
    assert np.array_equal(inside["msc_half_life_day"], before["msc_half_life_day"])
    assert np.array_equal(inside["gag_balance"], sample("biology", "gag_balance", 16, 7))
    assert np.array_equal(sample("biology", "gag_balance", 16, 0), before["gag_balance"])


def test_every_unknown_belongs_to_one_of_the_groups() -> None:
    topics = (
        "biology",
        "transport",
        "symptoms",
        "harvest",
        "injection",
        "carriers",
        "treatment",
        "geometry",
        "mechanics",
    )
    found = {group_of(topic, name) for topic in topics for name in facts(topic)}
    assert found == set(GROUPS)
