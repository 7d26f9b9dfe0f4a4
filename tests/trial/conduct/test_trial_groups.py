"""Groups of people: their means by hand, and what a rule costs in screening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from pulposus.symptoms.many import errors_of, of_people
from pulposus.trial.conduct.grouping import Cohort, Group, groups
from pulposus.trial.conduct.groups import group_rows
from pulposus.trial.conduct.pool import Pool, patients_of
from pulposus.trial.conduct.rates import Rates
from pulposus.trial.conduct.simulate import Scene, simulate, treatments
from pulposus.trial.design import Design
from pulposus.trial.outcome.scores import People, setting_line, treatment_change
from pulposus.trial.outcome.worlds import draw_worlds, middle_world
from pulposus.trial.people.draw import draw


def half(n: int) -> list[Group]:
    """Everybody, and every other person."""
    every, other = np.ones(n, dtype=bool), np.arange(n) % 2 == 0
    return [
        Group("all", "all", "everybody", every, np.nan, 1.0, 5.0),
        Group("subgroup", "other", "every other", other, np.nan, 0.5, 10.0),
    ]


def test_means_of_groups_by_hand(make_design: Callable[..., Design], make_pool: Callable[..., Pool]) -> None:
    design = make_design()
    pool = make_pool(design, n=80)
    rows = group_rows(design, pool, half(80), 4, 2).to_pandas()
    assert rows.world.tolist() == [4, 4, 5, 5]
    assert rows.group.tolist() == ["all", "other"] * 2
    worlds = draw_worlds(design.size.worlds, design.seed)
    given, month = treatments(design, null=False), np.array([12.0])
    for world in (4, 5):
        rng = np.random.default_rng([design.seed, world, 5])
        people = People(patients_of(pool.people), of_people(worlds, np.full(80, world), rng))
        error = errors_of(people.unknowns, 1, rng)
        line = setting_line("intradiscal saline", people, month)
        gain = treatment_change(given["cells"], people, month, pool.responses["cells"]["ratio"][:, [1]])
        before = pool.people.pain_0_100
        control, active = (np.clip(line + add + error, 0, 100)[:, 0, 0] - before for add in (0.0, gain))
        for group, step in (("all", 1), ("other", 2)):
            row = rows[(rows.world == world) & (rows.group == group)].iloc[0]
            a, c, start = active[::step], control[::step], before[::step]
            assert row.difference == pytest.approx(sum(a - c) / len(a))
            assert row.control_change == pytest.approx(np.mean(c))
            assert row.sd_arm == pytest.approx(np.std(a))
            assert row.sd_control == pytest.approx(np.std(c))
            assert row.correlation == pytest.approx(np.corrcoef(c, start)[0, 1])
            assert row.people == len(a)


ENDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "responder": ({"kind": "responder", "month": 12, "definition": {"pain": {"percent": 30}}}, {}),
    "image": ({"kind": "mri", "measure": "height_mm", "month": 12}, {}),
    "time": ({"kind": "time", "measure": "reoperation"}, {"reoperation": {}}),
}


@pytest.mark.parametrize("kind", ENDS)
def test_other_primary_endpoints(kind: str, make_design: Callable[..., Design], make_pool: Callable[..., Pool]) -> None:
    end, events = ENDS[kind]
    design = make_design(endpoints=[{"key": "main"} | end], primary=["main"], events=events or None)
    pool = make_pool(design, n=80)
    rows = group_rows(design, pool, half(80), 0, 1).to_pandas()
    found = rows.difference[0]
    if kind == "responder":
        assert 0 <= rows.control_change[0] <= 1
        assert found * 80 == pytest.approx(round(found * 80))
    elif kind == "image":
        assert found == pytest.approx(np.mean(pool.people.middle_height_mm) * (np.exp(0.02) - 1), rel=0.1)
    else:
        assert np.isnan(found)


@pytest.mark.parametrize("measure", ["height_mm", "t2_ms", "severity", "read_grade"])
def test_images_spread_as_in_a_simulated_trial(
    measure: str,
    make_design: Callable[..., Design],
    make_pool: Callable[..., Pool],
    make_rates: Callable[..., Rates],
) -> None:
    """Spread in arms, correlation with the image before and difference, beside a large trial that nobody leaves."""
    n = 3000
    end = {"key": "main", "kind": "mri", "measure": measure, "month": 12}
    design = make_design(endpoints=[end], primary=["main"])
    pool = make_pool(design, n=n)
    row = group_rows(design, pool, half(n), 0, 1).to_pandas().iloc[0]
    arm = np.arange(2 * n)[None] % 2
    scene = Scene(middle_world(design.seed), make_rates())
    trials = simulate(design, pool, np.repeat(np.arange(n), 2)[None], arm, scene, np.random.default_rng(1))
    before, at = (image[0] for image in trials.images["main"])
    change, own = at - before, arm[0] == 0
    assert row.sd_control == pytest.approx(np.std(change[own]), rel=0.05)
    assert row.sd_arm == pytest.approx(np.std(change[~own]), rel=0.05)
    assert row.correlation == pytest.approx(np.corrcoef(change[own], before[own])[0, 1], abs=0.05)
    spread = np.std(change) * np.sqrt(2 / n)
    assert row.difference == pytest.approx(change[~own].mean() - change[own].mean(), abs=4 * spread)


RULES = ("low back pain: at least 40 points", "age: 18 to 70 years")


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    """1,000 candidates: 200 may enrol, 100 break the first rule alone, 50 the second, the rest more."""
    people = draw(350, 9)
    failed = np.repeat([0, 1, 1], [200, 100, 50])
    rule = np.repeat(["", *RULES], [200, 100, 50])
    return Cohort(people, failed, rule, np.ones(350, dtype=bool), 1000 / 200)


def test_without_a_rule_more_may_enrol(cohort: Cohort, make_design: Callable[..., Design]) -> None:
    found = {group.key: group for group in groups(make_design(), cohort)}
    assert found["all"].mask.sum() == 200
    assert found["all"].screened_per_enrolled == 5.0
    for rule, more in zip(RULES, (100, 50), strict=True):
        group = found[rule]
        assert group.kind == "rule"
        assert group.mask.sum() == 200 + more
        assert not group.mask[cohort.failed_rule == next(other for other in RULES if other != rule)].any()
        assert group.share == pytest.approx((200 + more) / 200)
        assert group.screened_per_enrolled == pytest.approx(1000 / (200 + more))


def test_people_apart_from_the_first_candidates_tell_nothing_of_a_rule(
    cohort: Cohort, make_design: Callable[..., Design]
) -> None:
    together = np.ones(350, dtype=bool)
    together[100:200] = False  # able people who came after the last who broke one rule
    later = Cohort(cohort.people, cohort.failed, cohort.failed_rule, together, 5.0)
    found = {group.key: group for group in groups(make_design(), later)}
    assert found["all"].mask.sum() == 200
    assert found[RULES[0]].mask.sum() == 200
    assert found[RULES[0]].share == pytest.approx(2.0)


def test_subgroups_and_limits_are_of_people_who_may_enrol(cohort: Cohort, make_design: Callable[..., Design]) -> None:
    explore = {
        "selection": {"field": "pain_0_100", "rule": "at_least", "values": [50, 60]},
        "subgroups": [{"key": "young", "rules": [{"field": "age_y", "rule": "below", "value": 40}]}],
    }
    able, people = cohort.failed == 0, cohort.people
    found = {group.key: group for group in groups(make_design(explore=explore), cohort)}
    wanted = {
        "pain_0_100_60": people.pain_0_100 >= 60,
        "young": people.age_y < 40,
        "pain_below_60": people.pain_0_100 < 60,
        "modic_none": people.modic == 0,
        "level_l4_5": people.level == "L4/5",
        "pfirrmann_3": people.pfirrmann == 3,
    }
    for key, mask in wanted.items():
        share = np.mean(mask[able])
        assert np.array_equal(found[key].mask, able & mask), key
        assert found[key].share == pytest.approx(share)
        assert found[key].screened_per_enrolled == pytest.approx(5.0 / share)
    assert found["pain_0_100_60"].limit == 60
