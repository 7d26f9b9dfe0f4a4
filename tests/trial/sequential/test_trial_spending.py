"""Spending functions against output of rpact and closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.trial.sequential.spending import OBRIEN_FLEMING, POCOCK, OwnSpending, Shape, Spending, check_spending

# rpact's own checks, github.com/rpact-com/rpact, tests/testthat/test-f_design_group_sequential.R (x1, x2, x3, x6a, x7a)
# and test-f_design_group_sequential_beta_spending.R (two-sided).
RPACT = [
    (Spending("hwang-shih-decani", 0), 0.03, 1, [0.2, 0.4, 1], [0.006, 0.012, 0.03]),
    (Spending("hwang-shih-decani", -1), 0.07, 1, [0.2, 0.4, 1], [0.0090195874, 0.020036136, 0.07]),
    (Spending("power", 2.2), 0.03, 1, [0.3, 0.7, 1], [0.0021222083, 0.013687904, 0.03]),
    (Spending("pocock"), 0.13, 1, [0.35, 0.7, 1], [0.061214062, 0.10266465, 0.13]),
    (Spending("obrien-fleming"), 0.13, 1, [0.4, 0.75, 1], [0.016665509, 0.080406163, 0.13]),
    (Spending("power", 2.5), 0.05, 2, [0.3, 0.4, 0.8, 1], [0.0024647515, 0.0050596443, 0.028621671, 0.05]),
    (
        Spending("obrien-fleming"), 0.025, 2, [0.15, 0.25, 0.8, 1],
        [2.2511015e-10, 1.1742122e-06, 0.01045986, 0.025],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spending", "alpha", "sides", "at", "expected"), RPACT)
def test_cumulative_spending_is_that_of_rpact(
    spending: Spending, alpha: float, sides: int, at: list[float], expected: list[float]
) -> None:
    assert spending.spent(alpha, sides, np.array(at)) == pytest.approx(expected, rel=2e-7)


def test_a_two_sided_level_is_spent_as_twice_the_one_sided() -> None:
    t = np.array([0.3, 0.7, 1.0])
    for spending in (Spending("obrien-fleming"), Spending("pocock"), Spending("hwang-shih-decani", -4)):
        assert spending.spent(0.05, 2, t) == pytest.approx(2 * spending.spent(0.025, 1, t), rel=1e-12)


def test_spending_starts_at_nothing_and_ends_at_the_level() -> None:
    for spending in (Spending("obrien-fleming"), Spending("pocock"), Spending("power", 3)):
        assert spending.spent(0.025, 1, np.array([0.0, 1.0, 1.2])) == pytest.approx([0, 0.025, 0.025], abs=1e-15)


def test_shapes_of_the_classic_bounds() -> None:
    t = np.array([0.25, 1.0])
    assert OBRIEN_FLEMING.bounds(t) == pytest.approx([2, 1])
    assert POCOCK.bounds(t) == pytest.approx([1, 1])
    assert Shape(0.25).bounds(t) == pytest.approx([np.sqrt(2), 1])


def test_own_spending_above_alpha_is_refused() -> None:
    with pytest.raises(InputError, match=r"^spending 0\.06 exceeds alpha 0\.05; give cumulative values that end at"):
        OwnSpending((0.01, 0.06)).spent(0.05, 1, np.array([0.5, 1]))
    with pytest.raises(InputError, match=r"Spending of beta falls"):
        OwnSpending((0.03, 0.02)).spent(0.05, 1, np.array([0.5, 1]), "beta")
    with pytest.raises(InputError, match=r"lists 1 values for 2 looks"):
        OwnSpending((0.03,)).spent(0.05, 1, np.array([0.5, 1]))
    with pytest.raises(InputError, match=r"numbers from 0 up"):
        check_spending([-0.1, 0.02], 0.05, "alpha")
    assert OwnSpending((0.01, 0.05)).spent(0.05, 1, np.array([0.5, 1])) == pytest.approx([0.01, 0.05])


@pytest.mark.parametrize(
    ("kind", "parameter", "sentence"),
    [
        ("haybittle", None, "is unknown; give one of obrien-fleming"),
        ("power", None, "needs a parameter"),
        ("hwang-shih-decani", float("nan"), "needs a parameter"),
        ("pocock", 1.0, "has no parameter, but 1 was given"),
        ("power", -1.0, "give a positive number"),
    ],
)
def test_a_wrong_family_is_one_sentence(kind: str, parameter: float | None, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        Spending(kind, parameter)  # type: ignore[arg-type]
