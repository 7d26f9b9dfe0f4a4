"""The studies as a question sees them."""

from __future__ import annotations

from made_up import trial

from pulposus.claims.schema import Effect, Product, Treatments
from pulposus.claims.views import counted_as_responders, has, keys, seen
from pulposus.treatment import load, names

ASKED = Effect(kind="effect", name="less pain", asks="pain is lower", measure="pain")


def test_an_arm_has_a_product_of_class_donor_and_carrier() -> None:
    arm, control = trial().arms
    assert has(arm, Product())
    assert has(arm, Product(donor="donor", carriers=("saline",)))
    assert not has(arm, Product(donor="own"))
    assert not has(arm, Product(classes=("gel",)))
    assert not has(control, Product())


def test_a_study_without_both_arms_is_not_seen() -> None:
    assert [study.key for study in seen([trial("both"), trial("cohort", design="single arm")], ASKED)] == ["both"]
    assert seen([trial(control="bm_msc_control")], ASKED) == []  # the control is a treatment of its own


def test_a_control_in_the_same_setting_comes_before_others() -> None:
    study = trial()
    sham = study.arms[1].model_copy(update={"key": "sham", "treatment": "sham", "setting": "sham"})
    (found,) = seen([study.model_copy(update={"arms": (*study.arms, sham)})], ASKED)
    assert [arm.key for arm in found.arms] == ["cells", "control"]
    (found,) = seen([study.model_copy(update={"arms": (study.arms[0], sham)})], ASKED)
    assert [arm.key for arm in found.arms] == ["cells", "sham"]


def test_shares_of_another_measure_stand_as_responders() -> None:
    share = {"month": 12, "measure": "surgery", "statistic": "share", "value": 0.1}
    (found,) = counted_as_responders([trial(outcomes=[share])], "surgery")
    assert [(o.measure, o.value, o.words) for o in found.arms[0].outcomes] == [("responders", 0.1, "surgery")]


def test_treatments_by_group_and_by_key() -> None:
    cells = keys(Treatments(group="cells"))
    assert set(cells) == {key for key in names() if load(key).group == "cells"}
    assert keys(Treatments(keys=("fusion",))) == ("fusion",)
    assert keys(Treatments()) == ()
