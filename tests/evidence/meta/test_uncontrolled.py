"""Changes within arms, in three groups that stay apart."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from pulposus.evidence.load import studies
from pulposus.evidence.meta.gathered import Question
from pulposus.evidence.meta.kinds import Changes
from pulposus.evidence.meta.uncontrolled import changes


def base(build: SimpleNamespace) -> list[object]:
    cells = [build.pain(6, -20, sd=20), build.pain(12, -30, sd=24)]
    return [
        build.study("trial", build.arm("cells", "bm_msc", cells, product=build.CELLS, n=36),
                    build.arm("sham", "sham", [build.pain(12, -20, sd=20)], n=25)),
        build.study("cohort", build.arm("cells", "bm_msc", [build.pain(12, -45, sd=20)], product=build.CELLS),
                    design="single arm"),
        build.study("plasma", build.arm("prp", "prp", [build.pain(12, -25, sd=20)],
                    product={"product_class": "platelet-rich plasma"}), design="single arm"),
    ]  # fmt: skip


def test_each_group_has_its_own_arms(build: SimpleNamespace) -> None:
    found = {
        group: [(one.study, one.arm, one.value) for one in changes(base(build), Question("pain"), group).effects.items]
        for group in ("cohorts", "treated arms", "control arms")
    }
    assert found == {
        "cohorts": [("cohort", "cells", -45)],
        "treated arms": [("trial", "cells", -30)],
        "control arms": [("trial", "sham", -20)],
    }


def test_they_are_changes_with_their_variance(build: SimpleNamespace) -> None:
    effects = changes(base(build), Question("pain"), "treated arms").effects
    assert isinstance(effects, Changes)
    assert effects.variances == pytest.approx([24**2 / 36])


def test_responders_are_log_odds(build: SimpleNamespace) -> None:
    share = {"month": 12, "measure": "responders", "statistic": "share", "value": 0.6, "words": "pain halved"}
    cohort = build.study("c", build.arm("cells", "bm_msc", [share], product=build.CELLS, n=10), design="single arm")
    effects = changes([cohort], Question("responders"), "cohorts").effects
    assert effects.scale == "log odds"
    assert effects.items[0].value == pytest.approx(math.log(6 / 4))


def test_what_is_left_out_says_why(build: SimpleNamespace) -> None:
    late = build.study("l", build.arm("cells", "bm_msc", [build.pain(36, -40, sd=20)], product=build.CELLS),
                       design="single arm")  # fmt: skip
    assert [o.why for o in changes([late], Question("pain"), "cohorts").left_out] == [
        "no pain in numbers from month 3 to 18"
    ]


def test_no_cohort_of_the_base_has_a_control() -> None:
    single = {study.key for study in studies() if study.design == "single arm"}
    found = changes(studies(), Question("pain"), "cohorts").effects.items
    assert found
    assert {one.study for one in found} <= single
