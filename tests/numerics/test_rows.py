"""Members of a batch, nested dataclasses and mappings included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pulposus.numerics.rows import join, put, take


@dataclass(frozen=True)
class Inner:
    field: np.ndarray
    law: str


@dataclass(frozen=True)
class Batch:
    first: np.ndarray
    inner: Inner
    named: dict[str, np.ndarray]
    count: int


def batch(offset: float) -> Batch:
    numbers = offset + np.arange(3.0)
    return Batch(numbers, Inner(np.outer(numbers, [1.0, 10.0]), "law"), {"a": numbers}, 7)


def test_taking_rows_reaches_every_array_and_nothing_else() -> None:
    found = take(batch(0), np.array([2, 0, 2]))
    np.testing.assert_array_equal(found.first, [2, 0, 2])
    np.testing.assert_array_equal(found.inner.field, [[2, 20], [0, 0], [2, 20]])
    np.testing.assert_array_equal(found.named["a"], [2, 0, 2])
    assert (found.count, found.inner.law) == (7, "law")


def test_joining_and_taking_back_gives_the_parts() -> None:
    both = join([batch(0), batch(5)])
    for part, rows in ((batch(0), np.arange(3)), (batch(5), np.arange(3, 6))):
        found = take(both, rows)
        np.testing.assert_array_equal(found.first, part.first)
        np.testing.assert_array_equal(found.inner.field, part.inner.field)
        np.testing.assert_array_equal(found.named["a"], part.named["a"])


def test_putting_rows_changes_those_and_leaves_the_batch_alone() -> None:
    whole = batch(0)
    found = put(whole, np.array([1]), take(batch(5), np.array([2])))
    np.testing.assert_array_equal(found.first, [0, 7, 2])
    np.testing.assert_array_equal(found.inner.field[1], [7, 70])
    np.testing.assert_array_equal(found.named["a"], [0, 7, 2])
    np.testing.assert_array_equal(whole.first, [0, 1, 2])
