"""Looks on the way: paths of z by hand, and the familywise error of two arms beside one control by simulation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pulposus.trial.conduct.looks import bounds_of, stop, z_of
from pulposus.trial.design import Design, parse

HALF = {"information": [0.5, 1]}


def test_paths_of_two_hypotheses(make_design: Callable[..., Design]) -> None:
    design = make_design(2, looks=HALF | {"futility": {"beta": 0.2}})
    bound = bounds_of(design)
    high, last, low = bound.upper[0] + 0.01, bound.upper[1] + 0.01, bound.lower[0] - 0.01
    between = (bound.upper[0] + bound.lower[0]) / 2
    paths = {
        "first look": ([[high, between], [0, 9]], 0, [True, False]),
        "last look": ([[between, between], [last, 0]], 1, [True, False]),
        "neither": ([[between, between], [last - 0.02, 0]], 1, [False, False]),
        "both futile": ([[low, low], [9, 9]], 0, [False, False]),
        "futile for good": ([[low, between], [9, 0]], 1, [False, False]),
        "one futile": ([[low, between], [0, last]], 1, [False, True]),
        "not analysed at first": ([[np.nan, np.nan], [last, np.nan]], 1, [True, False]),
    }
    ended = stop(design, np.array([z for z, _, _ in paths.values()]))
    for place, (name, (_, look, shown)) in enumerate(paths.items()):
        assert (ended.look[place], ended.shown[place].tolist()) == (look, shown), name


@pytest.mark.parametrize("under", ["trend", "design", "predictive"])
def test_futility_by_the_chance_that_is_left(under: str, make_design: Callable[..., Design]) -> None:
    """At the bound the last look is passed as often as the design says, by drawing it."""
    design = make_design(looks=HALF | {"futility": {"beta": 0.1, "chance_below": 0.25, "under": under}})
    bound, rng = bounds_of(design), np.random.default_rng(5)
    z, n = bound.lower[0], 400_000
    drift = {
        "trend": z / np.sqrt(0.5),
        "design": bound.drift,
        "predictive": rng.normal(
            z / np.sqrt(0.5), 1 / np.sqrt(0.5), n
        ),  # flat prior: estimate of the drift and its error
    }[under]
    last = z * np.sqrt(0.5) + rng.normal(0.5 * drift, np.sqrt(0.5), n)
    assert np.mean(last >= bound.upper[1]) == pytest.approx(0.25, abs=0.003)
    assert parse(design.canonical()) == design


def test_all_have_to_be_shown(make_design: Callable[..., Design]) -> None:
    design = make_design(2, looks=HALF | {"futility": {"beta": 0.2}}, testing={"succeed": "all"})
    bound = bounds_of(design)
    high, last, low = bound.upper[0] + 0.01, bound.upper[1] + 0.01, bound.lower[0] - 0.01
    between = (bound.upper[0] + bound.lower[0]) / 2
    z = [[[high, between], [0, last]], [[high, high], [0, 0]], [[high, low], [9, 9]], [[between, between], [last, 0]]]
    ended = stop(design, np.array(z))
    assert ended.look.tolist() == [1, 0, 0, 1]
    assert ended.shown.tolist() == [[True, True], [True, True], [True, False], [True, False]]


def test_alpha_is_shared_between_what_is_tested(make_design: Callable[..., Design]) -> None:
    one = bounds_of(make_design(looks=HALF)).upper
    # O'Brien and Fleming's spending at one half and one, one-sided 0.025 (gsDesign: 2.9626, 1.9686).
    np.testing.assert_allclose(one, [2.9626, 1.9686], atol=2e-4)
    both = bounds_of(make_design(2, looks=HALF)).upper
    assert (both > one).all()
    only = make_design(2, looks=HALF, testing={"hypotheses": ["pain/cells_18"]})
    np.testing.assert_array_equal(bounds_of(only).upper, one)
    free = make_design(2, looks=HALF, testing={"multiplicity": "none"})
    np.testing.assert_array_equal(bounds_of(free).upper, one)


@pytest.mark.parametrize("spending", ["obrien-fleming", "pocock"])
def test_familywise_error_of_two_arms_stays_below_alpha(spending: str, make_design: Callable[..., Design]) -> None:
    design = make_design(2, looks={"information": [0.4, 0.7, 1], "spending": spending})
    rng, trials = np.random.default_rng(0), 50_000
    # Sums of equal arms, the control first, grow by independent steps; z compares each arm with the control.
    steps = rng.normal(size=(trials, 3, 3)) * np.sqrt([0.4, 0.3, 0.3])[None, :, None]
    sums = np.cumsum(steps, axis=1) / np.sqrt(np.array([0.4, 0.7, 1.0]))[None, :, None]
    z = (sums[:, :, 1:] - sums[:, :, :1]) / np.sqrt(2)
    wrong = np.mean(stop(design, z).shown.any(axis=1))
    error = np.sqrt(0.025 * 0.975 / trials)
    assert wrong < 0.025 + 3 * error
    assert wrong > 0.021  # sharing equally costs little at a correlation of one half


def test_z_of_p_values() -> None:
    np.testing.assert_allclose(z_of(np.array([0.025, 0.5, 0.975])), [1.959964, 0.0, -1.959964], atol=1e-6)
    assert np.isnan(z_of(np.array([np.nan]))).all()
    assert np.isfinite(z_of(np.array([0.0, 1.0]))).all()
