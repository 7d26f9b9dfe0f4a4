"""The network of the base, part by part."""

from __future__ import annotations

import math

import pytest

from pulposus.evidence.meta.network.analysis import analyse


@pytest.mark.parametrize("measure", ["pain", "odi"])
def test_parts_share_no_treatment_and_hold_every_trial(measure: str) -> None:
    found = analyse(measure)  # type: ignore[arg-type]
    seen = [treatment for part in found.parts for treatment in part.network.treatments]
    assert len(seen) == len(set(seen))
    studies = [block.study for part in found.parts for block in part.network.blocks]
    assert len(studies) == len(set(studies))
    assert set(studies).isdisjoint(out.study for out in found.left_out)
    for part in found.parts:
        assert part.inconsistency.total.freedom == part.network.q_freedom
        assert set(part.league.treatments) == set(part.network.treatments)


def test_all_visits_link_more() -> None:
    near, all_visits = analyse("pain"), analyse("pain", within=(12.0, 0.0, math.inf))
    assert sum(len(p.network.blocks) for p in near.parts) < sum(len(p.network.blocks) for p in all_visits.parts)


def test_nothing_is_no_error() -> None:
    assert analyse("pain", studies=[]).parts == ()
