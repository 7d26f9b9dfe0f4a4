"""Studies as arrays, and which arms inform what."""

from __future__ import annotations

import numpy as np
import pytest
from tests.calibration.made import HALF, arm, cohort, make, number, trial

from pulposus.calibration.effects import cells_profile, effects_of, profile
from pulposus.calibration.groups import controlled, uncontrolled
from pulposus.calibration.table import build
from pulposus.evidence.load import studies
from pulposus.evidence.schema import Study


def test_percent_change_is_read_on_the_baseline() -> None:
    study = make(
        "percent", "randomised",
        arm("a", "control", "saline", "intradiscal saline", 20, number(0, "pain", "mean", 70.0, sd=12.0),
            number(12, "pain", "percent_change", -40.0)),
        arm("b", "control", "sham", "sham", 20, number(6, "responders", "share", 0.3, definition=HALF)),
    )  # fmt: skip
    table = build(controlled([study]))
    np.testing.assert_allclose(table.score, [42.0])
    assert table.scores[0].change == pytest.approx(-28.0)
    assert np.isnan(table.score_sd[0])  # an SD of per cents would not be one of points
    np.testing.assert_allclose(table.baseline[0], [70.0, 45.0])
    np.testing.assert_allclose(table.share, [0.3])
    np.testing.assert_array_equal(table.saline, [1.0, 0.0])


def test_the_two_groups_share_no_arm() -> None:
    base = studies()
    inside = {(study.key, one.key) for study, one in controlled(base)}
    outside = {(study.key, one.key) for study, one in uncontrolled(base)}
    assert inside
    assert outside
    assert not inside & outside
    assert all(study.same_people_as is None for study, _ in (*controlled(base), *uncontrolled(base)))


def test_only_randomised_arms_with_another_to_hold_them_against_inform_an_effect() -> None:
    fair = trial("fair", -20.0, -25.0)
    alone = make("alone", "randomised", *[one for one in trial("x", -1.0, -60.0).arms if one.role == "treatment"])
    open_label = trial("open", -5.0, -30.0).model_copy(update={"design": "controlled, not randomised"})
    inside = {(study.key, one.key) for study, one in controlled([fair, alone, open_label, cohort("c", -50.0)])}
    assert inside == {("fair", "saline"), ("fair", "cells"), ("open", "saline")}
    outside = {study.key for study, _ in uncontrolled([fair, alone, open_label, cohort("c", -50.0)])}
    assert outside == {"alone", "open", "c"}


def test_people_are_counted_once() -> None:
    first = trial("first", -20.0, -25.0)
    again: Study = first.model_copy(update={"key": "again", "same_people_as": "first"})
    assert len(controlled([first, again])) == 2


def test_effects_of_arms() -> None:
    cells, control = (one for one in trial("x", -1.0, -2.0).arms[::-1])
    assert effects_of(cells).cells == "expanded marrow cells"
    assert effects_of(cells).carrier is None  # salt water is the setting
    assert effects_of(control) == effects_of(arm("s", "control", "sham", "sham", 5))
    fusion = effects_of(arm("f", "treatment", "fusion", "natural course", 5))
    assert [name for name, _ in fusion.others] == ["exercise", "fusion_minus_exercise"]
    unknown = effects_of(arm("d", "treatment", "methylene_blue", "intradiscal saline", 5))
    assert unknown.others == (("methylene_blue", None),)


def test_time_courses() -> None:
    assert cells_profile(12) == 1
    assert cells_profile(1) > cells_profile(6) > 1 > cells_profile(24) > cells_profile(36)
    assert cells_profile(90) == cells_profile(36)
    assert profile(None, 3) == 1
