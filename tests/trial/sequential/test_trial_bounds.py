"""Bounds and operating characteristics against published output of gsDesign and rpact.

Sources: [R] rpact's own checks, github.com/rpact-com/rpact, tests/testthat/test-f_design_group_sequential.R, by the
name of the design there; [G] gsDesign's printed output, github.com/keaven/gsDesign,
tests/testthat/_snaps/independent-test-print.gsDesign.md and independent-test-gsBoundSummary.md; [B] rpact's slides on
design specification, bayer.presentation.2026.rpact.com/parts/02_design_specification.html.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from pulposus.errors import InputError
from pulposus.trial.sequential.bounds import Bounds, bounds
from pulposus.trial.sequential.conditional import conditional_power
from pulposus.trial.sequential.futility import BetaSpending, PowerBelow, ZBelow
from pulposus.trial.sequential.spending import OBRIEN_FLEMING, POCOCK, OwnSpending, Shape, Spending

THIRDS = [1 / 3, 2 / 3, 1]
FIFTHS = [0.2, 0.4, 0.6, 0.8, 1]
HSD4, HSD2 = Spending("hwang-shih-decani", -4), Spending("hwang-shih-decani", -2)


def as_of_fixed(found: Bounds) -> list[float]:
    """Expected information under the effect, half of it and none, over that of a trial without looks."""
    return [found.course(share * found.drift).expected * found.inflation for share in (1, 0.5, 0)]


def test_the_classic_bounds_of_three_looks() -> None:
    """[R] default design (O'Brien & Fleming); Pocock's constant of Jennison & Turnbull (2000), Table 2.1: 2.289."""
    classic = bounds(THIRDS, alpha=0.025, sides=1, power=0.8, efficacy=OBRIEN_FLEMING)
    assert classic.upper == pytest.approx([3.4710914, 2.4544323, 2.0040356], abs=1e-7)
    assert classic.nominal_p == pytest.approx([0.00025917372, 0.0070553616, 0.022533125], rel=1e-6)
    assert classic.alpha_spent == pytest.approx([0.00025917372, 0.0071600594, 0.025], rel=1e-6)
    flat = bounds(THIRDS, alpha=0.05, sides=2, power=0.9, efficacy=POCOCK)
    assert flat.upper == pytest.approx([2.2895] * 3, abs=1e-4)
    assert np.array_equal(flat.lower, -flat.upper)


@pytest.mark.parametrize(("looks", "pocock", "obrien"), [(2, 2.178, 1.977), (4, 2.361, 2.024), (5, 2.413, 2.040)])
def test_the_constants_of_jennison_and_turnbull(looks: int, pocock: float, obrien: float) -> None:
    """Two-sided 5 %: Jennison & Turnbull (2000), Tables 2.1 and 2.3."""
    t = (np.arange(looks) + 1) / looks
    for shape, constant in ((POCOCK, pocock), (OBRIEN_FLEMING, obrien)):
        found = bounds(t, alpha=0.05, sides=2, power=0.9, efficacy=shape)
        assert found.upper[-1] == pytest.approx(constant, abs=5e-4)


def test_lan_demets_bounds_of_three_looks() -> None:
    """The familiar 3.7103, 2.5114, 1.9930, and that they spend what the function says by SciPy's rectangles."""
    found = bounds(THIRDS, alpha=0.025, sides=1, power=0.9, efficacy=Spending("obrien-fleming"))
    assert found.upper == pytest.approx([3.7103, 2.5114, 1.9930], abs=5e-5)
    t = np.array(THIRDS)
    correlation = np.sqrt(np.minimum.outer(t, t) / np.maximum.outer(t, t))
    spent = [
        1 - multivariate_normal.cdf(found.upper[:k], cov=correlation[:k, :k], abseps=1e-7, maxpts=10**6) for k in (2, 3)
    ]
    at_two = 2 * norm.sf(norm.isf(0.0125) / np.sqrt(2 / 3))
    assert spent == pytest.approx([at_two, 0.025], abs=1e-6)
    assert found.alpha_spent == pytest.approx([2 * norm.sf(norm.isf(0.0125) * np.sqrt(3)), at_two, 0.025], rel=1e-8)


def test_spending_at_uneven_looks() -> None:
    """[R] x1: 20, 40, 100 %, linear spending of 0.03, power 86 %."""
    found = bounds([0.2, 0.4, 1], alpha=0.03, sides=1, power=0.86, efficacy=Spending("hwang-shih-decani", 0))
    assert found.upper == pytest.approx([2.5121443, 2.4228747, 2.0280392], abs=1e-7)
    assert found.drift**2 == pytest.approx(9.4594101, rel=1e-7)
    assert found.inflation == pytest.approx(1.0788327, rel=1e-7)
    assert np.cumsum(found.effect.reject) == pytest.approx([0.12783451, 0.34055165, 0.86], rel=1e-7)
    assert as_of_fixed(found) == pytest.approx([0.83081135, 1.0142116, 1.0697705], rel=1e-7)


def test_beta_spending_at_uneven_looks() -> None:
    """[R] x2 and x3 (looks at 30, 70, 100 %), both non-binding."""
    found = bounds(
        [0.2, 0.4, 1], alpha=0.07, sides=1, power=0.86, efficacy=Spending("hwang-shih-decani", -1),
        futility=BetaSpending(HSD2, binding=False),
    )  # fmt: skip
    assert found.upper == pytest.approx([2.364813, 2.1928805, 1.5660474], abs=1e-7)
    assert found.lower == pytest.approx([-1.1063623, -0.35992439, 1.5660474], abs=1e-7)
    assert found.beta_spent == pytest.approx([0.010777094, 0.026854629, 0.14], rel=1e-7)
    assert found.inflation == pytest.approx(1.0869177, rel=1e-7)
    assert as_of_fixed(found) == pytest.approx([0.82636428, 0.916142, 0.79471657], rel=1e-7)
    found = bounds(
        [0.3, 0.7, 1], alpha=0.03, sides=1, power=0.66, efficacy=Spending("power", 2.2),
        futility=BetaSpending(Spending("power", 3.2), binding=False),
    )  # fmt: skip
    assert found.upper == pytest.approx([2.8594012, 2.2435708, 1.9735737], abs=1e-7)
    assert found.lower[:2] == pytest.approx([-1.1558435, 0.72836893], abs=1e-7)
    assert found.effect.accept[:2] == pytest.approx([0.0072155083, 0.1013752], rel=1e-6)
    assert found.inflation == pytest.approx(1.0555891, rel=1e-7)
    assert as_of_fixed(found) == pytest.approx([0.86740735, 0.87361707, 0.75480974], rel=1e-7)


def test_binding_and_non_binding_beta_spending() -> None:
    """[R] x6a and x6b (Pocock spending, listed beta) and x7b with four looks (O'Brien-Fleming, power family)."""
    own = OwnSpending((0.01, 0.05, 0.3))
    design = {"alpha": 0.13, "sides": 1, "power": 0.7, "efficacy": Spending("pocock")}
    loose = bounds([0.35, 0.7, 1], futility=BetaSpending(own, binding=False), **design)  # type: ignore[arg-type]
    assert loose.upper == pytest.approx([1.5446617, 1.4828682, 1.4620058], abs=1e-7)
    assert loose.lower[:2] == pytest.approx([-1.2557044, -0.16828659], abs=1e-7)
    tight = bounds([0.35, 0.7, 1], futility=BetaSpending(own, binding=True), **design)  # type: ignore[arg-type]
    assert tight.upper == pytest.approx([1.5446617, 1.4827312, 1.4588737], abs=1e-7)
    assert tight.lower[:2] == pytest.approx([-1.2569879, -0.17011271], abs=1e-7)
    assert tight.null.power == pytest.approx(0.13, abs=1e-9)
    assert loose.null.power < 0.13
    four = bounds(
        [0.4, 0.75, 0.85, 1], alpha=0.13, sides=1, power=0.59, efficacy=Spending("obrien-fleming"),
        futility=BetaSpending(Spending("power", 2.5), binding=True),
    )  # fmt: skip
    assert four.upper == pytest.approx([2.1280732, 1.4362706, 1.4203748, 1.2576258], abs=1e-7)
    assert four.lower[:3] == pytest.approx([-0.84247693, 0.35276055, 0.62744509], abs=1e-7)
    assert np.cumsum(four.effect.reject) == pytest.approx([0.10806422, 0.422855, 0.4950578, 0.59], rel=1e-6)


def test_wang_tsiatis_with_binding_futility_and_two_sided() -> None:
    """[R] x4, x8a (binding bounds 0.5244), x8b and x8e (two-sided, uneven)."""
    z = ZBelow((0.5244,) * 3, binding=True)
    for alpha, upper in (
        (0.035, [2.3284312, 2.1725031, 2.0861776, 2.0270171]),
        (0.025, [2.4958485, 2.328709, 2.2361766, 2.1727623]),
    ):
        found = bounds([0.25, 0.5, 0.75, 1], alpha=alpha, sides=1, power=0.8, efficacy=Shape(0.4), futility=z)
        assert found.upper == pytest.approx(upper, abs=1e-7)
    assert found.alpha_spent == pytest.approx([0.0062828133, 0.013876673, 0.02015684, 0.025], rel=1e-6)
    two = bounds([0.3, 0.8, 1], alpha=0.025, sides=2, power=0.8, efficacy=Shape(0.24))
    assert two.upper == pytest.approx([3.2029374, 2.4819703, 2.3420706], abs=1e-7)
    assert two.alpha_spent == pytest.approx([0.0013603353, 0.013978861, 0.025], rel=1e-6)
    more = bounds([0.3, 0.6, 0.8, 1], alpha=0.025, sides=2, power=0.9, efficacy=Shape(0.18))
    assert more.upper == pytest.approx([3.4563925, 2.7688119, 2.5253005, 2.3512665], abs=1e-7)
    assert np.cumsum(more.effect.reject) == pytest.approx([0.067932398, 0.50628745, 0.76237915, 0.9], rel=1e-6)


def test_a_futility_bound_at_the_first_look_alone() -> None:
    """[B] O'Brien-Fleming spending at 30, 60, 100 %, non-binding bound 0 at the first look, power 80 %."""
    found = bounds(
        [0.3, 0.6, 1], alpha=0.025, sides=1, power=0.8, efficacy=Spending("obrien-fleming"),
        futility=ZBelow((0, -np.inf), binding=False),
    )  # fmt: skip
    assert found.inflation == pytest.approx(1.0718, abs=5e-5)
    assert as_of_fixed(found) == pytest.approx([0.8826, 0.8852, 0.695], abs=5e-5)
    assert found.alpha_spent[1] == pytest.approx(0.0038, abs=5e-5)


def test_listed_spending() -> None:
    """[R] x5."""
    own = OwnSpending((0.01, 0.02, 0.03, 0.05))
    found = bounds([0.25, 0.5, 0.75, 1], alpha=0.05, sides=1, power=0.8, efficacy=own)
    assert found.upper == pytest.approx([2.3263479, 2.2192994, 2.1201347, 1.8189562], abs=1e-7)


def test_the_default_design_of_gsdesign() -> None:
    """[G] three looks, HSD(-4), non-binding HSD(-2) beta spending, power 90 %."""
    found = bounds(THIRDS, alpha=0.025, sides=1, power=0.9, efficacy=HSD4, futility=BetaSpending(HSD2, binding=False))
    assert found.upper == pytest.approx([3.0107, 2.5465, 1.9992], abs=5e-5)
    assert found.lower == pytest.approx([-0.2387, 0.9411, 1.9992], abs=5e-5)
    assert found.null.reject == pytest.approx([0.0013, 0.0049, 0.0171], abs=5e-5)
    assert found.null.accept == pytest.approx([0.4057, 0.4290, 0.1420 + 0.0000], abs=5.5e-5)
    quarter = found.course(found.drift / 4)
    assert quarter.reject == pytest.approx([0.0058, 0.0279, 0.0872], abs=5e-5)
    assert quarter.accept == pytest.approx([0.2349, 0.3812, 0.2630], abs=5e-5)
    assert quarter.power == pytest.approx(0.1209, abs=5e-5)


def test_five_looks_of_gsdesign() -> None:
    """[G] five looks, HSD(-4): one-sided, with binding and with non-binding HSD(-2) futility; power 90 %."""
    design = {"alpha": 0.025, "sides": 1, "power": 0.9, "efficacy": HSD4}
    upper = [3.2527, 2.9860, 2.6917, 2.3737, 2.0253]
    alone = bounds(FIFTHS, **design)  # type: ignore[arg-type]
    assert alone.upper == pytest.approx(upper, abs=5e-5)
    assert alone.inflation == pytest.approx(1.023, abs=5e-4)
    assert alone.effect.reject == pytest.approx([0.0370, 0.1512, 0.2647, 0.2699, 0.1771], abs=5e-5)
    assert np.array(as_of_fixed(alone))[[2, 0]] == pytest.approx([1.0197, 0.7366], abs=5e-5)
    loose = bounds(FIFTHS, futility=BetaSpending(HSD2, binding=False), **design)  # type: ignore[arg-type]
    assert loose.upper == pytest.approx(upper, abs=5e-5)
    assert loose.lower == pytest.approx([-0.9016, -0.0367, 0.6945, 1.3603, 2.0253], abs=5e-5)
    assert np.cumsum(loose.null.reject) == pytest.approx([0.0006, 0.0018, 0.0047, 0.0109, 0.0226], abs=5e-5)
    assert np.cumsum(loose.null.accept) == pytest.approx([0.1836, 0.5037, 0.7737, 0.9215, 0.9774], abs=5e-5)
    assert 800 * np.array(as_of_fixed(loose))[[2, 0]] == pytest.approx([458.0, 595.2], abs=0.3)
    tight = bounds(FIFTHS, futility=BetaSpending(HSD2, binding=True), **design)  # type: ignore[arg-type]
    assert tight.lower == pytest.approx([-0.92, -0.07, 0.66, 1.32, 1.97], abs=5e-3)
    assert tight.inflation == pytest.approx(1.069, abs=5e-4)
    assert np.array(as_of_fixed(tight))[[2, 0]] == pytest.approx([0.5636, 0.7306], abs=5e-5)
    assert tight.null.accept == pytest.approx([0.1777, 0.3135, 0.2708, 0.1527, 0.0602], abs=5e-5)


@pytest.mark.parametrize("binding", [False, True])
def test_a_power_threshold_is_met_at_its_bound(binding: bool) -> None:
    for effect in ("trend", "design", "predictive"):
        found = bounds(
            [0.3, 0.6, 1], alpha=0.025, sides=1, power=0.8, efficacy=Spending("obrien-fleming"),
            futility=PowerBelow(0.2, effect, binding),
        )  # fmt: skip
        z, t, critical = found.lower[:2], found.fractions[:2], found.upper[-1]
        if effect == "predictive":
            # Averaged over the effect's posterior under a flat prior: Spiegelhalter 1986, Control Clin Trials 7:8.
            power = norm.cdf((z / np.sqrt(t) - critical) / np.sqrt((1 - t) / t))
        else:
            power = conditional_power(z, t, critical, found.drift if effect == "design" else None)
        assert power == pytest.approx([0.2, 0.2], abs=1e-8)
        assert found.effect.power == pytest.approx(0.8, abs=1e-9)
        assert found.alpha_spent[-1] == pytest.approx(0.025, abs=1e-9)
        assert (found.null.power == pytest.approx(0.025, abs=1e-9)) is binding


def test_looks_that_move_keep_what_was_to_be_spent() -> None:
    planned = bounds([0.5, 1], alpha=0.025, sides=1, power=0.9, efficacy=HSD4)
    moved = bounds([0.6, 1], alpha=0.025, sides=1, power=0.9, efficacy=HSD4, spend_at=[0.5, 1])
    assert moved.alpha_spent == pytest.approx(planned.alpha_spent, abs=1e-10)
    assert moved.upper[0] == pytest.approx(planned.upper[0])
    assert moved.upper[1] != pytest.approx(planned.upper[1], abs=1e-3)


def test_one_look_is_the_plain_test() -> None:
    found = bounds([1.0], alpha=0.05, sides=2, power=0.9, efficacy=Spending("pocock"))
    assert found.upper == pytest.approx([norm.isf(0.025)])
    assert found.inflation == pytest.approx(1, abs=1e-6)


def test_a_power_hardly_above_a_two_sided_level() -> None:
    """Both tails count: closed form for one look."""
    found = bounds([1.0], alpha=0.05, sides=2, power=0.06, efficacy=Spending("pocock"))
    z = norm.isf(0.025)
    assert norm.sf(z - found.drift) + norm.cdf(-z - found.drift) == pytest.approx(0.06, abs=1e-9)


def test_all_beta_may_be_spent_before_the_end() -> None:
    """Then nobody who works is lost at the last look, whatever its bound, and both errors hold all the same."""
    found = bounds(
        [0.5, 0.95, 1], alpha=0.025, sides=1, power=0.8, efficacy=Spending("obrien-fleming"),
        futility=BetaSpending(OwnSpending((0.01, 0.2, 0.2)), binding=True),
    )  # fmt: skip
    assert found.effect.power == pytest.approx(0.8, abs=1e-9)
    assert found.null.power == pytest.approx(0.025, abs=1e-9)
    assert found.effect.accept[-1] == pytest.approx(0, abs=1e-9)


def test_beta_spent_over_many_binding_looks() -> None:
    """Where the bounds meet early for a drift that is too large, the search must come back from it."""
    t = (np.arange(12) + 1) / 12
    found = bounds(
        t, alpha=0.025, sides=1, power=0.9, efficacy=Spending("obrien-fleming"),
        futility=BetaSpending(Spending("power", 3), binding=True),
    )  # fmt: skip
    assert found.effect.power == pytest.approx(0.9, abs=1e-8)
    assert found.null.power == pytest.approx(0.025, abs=1e-8)
    assert found.beta_spent == pytest.approx(0.1 * t**3, abs=1e-7)
    assert all(later > earlier for earlier, later in pairwise(found.lower))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"fractions": [0.5, 0.4, 1]}, "do not rise from above 0"),
        ({"fractions": [0.0, 1]}, "do not rise from above 0"),
        ({"fractions": [0.5, 0.9]}, r"end at 0\.9; give fractions of the maximum"),
        ({"fractions": []}, "are no list of numbers"),
        ({"efficacy": OwnSpending((0.01, 0.06))}, r"^spending 0\.06 exceeds alpha 0\.05"),
        ({"alpha": 0.6}, r"Level alpha is 0\.6"),
        ({"sides": 3}, "Sides of the test is 3; give 1 or 2"),
        ({"power": 0.01}, r"Power is 0\.01"),
        ({"sides": 2, "futility": ZBelow((0.0,), True)}, "Futility bounds need a one-sided test"),
        ({"futility": ZBelow((0.0, 0.0), True)}, "lists 2 bounds for 2 looks"),
        ({"futility": ZBelow((np.nan,), True)}, "hold no number"),
        ({"futility": ZBelow((5.0,), True), "efficacy": Spending("pocock")}, "No sample size reaches the power"),
        ({"futility": BetaSpending(OwnSpending((0.1, 0.3)), False)}, r"spending 0\.3 exceeds beta 0\.2"),
        ({"spend_at": [0.2, 0.4, 1]}, "read at 3 fractions for 2 looks"),
    ],
)
def test_a_wrong_design_is_one_sentence(changed: dict[str, object], sentence: str) -> None:
    asked = {"fractions": [0.5, 1], "alpha": 0.05, "sides": 1, "power": 0.8, "efficacy": POCOCK, **changed}
    with pytest.raises(InputError, match=sentence):
        bounds(**asked)  # type: ignore[arg-type]


def test_a_wrong_power_threshold_is_one_sentence() -> None:
    with pytest.raises(InputError, match="Threshold of the power is 1"):
        PowerBelow(1.0, "trend", False)
    with pytest.raises(InputError, match="is unknown; give trend, design, predictive"):
        PowerBelow(0.2, "hope", False)  # type: ignore[arg-type]
