"""Networks against netmeta 2.9-1, metafor 3.8-1 (both outside this package), closed forms and pairwise pooling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulposus.errors import InputError
from pulposus.evidence.meta.kinds import Difference, Differences
from pulposus.evidence.meta.network.blocks import Block, NodeArm, from_arms, from_difference
from pulposus.evidence.meta.network.network import network, networks
from pulposus.evidence.meta.pool import pool

# pw <- pairwise(treatment, n=ni, mean=mi, sd=sdi, studlab=study, data=dat.senn2013, sm="MD")
# m <- netmeta(pw, reference.group="placebo")
# per treatment: m$TE.common, m$seTE.common, m$TE.random, m$seTE.random (DerSimonian-Laird);
# r <- netmeta(pw, reference.group="placebo", method.tau="REML"): r$TE.random, r$seTE.random
SENN = {
    "acarbose": (-0.8273181191, 0.1084974819, -0.8417708463, 0.2458081438, -0.8413642533, 0.2384264281),
    "benfluorex": (-0.9051427075, 0.1271077380, -0.7311282418, 0.2860688034, -0.7369003169, 0.2776003757),
    "metformin": (-1.1140299522, 0.0596081273, -1.1267603628, 0.1542614082, -1.1284038204, 0.1494017443),
    "miglitol": (-0.9438412785, 0.1269030027, -0.9497041719, 0.2317558891, -0.9498845191, 0.2252533631),
    "pioglitazone": (-1.0662687837, 0.0758425456, -1.1290759321, 0.2196311943, -1.1294045982, 0.2119173850),
    "rosiglitazone": (-1.2018609533, 0.0476629807, -1.2334533108, 0.1277982792, -1.2337387091, 0.1234567052),
    "sitagliptin": (-0.5700000000, 0.1291189301, -0.5700000000, 0.3540929170, -0.5700000000, 0.3414472761),
    "sulfonylurea": (-0.4394001419, 0.0914635010, -0.4165398649, 0.2408713114, -0.4175277303, 0.2326098396),
    "vildagliptin": (-0.7000000000, 0.1272779112, -0.7000000000, 0.3534257523, -0.7000000000, 0.3407553535),
}


def test_senn_is_netmetas(senn: tuple[Block, ...]) -> None:
    found, by_reml = network(senn, "placebo"), network(senn, "placebo", "REML")
    for treatment, numbers in SENN.items():
        values = [
            number
            for relative in (found.common, found.random, by_reml.random)
            for number in (relative.between(treatment, "placebo").value, relative.between(treatment, "placebo").error)
        ]
        assert values == pytest.approx(numbers, rel=1e-7)
    # m$tau2, m$I2, m$Q, m$df.Q; r$tau2
    assert found.tau2 == pytest.approx(0.1087100958, rel=1e-8)
    assert found.i2 == pytest.approx(0.8144025002, rel=1e-8)
    assert (found.q, found.q_freedom) == (pytest.approx(96.9840650655, rel=1e-9), 18)
    assert found.q_p == pytest.approx(7.876282617e-13, rel=1e-6)
    assert by_reml.tau2 == pytest.approx(0.09991454425, rel=1e-7)


def test_senn_is_the_published_network(senn: tuple[Block, ...]) -> None:
    """netmeta's own data ``Senn2013``, with standard errors rounded to four digits: netmeta(TE, seTE, treat1.long,
    treat2.long, studlab, data=Senn2013) prints tau2 0.1087, I2 81.4 %, Q 96.99; and metafor's help page of
    ``dat.senn2013`` prints tau2 0.0999 and the estimates below by rma.mv(yi, V, mods=..., random=~comp|study)."""
    found, by_reml = network(senn, "placebo"), network(senn, "placebo", "REML")
    assert (round(found.tau2, 4), round(100 * found.i2, 1), round(found.q, 1)) == (0.1087, 81.4, 97.0)
    assert round(by_reml.tau2, 4) == 0.0999
    rosiglitazone, metformin = (by_reml.random.between(t, "placebo") for t in ("rosiglitazone", "metformin"))
    assert (rosiglitazone.value, rosiglitazone.low, rosiglitazone.high) == pytest.approx(
        (-1.2337, -1.4757, -0.9918), abs=5e-5
    )
    assert (metformin.value, metformin.error) == pytest.approx((-1.1284, 0.1494), abs=5e-5)
    between = by_reml.random.between("acarbose", "sulfonylurea")
    assert (between.value, between.error, between.low) == pytest.approx((-0.4238, 0.2568, -0.9273), abs=5e-5)


def test_the_reference_does_not_matter(senn: tuple[Block, ...]) -> None:
    one, two = network(senn, "placebo"), network(senn, "miglitol")
    for pair in (("metformin", "placebo"), ("acarbose", "vildagliptin")):
        assert two.random.between(*pair).value == pytest.approx(one.random.between(*pair).value, abs=1e-10)
        assert two.random.between(*pair).error == pytest.approx(one.random.between(*pair).error, rel=1e-9)
    assert network(senn).random.reference == "placebo"


TRIALS = st.lists(st.tuples(st.floats(-30, 30), st.floats(1, 40), st.floats(1, 40)), min_size=2, max_size=6)


@settings(max_examples=25)
@given(TRIALS, st.sampled_from(["DL", "REML"]))
def test_two_arms_are_a_pairwise_analysis(trials: list[tuple[float, float, float]], method: str) -> None:
    blocks, items = [], []
    for i, (y, v, w) in enumerate(trials):
        blocks.append(from_arms(f"s{i}", [NodeArm("sham", 0.0, w, 20), NodeArm("cells", y, v, 20)]))
        items.append(Difference(f"s{i}", "x", y, v + w))
    found = network(blocks, "sham", method)  # type: ignore[arg-type]
    whole = pool(Differences(tuple(items)), test="normal", method=method)  # type: ignore[arg-type]
    effect = found.random.between("cells", "sham")
    assert whole.spread is not None
    assert found.tau2 == pytest.approx(whole.spread.tau2, abs=1e-7)
    assert (effect.value, effect.error) == pytest.approx((whole.random.value, whole.random.error), abs=1e-7)
    assert found.q == pytest.approx(whole.spread.q, abs=1e-9)


@settings(max_examples=25)
@given(st.permutations(range(4)), st.permutations(range(3)))
def test_order_of_trials_and_arms_does_not_matter(trials: list[int], arms: list[int]) -> None:
    three = [NodeArm("a", 10, 1.0, 50), NodeArm("b", 7, 2.0, 40), NodeArm("c", 12, 3.0, 30)]
    others = [from_difference("ab", "b", "a", -6, 4.0), from_difference("bc", "c", "b", 1, 6.0),
              from_difference("ac", "c", "a", 9, 5.0)]  # fmt: skip
    plain = network([from_arms("abc", three), *others], "a")
    blocks = [from_arms("abc", [three[i] for i in arms]), *others]
    turned = network([blocks[i] for i in trials], "a")
    assert turned.tau2 == pytest.approx(plain.tau2, rel=1e-9, abs=1e-12)
    assert turned.q == pytest.approx(plain.q, rel=1e-9)
    for treatment in ("b", "c"):
        ours, theirs = turned.random.between(treatment, "a"), plain.random.between(treatment, "a")
        assert (ours.value, ours.error) == pytest.approx((theirs.value, theirs.error), rel=1e-9)


def test_an_indirect_effect_is_the_difference_of_two() -> None:
    found = network([from_difference("1", "b", "a", -5, 4.0), from_difference("2", "c", "a", -2, 9.0)], "a")
    effect = found.random.between("b", "c")
    assert (effect.value, effect.error) == (pytest.approx(-3), pytest.approx(np.sqrt(13)))
    assert (found.tau2, found.q, found.q_freedom, found.q_p, found.i2) == (
        0.0,
        pytest.approx(0, abs=1e-12),
        0,
        1.0,
        0.0,
    )


def test_a_triangle_is_the_weighted_mean_of_both_ways() -> None:
    found = network([from_difference("1", "b", "a", -5, 4.0), from_difference("2", "c", "a", -2, 9.0),
                     from_difference("3", "b", "c", -7, 2.0)], "a")  # fmt: skip
    direct, indirect = (-5, 1 / 4.0), (-2 - 7, 1 / 11.0)
    mean = (direct[0] * direct[1] + indirect[0] * indirect[1]) / (direct[1] + indirect[1])
    assert found.common.between("b", "a").value == pytest.approx(mean)
    assert found.common.between("b", "a").error == pytest.approx((direct[1] + indirect[1]) ** -0.5)
    assert found.q == pytest.approx((-5 + 9) ** 2 / 15.0)


def test_parts_are_fitted_apart_and_not_together() -> None:
    blocks = [from_difference("1", "b", "a", -5, 4.0), from_difference("2", "y", "x", 3, 1.0)]
    with pytest.raises(InputError, match="found 2 parts \\(a, b and x, y\\)"):
        network(blocks)
    first, second = networks(blocks, "x")
    assert first.random.between("b", "a").value == -5
    assert second.random.reference == "x"
    with pytest.raises(InputError, match="expected one of its treatments"):
        first.random.between("y", "a")


def test_no_trial_and_an_unknown_reference_are_refused() -> None:
    with pytest.raises(InputError, match="no trial"):
        network([])
    with pytest.raises(InputError, match="name another"):
        network([from_difference("1", "b", "a", -5, 4.0)], "z")
