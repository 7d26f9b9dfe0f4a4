"""The benches' callables: the right problem, against the peer's answer where there is one."""

from __future__ import annotations

import pytest

from pulposus.transport.hexa.measure import measure_nutrients, measure_solute


def test_solute_bench_names_the_peer() -> None:
    row = measure_solute("small")
    assert (row.elements, row.nodes, row.peer_s) == (1632, 1953, 2.3)
    assert row.error is not None
    assert abs(row.error) < 0.005
    assert row.seconds > 0


def test_nutrient_bench_solves_three_solutes() -> None:
    row = measure_nutrients("small")
    assert row.elements == 1632
    assert row.error is None
    assert row.steps >= 3
    # Flat ends held at 4.0, side at 5.0 mM, 11 mm high: between starving and fed.
    assert 1.5 < row.lowest_glucose_mM < 3.0
    coarser = measure_nutrients("tiny")
    assert coarser.elements == 320
    assert coarser.lowest_glucose_mM == pytest.approx(row.lowest_glucose_mM, rel=0.05)
