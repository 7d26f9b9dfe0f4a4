"""Enrolment: blocks that are balanced each by itself, shares of arms, nobody twice."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.trial.conduct.enrol import allocated, block_of, enrolled
from pulposus.trial.design import Design

ARMS = [
    {"key": "six", "treatment": "bm_msc", "dose_1e6": 6, "share": 2},
    {"key": "saline", "treatment": "saline", "share": 1},
    {"key": "eighteen", "treatment": "bm_msc", "dose_1e6": 18, "share": 1.5},
]
"""The control in the middle, so that places in the design are not the numbers of arms: 0 saline, 1 six, 2 eighteen."""


def test_every_block_is_balanced(make_design: Callable[..., Design]) -> None:
    design = make_design(arms=ARMS, patients=180, explore=None)
    assert block_of(design) == (8, 4, 6)
    arms = allocated(design, 180, np.random.default_rng(0)).reshape(10, 18)
    for block in arms:
        assert np.bincount(block).tolist() == [4, 8, 6]
    assert len({tuple(block) for block in arms.tolist()}) == 10
    assert len({tuple(np.bincount(block[:9], minlength=3)) for block in arms}) > 1


def test_a_last_block_is_cut(make_design: Callable[..., Design]) -> None:
    arms = allocated(make_design(arms=ARMS, patients=180, explore=None), 100, np.random.default_rng(1))
    assert len(arms) == 100
    assert np.abs(np.bincount(arms) - 100 * np.array([2, 4, 3]) / 9).max() < 8


def test_the_first_place_goes_to_each_arm_by_its_share(make_design: Callable[..., Design]) -> None:
    design = make_design(arms=ARMS, patients=180, explore=None, block=9)
    first = [allocated(design, 18, np.random.default_rng(seed))[0] for seed in range(3000)]
    np.testing.assert_allclose(np.bincount(first) / 3000, np.array([2, 4, 3]) / 9, atol=0.035)


def test_nobody_is_enrolled_twice_and_everybody_may_be() -> None:
    rows = enrolled(50, 50, np.random.default_rng(0))
    assert sorted(rows) == list(range(50))
    assert list(rows) != list(range(50))
    often = np.bincount(np.concatenate([enrolled(20, 5, np.random.default_rng(seed)) for seed in range(4000)]))
    np.testing.assert_allclose(often / 4000, 0.25, atol=0.03)


def test_a_cohort_that_is_too_small() -> None:
    with pytest.raises(InputError, match="needs 30 people and the cohort has 20"):
        enrolled(20, 30, np.random.default_rng(0))
