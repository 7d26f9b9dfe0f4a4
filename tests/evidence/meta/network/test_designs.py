"""Inconsistency against netmeta 2.9-1 and closed forms."""

from __future__ import annotations

import pytest

from pulposus.evidence.meta.network.blocks import Block, NodeArm, from_arms, from_difference
from pulposus.evidence.meta.network.designs import inconsistency
from pulposus.evidence.meta.network.network import network


def test_senn_is_netmetas(senn: tuple[Block, ...]) -> None:
    # decomp.design(m)$Q.decomp and $Q.inc.random of m in test_network.py
    found = inconsistency(network(senn, "placebo"))
    assert (found.total.value, found.total.freedom) == (pytest.approx(96.98406506507, rel=1e-9), 18)
    assert (found.within.value, found.within.freedom) == (pytest.approx(74.44984082797, rel=1e-9), 11)
    assert (found.between.value, found.between.freedom) == (pytest.approx(22.53422423754, rel=1e-9), 7)
    assert found.within.p == pytest.approx(1.728087747e-11, rel=1e-6)
    assert found.between.p == pytest.approx(2.053771305e-03, rel=1e-7)
    assert (found.between_random.value, found.between_random.freedom) == (pytest.approx(2.194075288, rel=1e-8), 7)
    assert found.between_random.p == pytest.approx(0.9483223489, rel=1e-8)
    assert found.tau_within == pytest.approx(0.379741843, rel=1e-8)
    # Q.het.design of netmeta's rounded Senn2013
    assert found.designs[frozenset({"placebo", "metformin"})].value == pytest.approx(42.164, rel=1e-3)
    assert found.designs[frozenset({"placebo", "rosiglitazone"})].freedom == 5
    assert sum(q.value for q in found.designs.values()) == pytest.approx(found.within.value, rel=1e-9)


def test_a_triangle_has_one_loop() -> None:
    blocks = [from_difference("1", "b", "a", -5, 4.0), from_difference("2", "c", "a", -2, 9.0),
              from_difference("3", "b", "c", -7, 2.0)]  # fmt: skip
    found = inconsistency(network(blocks))
    assert (found.within.freedom, found.within.p) == (0, None)
    assert found.between.value == pytest.approx((-5 + 2 + 7) ** 2 / 15.0)
    assert found.between.freedom == 1


def test_trials_of_one_design_tell_heterogeneity_only() -> None:
    blocks = [from_difference("1", "b", "a", -5, 4.0), from_difference("2", "a", "b", 1, 4.0)]
    found = inconsistency(network(blocks))
    assert found.within.value == pytest.approx((-5 + 1) ** 2 / 8.0)
    assert (found.between.freedom, found.between.p) == (0, None)


def test_the_order_of_arms_makes_no_other_design() -> None:
    arms = [NodeArm("a", 10, 1.0, 50), NodeArm("b", 7, 2.0, 40), NodeArm("c", 12, 3.0, 30)]
    straight = inconsistency(network([from_arms("1", arms), from_arms("2", arms)]))
    turned = inconsistency(network([from_arms("1", arms), from_arms("2", arms[::-1])]))
    assert len(turned.designs) == 1
    assert turned.within.value == pytest.approx(straight.within.value, abs=1e-12)
    assert turned.within.freedom == 2
