"""What the arms of a trial do to the disc, and the outputs of an emulator there and back."""

from __future__ import annotations

import numpy as np
from tests.trial.disc.made import alike

from pulposus.library import value
from pulposus.symptoms.mechanism import saturating_ratio
from pulposus.treatment import combine, load
from pulposus.trial.disc.actions import arm_actions, distinct
from pulposus.trial.disc.emulator import layout_of
from pulposus.trial.disc.outputs import alive_back, ratios_back
from pulposus.trial.disc.severity import changes, first_severity

ARMS = {
    "control": load("saline"),
    "low": load("bm_msc").with_dose(6.0),
    "high": load("bm_msc").with_dose(18.0),
    "pill": load("nsaid"),
    "both": combine([load("bm_msc"), load("exercise")]),
}


def test_arms_that_do_what_their_control_does_are_silent() -> None:
    found = arm_actions(ARMS)
    assert [key for key, arm in found.items() if arm.silent] == ["control", "pill"]
    # of cells with a programme whose effect was measured in trials only the cells speak through the disc
    assert found["both"].part == arm_actions({"cells": load("bm_msc")})["cells"].own != found["both"].own


def test_every_action_stands_once() -> None:
    actions = distinct(ARMS)
    assert len(actions) == len(set(actions)) == 6  # saline, 6, 18, nothing, 20 with a programme, 20
    assert actions == distinct(ARMS | {"again": load("saline")})


def test_responses_go_there_and_back() -> None:
    layout = layout_of(ARMS, (0.0, 3.0, 12.0))
    rng = np.random.default_rng(0)
    driver = 1 - 0.02 * rng.random((5, len(layout.actions), 3))
    ratio = layout.ratios(driver)
    number = {action: k for k, action in enumerate(layout.actions)}
    low, control = (number[arm_actions(ARMS)[key].own] for key in ("low", "control"))
    signal = 1 - driver[:, low] / driver[:, control]
    np.testing.assert_allclose(ratio[:, 0], saturating_ratio(signal, value("symptoms", "reference_signal")))
    ceiling = value("symptoms", "effect_ceiling")
    np.testing.assert_allclose(ratios_back(np.arctanh(ratio / ceiling)), ratio)
    assert np.abs(ratios_back(np.array([-50.0, 50.0]))).max() <= ceiling
    np.testing.assert_allclose(alive_back(np.log(np.array([0.0, 0.5, 3.0]) + 1e-3)), [0.0, 0.5, 3.0], atol=1e-12)


def test_outputs_split_by_arm_and_action() -> None:
    layout = layout_of(ARMS, (0.0, 3.0, 12.0))
    blocks = 3 + 6 + 6 + len(layout.celled)
    parts = layout.split(np.arange(2.0 * 2 * blocks).reshape(2, -1))
    assert [part.shape for part in parts] == [(2, 3, 2), (2, 6, 2), (2, 6, 2), (2, 4, 2)]
    np.testing.assert_array_equal(np.concatenate(parts, axis=1).reshape(2, -1), np.arange(4.0 * blocks).reshape(2, -1))


def test_severity_follows_water_and_lies_within_the_grade() -> None:
    traits = alike(200, grade=4)
    first = first_severity(traits, 3)
    assert np.all((first >= 3.5) & (first <= 4.5))
    assert np.std(first) > 0.1
    dried = np.array([[0.8, 0.75]] * 2)
    severity, T2 = changes(np.array([2.0, 3.0]), dried, np.zeros((2, 2)))
    assert np.all(severity[:, 0] == 0)
    assert np.all(T2[:, 0] == 0)
    assert np.all(severity[:, 1] > 0)
    assert np.all(T2[:, 1] < 0)
