"""Leave-one-out against R's metafor 3.8-1."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pulposus.evidence.meta.influence import leave_one_out
from pulposus.evidence.meta.kinds import Difference, Differences

# leave1out(rma(yi, vi, data=dat, test="knha")): estimate, se, tau2, ci.lb, ci.ub
BCG = (
    (-0.7070837847, 0.1940027384, 0.3361567018, -1.134080933, -0.2800866364),
    (-0.6540312003, 0.1813919417, 0.2925830840, -1.053272172, -0.2547902284),
    (-0.6855544108, 0.1886953525, 0.3207379296, -1.100870081, -0.2702387402),
    (-0.6284093698, 0.1819371938, 0.2627581481, -1.028850433, -0.2279683062),
    (-0.7641700951, 0.1919461507, 0.3278032604, -1.186640724, -0.3416994658),
    (-0.7108765556, 0.1997466777, 0.3595540704, -1.150516029, -0.2712370822),
    (-0.6552475998, 0.1808013392, 0.2930258698, -1.053188664, -0.2573065353),
    (-0.7947676045, 0.1822951066, 0.2731829294, -1.195996429, -0.3935387802),
    (-0.7411972993, 0.1969210666, 0.3494520098, -1.174617645, -0.3077769540),
    (-0.6530329153, 0.1866891668, 0.2987245046, -1.063933001, -0.2421328297),
    (-0.7578586267, 0.1954682952, 0.3404882878, -1.188081444, -0.3276358096),
    (-0.7598120993, 0.1788976431, 0.3081622148, -1.153563157, -0.3660610418),
    (-0.7775361849, 0.1855406690, 0.3037333664, -1.185908444, -0.3691639259),
)


def test_bcg_is_metafors(bcg: Differences) -> None:
    for without, expected in zip(leave_one_out(bcg, test="Hartung-Knapp"), BCG, strict=True):
        random, spread = without.pooled.random, without.pooled.spread
        assert spread is not None
        assert (random.value, random.error, spread.tau2, random.low, random.high) == pytest.approx(expected, rel=1e-7)
        assert without.moved == pytest.approx(expected[0] + 0.7145323422, abs=1e-8)


def test_all_arms_of_a_study_go_together() -> None:
    items = (Difference("a", "low", 1.0, 1.0), Difference("a", "high", 2.0, 1.0), Difference("b", "b", 5.0, 1.0))
    found = leave_one_out(Differences(items))
    assert [(w.study, len(w.pooled.effects)) for w in found] == [("a", 1), ("b", 2)]


def test_one_study_has_nothing_to_be_left_out_of(make: Callable[..., Differences]) -> None:
    assert leave_one_out(make([1.0], [1.0])) == ()
