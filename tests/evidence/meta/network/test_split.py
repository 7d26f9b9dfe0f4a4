"""Direct against indirect evidence: netmeta 2.9-1 and closed forms."""

from __future__ import annotations

import pytest

from pulposus.evidence.meta.network.blocks import Block, NodeArm, from_arms, from_difference
from pulposus.evidence.meta.network.network import network
from pulposus.evidence.meta.network.split import splits

# s <- netsplit(m) of m in test_network.py: s$direct.random, s$indirect.random (TE, seTE), s$compare.random (TE, p)
SENN = {
    ("acarbose", "metformin"): (0.2, 0.4865886977, 0.3182443382, 0.3043733679, -0.1182443382, 0.8367747488),
    ("acarbose", "placebo"): (-0.8566747335, 0.3042907917, -0.8137794696, 0.4170145051, -0.0428952640, 0.9337774090),
    ("acarbose", "sulfonylurea"): (-0.4, 0.3642690556, -0.4538150658, 0.3877192386, 0.0538150658, 0.9194256848),
    ("metformin", "placebo"): (-1.1810048219, 0.2060357333, -1.0575621779, 0.2327084789, -0.1234426440, 0.6912479601),
    ("metformin", "sulfonylurea"): (-0.37, 0.3503226145, -0.9896077452, 0.3174616177, 0.6196077452, 0.1899926130),
    ("rosiglitazone", "sulfonylurea"): (-1.2, 0.3596091123, -0.5221680531, 0.3154319974, -0.6778319469, 0.1564744059),
}


def test_senn_is_netmetas(senn: tuple[Block, ...]) -> None:
    found = {(split.treatment, split.control): split for split in splits(network(senn, "placebo"))}
    for pair, expected in SENN.items():
        split = found[pair]
        assert split.indirect is not None
        assert split.gap is not None
        direct, indirect, gap = split.direct, split.indirect, split.gap
        assert (direct.value, direct.error, indirect.value, indirect.error, gap.value, gap.p) == pytest.approx(
            expected, rel=1e-6
        )
    # comparisons that only direct evidence reaches
    for pair in (("benfluorex", "placebo"), ("miglitol", "placebo"), ("placebo", "sitagliptin")):
        assert found[pair].indirect is None
        assert found[pair].direct_share == pytest.approx(1.0)
    assert found["acarbose", "metformin"].direct_share == pytest.approx(0.28, abs=5e-3)
    assert found["placebo", "rosiglitazone"].studies == 6


def test_a_triangle_splits_into_its_two_ways() -> None:
    blocks = [from_difference("1", "b", "a", -5, 4.0), from_difference("2", "c", "a", -2, 9.0),
              from_difference("3", "b", "c", -7, 2.0)]  # fmt: skip
    found = network(blocks, "a")
    split = next(s for s in splits(found) if {s.treatment, s.control} == {"a", "b"})
    assert split.indirect is not None
    assert split.gap is not None
    tau2 = found.tau2
    assert (split.direct.value, split.direct.error**2) == pytest.approx((5, 4.0 + tau2))
    assert (split.indirect.value, split.indirect.error**2) == pytest.approx((9, 11.0 + 2 * tau2))
    assert (split.gap.value, split.gap.error**2) == pytest.approx((-4, 15.0 + 3 * tau2))


def test_one_trial_of_three_arms_has_no_way_round() -> None:
    arms = [NodeArm("a", 10, 1.0, 50), NodeArm("b", 7, 2.0, 40), NodeArm("c", 12, 3.0, 30)]
    assert [split.gap for split in splits(network([from_arms("s", arms)]))] == [None, None, None]
