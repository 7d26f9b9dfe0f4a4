"""Control arms: where the priors come from, and whether simulated arms look like published ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from pulposus.calibration import table
from pulposus.evidence import load
from pulposus.library import facts
from pulposus.symptoms import Setting, SymptomDraws, SymptomPatient, SymptomUnknowns, draw_unknowns, simulate
from pulposus.symptoms.context import (
    SETTINGS,
    arm_change,
    needle_profile,
    response,
    typical_natural_change,
    typical_patient,
)
from pulposus.treatment.schema import CONTEXTS

Float = NDArray[np.float64]
FACTS = facts("symptoms")
TWELVE = np.array([12.0])


def one_trial_each(n_trials: int, n_people: int, seed: int) -> SymptomUnknowns:
    """Draws of ``n_trials`` trials with ``n_people`` each: what belongs to a trial is shared by its people."""
    trials = draw_unknowns(n_trials, seed).take(np.repeat(np.arange(n_trials), n_people))
    people = draw_unknowns(n_trials * n_people, seed + 1)
    own = ("z_true_score", "z_person", "z_response")
    return replace(trials, **{name: getattr(people, name) for name in own})


@pytest.fixture(scope="module")
def arms() -> SymptomDraws:
    """150 trials of 60 typical participants per arm."""
    unknowns = one_trial_each(150, 60, 11)
    settings: dict[str, Setting] = {"care": "natural course", "sham": "sham", "saline": "intradiscal saline"}
    return simulate(typical_patient(), np.array([6.0, 12.0]), 9000, 7, settings, unknowns=unknowns)


def by_trial(values: Float | NDArray[np.bool_]) -> Float:
    return np.asarray(values.reshape(150, 60).mean(axis=1), dtype=np.float64)


def test_odi_arm_follows_from_arms_that_report_both() -> None:
    """ODI per point of pain: INTRACEPT ablation 12 mo, Brox rehabilitation and fusion 4 y, Peng active arm,
    VAST allograft at one site, Phillips fusion series (records of the reference)."""
    pairs = [(-25.7, -38), (-16.4, -19.5), (-14.4, -20.6), (-35.58, -52.5), (-28.69, -33.06), (-22.2, -36.8)]
    ratios = [odi / pain for odi, pain in pairs]
    assert np.mean(ratios) == pytest.approx(0.7, abs=0.05)
    for name in ("sham_arm_change", "trial_sd"):
        assert FACTS[f"odi_{name}"].value / FACTS[f"pain_{name}"].value == pytest.approx(0.7, abs=0.03)


def printed(study: str, arm: str, measure: str) -> float:
    """A number of the evidence base as the calibration takes it: change in points, or a share."""
    found = load.study(study)
    chosen = found.arm(arm)
    return next(table.printed(found, chosen, o).change for o in chosen.outcomes if o.month > 0 and o.measure == measure)


CONTROLS = (("vast_2021", "saline"), ("peng_2010", "saline"), ("noriega_2017", "sham"), ("amirdelfan_2021", "saline"))


def test_published_control_arms_are_ordinary_draws(arms: SymptomDraws) -> None:
    """They are in the calibration: this is agreement, not prediction (that is left_out)."""
    simulated = by_trial(arms.treatments["saline"].observed["pain_0_100"][:, 1]) - arms.patient.pain_0_100
    low, high = np.quantile(simulated, [0.025, 0.975])
    changes = [printed(study, arm, "pain") for study, arm in CONTROLS]
    assert all(low < change < high for change in changes)
    assert simulated.mean() == pytest.approx(np.mean(changes), abs=5)
    odi = by_trial(arms.treatments["saline"].observed["odi_0_100"][:, 1]) - arms.patient.odi_0_100
    low, high = np.quantile(odi, [0.025, 0.975])
    assert low < printed("peng_2010", "saline", "odi") < high


def test_responders_of_control_arms(arms: SymptomDraws) -> None:
    """RESPINE counts 20 mm and 20 % of pain or 20 % of ODI; IMBI 30 % of pain; both in the calibration."""
    sham = arms.treatments["sham"].observed
    pain = 1 - sham["pain_0_100"][:, 1] / arms.patient.pain_0_100
    odi = 1 - sham["odi_0_100"][:, 1] / arms.patient.odi_0_100
    respine = by_trial(((pain >= 0.2) & (pain * arms.patient.pain_0_100 >= 20)) | (odi >= 0.2))
    low, high = np.quantile(respine, [0.05, 0.95])
    assert low < printed("respine_2024", "sham", "responders") < high
    saline = arms.treatments["saline"].observed["pain_0_100"][:, 0]
    imbi = by_trial(saline <= 0.7 * arms.patient.pain_0_100)
    low, high = np.quantile(imbi, [0.05, 0.95])
    assert low < printed("imbi_2019", "placebo", "responders") < high


def test_natural_course_is_counted_once() -> None:
    """Of a typical participant the sham arm changes by the arm's change, whatever its natural part was."""
    unknowns = draw_unknowns(512, 2)
    still = {"z_true_score": np.zeros((512, 2)), "z_person": np.zeros((512, 2)), "z_response": np.zeros((512, 2))}
    draws = simulate(
        typical_patient(), TWELVE, 512, 2, {"sham": "sham"}, unknowns=replace(unknowns, **still)
    ).treatments["sham"]
    expected = np.clip(typical_patient().scores + unknowns.sham_arm_change, 0, 100)
    np.testing.assert_allclose(draws.outcomes["pain_0_100"][:, 0], expected[:, 0], atol=0.02)
    np.testing.assert_allclose(draws.outcomes["odi_0_100"][:, 0], expected[:, 1], atol=0.02)


def test_sham_and_saline_share_their_trial() -> None:
    unknowns = draw_unknowns(2000, 5)
    sham, saline = arm_change("sham", unknowns), arm_change("intradiscal saline", unknowns)
    assert np.corrcoef(sham[:, 0], saline[:, 0])[0, 1] > 0.9
    np.testing.assert_allclose(saline - sham, unknowns.saline_minus_sham, rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(arm_change("natural course", unknowns), typical_natural_change(unknowns))


def test_response_profile_is_one_at_the_effect_month_and_peaks_early() -> None:
    months = np.array([0, 1.4, 3, 6.2, 12, 24.0])
    profile = np.median(needle_profile(months, draw_unknowns(2000, 3)), axis=0)
    assert profile[0] == 0
    assert profile[4] == pytest.approx(1)
    # Within-group change in trials over that at 52 weeks: 1.1, 1.3, 1.2 at 6, 13, 27 weeks (Artus 2014).
    assert profile[1:4] == pytest.approx([1.11, 1.33, 1.22], abs=0.25)
    assert 0.5 < profile[5] < 1


def test_a_patient_with_little_pain_cannot_have_a_large_response() -> None:
    draws = simulate(SymptomPatient(10, 8, 60), TWELVE, 2000, 1, {"care": "natural course", "sham": "sham"})
    care, sham = (draws.treatments[key].outcomes["pain_0_100"].mean() for key in ("care", "sham"))
    assert 0 < care - sham < 4


def test_settings_are_those_of_treatments() -> None:
    assert SETTINGS == CONTEXTS


def test_a_placebo_pill_is_strijkers_at_short_term_and_fades() -> None:
    """-0.37 SD of pain (about 8 points) and -0.19 of function against nothing; not significant at medium term."""
    months = np.array([0.0, 2.0, 12.0])
    unknowns = draw_unknowns(4000, 5)
    added = response("placebo pill", typical_patient(), months, unknowns)
    assert added[:, 1].mean(axis=0) == pytest.approx([-0.37 * 21, -0.19 * 15], abs=0.1)
    assert np.all(added[:, 0] == 0)
    assert np.all(np.abs(added[:, 2].mean(axis=0)) < 1.5)
    error = (unknowns.pill_response.std(axis=0) / np.array([21, 15])).tolist()
    assert error == pytest.approx([(0.55 - 0.18) / 3.92, (0.39 + 0.01) / 3.92], rel=0.05)


def test_the_pill_arm_is_its_response_on_the_natural_course() -> None:
    unknowns = draw_unknowns(200, 5)
    month = np.array([12.0])
    own = replace(unknowns, z_response=np.zeros_like(unknowns.z_response))
    added = response("placebo pill", typical_patient(), month, own)[:, 0]
    np.testing.assert_allclose(arm_change("placebo pill", own), typical_natural_change(own) + added, rtol=1e-12)
