"""P-scores against netmeta 2.9-1, and the league table."""

from __future__ import annotations

import pytest
from scipy.stats import norm

from pulposus.evidence.meta.network.blocks import Block, from_difference
from pulposus.evidence.meta.network.league import league, p_scores
from pulposus.evidence.meta.network.network import network


def test_senn_is_netmetas(senn: tuple[Block, ...]) -> None:
    # netrank(m, small.values="desirable")$ranking.random of m in test_network.py
    expected = {
        "acarbose": 0.52026164342, "benfluorex": 0.43581074704, "metformin": 0.78177703219, "miglitol": 0.61364829397,
        "pioglitazone": 0.77456974452, "placebo": 0.01389418077, "rosiglitazone": 0.89338114579,
        "sitagliptin": 0.33310534171, "sulfonylurea": 0.21029946902, "vildagliptin": 0.42325240157,
    }  # fmt: skip
    found = network(senn, "placebo")
    assert p_scores(found.random) == pytest.approx(expected, rel=1e-8)
    assert league(found).treatments[0] == "rosiglitazone"
    assert league(found).treatments[-1] == "placebo"


def test_two_treatments_have_a_closed_form() -> None:
    scores = p_scores(network([from_difference("1", "b", "a", -5, 4.0)]).random)
    assert scores == pytest.approx({"a": norm.cdf(-2.5), "b": norm.cdf(2.5)})
    assert sum(p_scores(network([from_difference("1", "b", "a", 0, 4.0)]).random).values()) == pytest.approx(1.0)


def test_cells_are_row_minus_column() -> None:
    found = league(network([from_difference("1", "b", "a", -5, 4.0), from_difference("2", "c", "a", -2, 9.0)], "a"))
    assert found.treatments == ("b", "c", "a")
    below, above = found.cell(2, 0), found.cell(0, 2)
    assert below is not None
    assert above is not None
    assert (below.value, above.value) == (pytest.approx(5), pytest.approx(-5))
    assert (above.low, above.high) == pytest.approx((-below.high, -below.low))
    assert found.cell(0, 1) is None
    only = found.cell(1, 0)
    assert only is not None
    assert only.value == pytest.approx(3)


def test_the_mean_of_all_scores_is_a_half(senn: tuple[Block, ...]) -> None:
    scores = p_scores(network(senn).random)
    assert sum(scores.values()) / len(scores) == pytest.approx(0.5)
