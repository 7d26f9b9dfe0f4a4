"""Subgroups against R's metafor 3.8-1."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pulposus.errors import InputError
from pulposus.evidence.meta.kinds import Differences
from pulposus.evidence.meta.subgroups import subgroups


def test_allocation_is_metafors(bcg: Differences, bcg_rows: list[dict[str, str]]) -> None:
    found = subgroups(bcg, [row["alloc"] for row in bcg_rows], test="Hartung-Knapp")
    # rma(yi, vi, data=dat, subset=alloc=="random", test="knha") and so on
    expected = {
        "random": (-0.9709647043, 0.2531275261, 0.3925280069, -1.590345448, -0.3515839609),
        "alternate": (-0.5407929618, 0.2816016131, 0.1325770399, -4.118880712, 3.037294788),
        "systematic": (-0.4242073915, 0.3642184621, 0.4003458802, -1.583313091, 0.7348983075),
    }
    for name, numbers in expected.items():
        group = found.groups[name]
        assert group.spread is not None
        random = group.random
        assert (random.value, random.error, group.spread.tau2, random.low, random.high) == pytest.approx(
            numbers, rel=1e-7
        )
    # rma(yi, vi, mods=~factor(alloc), data=dat, test="knha")
    assert found.differ is not None
    assert (found.differ.statistic, found.differ.freedom, found.differ.rest) == (
        pytest.approx(0.9662208448, rel=1e-7), 2, 10,
    )  # fmt: skip
    assert found.differ.p == pytest.approx(0.4133837457, rel=1e-7)


def test_one_group_differs_from_nothing(make: Callable[..., Differences]) -> None:
    found = subgroups(make([1.0, 2.0], [1.0, 1.0]), ["a", "a"])
    assert list(found.groups) == ["a"]
    assert found.differ is None


def test_too_few_are_pooled_but_not_tested(make: Callable[..., Differences]) -> None:
    assert subgroups(make([1.0, 2.0], [1.0, 1.0]), ["a", "b"]).differ is None


def test_names_must_fit(make: Callable[..., Differences]) -> None:
    with pytest.raises(InputError, match="found 1 names for 2"):
        subgroups(make([1.0, 2.0], [1.0, 1.0]), ["a"])
