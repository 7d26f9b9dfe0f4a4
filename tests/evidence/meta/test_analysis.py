"""The analyses of the base: controlled evidence answers, and what has no control cannot move it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pulposus.evidence.load import studies
from pulposus.evidence.meta.analysis import any_visit, cells_beyond_control, controlled, within_arms
from pulposus.evidence.meta.kinds import Changes, Differences


def flattering(build: SimpleNamespace) -> object:
    """A large cohort without a control in which pain all but vanishes."""
    return build.study(
        "flattering", build.arm("cells", "bm_msc", [build.pain(12, -60, sd=10)], product=build.CELLS, n=500),
        design="single arm",
    )  # fmt: skip


def test_a_flattering_cohort_does_not_move_the_controlled_effect(build: SimpleNamespace) -> None:
    """Its SD is lent to others and may change their weight a little; its mean reaches nothing."""
    kind, cruel = flattering(build), build.study(
        "cruel", build.arm("cells", "bm_msc", [build.pain(12, 20, sd=10)], product=build.CELLS, n=500),
        design="single arm",
    )  # fmt: skip
    with_kind = cells_beyond_control("pain", [*studies(), kind])
    with_cruel = cells_beyond_control("pain", [*studies(), cruel])
    plain = cells_beyond_control("pain")
    assert plain is not None
    assert with_kind is not None
    assert with_cruel is not None
    assert with_kind.random == with_cruel.random
    assert [one.value for one in with_kind.effects.items] == [one.value for one in plain.effects.items]
    assert within_arms("pain", studies=[*studies(), kind])["cohorts"] != within_arms("pain")["cohorts"]


def test_the_two_kinds_stay_in_their_types() -> None:
    found = controlled("pain")
    assert found.main.pooled is not None
    assert isinstance(found.main.pooled.effects, Differences)
    for analysis in within_arms("pain").values():
        assert analysis.pooled is not None
        assert isinstance(analysis.pooled.effects, Changes)


def test_within_arms_the_controls_fall_too() -> None:
    """Evidence note: cohorts about -44, sham and saline arms -15 to -30.5, controlled differences 0 to 5."""
    within, beyond = within_arms("pain"), cells_beyond_control("pain")
    assert within["cohorts"].pooled is not None
    assert within["control arms"].pooled is not None
    assert beyond is not None
    assert -65 < within["cohorts"].pooled.random.value < -35
    assert -31 < within["control arms"].pooled.random.value < -14
    assert -5.5 < beyond.random.value < -3


def test_any_visit_stands_beside_the_answer_and_not_in_it() -> None:
    found = controlled("pain")
    assert found.any_visit is not None
    assert found.main.pooled is not None
    assert found.any_visit.pooled is not None
    near = {one.study for one in found.main.pooled.effects.items}
    assert near < {one.study for one in found.any_visit.pooled.effects.items}
    assert all(one.month is not None and 3 <= one.month <= 18 for one in found.main.pooled.effects.items)
    assert any_visit((12.0, 3.0, 18.0))[:2] == (12.0, 0.0)


def test_one_study_alone_gets_no_spread() -> None:
    found = controlled("responders").main
    assert found.pooled is not None
    if found.pooled.studies == 1:
        assert found.pooled.spread is None
        assert found.without == ()


@pytest.mark.parametrize("by", ["class", "carrier"])
def test_groups_hold_every_estimate_once(by: str) -> None:
    found = controlled("pain", by=by).main  # type: ignore[arg-type]
    assert found.groups is not None
    assert found.pooled is not None
    assert sum(len(group.effects) for group in found.groups.groups.values()) == len(found.pooled.effects)


def test_nothing_to_pool_is_no_error(build: SimpleNamespace) -> None:
    found = controlled("odi", studies=[flattering(build)])  # type: ignore[list-item]
    assert found.main.pooled is None
    assert found.any_visit is None
    assert cells_beyond_control("odi", [flattering(build)]) is None  # type: ignore[list-item]
