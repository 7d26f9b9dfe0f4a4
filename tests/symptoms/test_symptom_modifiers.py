"""Patient modifiers: what acts is as published, and what is null changes nothing, bit for bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pulposus.library import facts, value
from pulposus.symptoms import SymptomPatient, adherence, baseline_odds, draw_unknowns, progression_ratio, simulate
from pulposus.symptoms.adherence import factor, mean_trial_effect, trial_effect
from pulposus.symptoms.context import true_score, typical_patient
from pulposus.symptoms.modifiers import ATTRIBUTES
from pulposus.symptoms.natural import favourable_weight, with_persistence
from pulposus.symptoms.relief import relief_change
from pulposus.treatment import load

FACTS = facts("modifiers")
N = 4000
UNKNOWNS = draw_unknowns(N, 3)
MONTHS = np.array([0.0, 1.0, 3.0, 12.0, 24.0])
TYPICAL = typical_patient()
NULLS = {
    "age_y": 75.0,
    "female": True,
    "bmi_kg_m2": 38.0,
    "smoker": True,
    "diabetes": True,
    "heavy_work": True,
    "root_compression": True,
    "adherence_percent": 20.0,
}


def run(patient: SymptomPatient, key: str = "discectomy") -> dict[str, np.ndarray]:
    treatment = load(key)
    draws = simulate(patient, MONTHS, 64, 1, {key: treatment.context}, None, {key: treatment.relief})
    one = draws.treatments[key]
    return one.outcomes | {f"read {name}": column for name, column in one.observed.items()}


@pytest.mark.parametrize("name", NULLS)
@pytest.mark.parametrize("key", ["natural", "nsaid", "sham", "saline", "prp"])
def test_nulls_change_nothing_bit_for_bit(name: str, key: str) -> None:
    plain, other = run(TYPICAL, key), run(replace(TYPICAL, **{name: NULLS[name]}), key)
    for column, values in plain.items():
        np.testing.assert_array_equal(values, other[column])


def test_every_null_is_zero_has_a_source_and_names_an_attribute() -> None:
    nulls = [name for name in FACTS if name.startswith("null_")]
    assert len(nulls) >= 10
    for name in nulls:
        assert FACTS[name].value == 0
        assert FACTS[name].spread_kind == "none"
        assert name.split("_", 2)[2] in ATTRIBUTES
    for name in ("smoker", "bmi", "heavy_work"):
        assert FACTS.source(f"null_progression_{name}").key == "rustenburg_2019"


def test_nobody_degenerates_faster_by_lifestyle() -> None:
    assert progression_ratio(replace(TYPICAL, smoker=True, bmi_kg_m2=40.0, heavy_work=True, diabetes=True)) == 1


def test_a_null_that_were_none_would_act(monkeypatch: pytest.MonkeyPatch) -> None:
    """The nulls are applied as facts: the tests above could fail."""
    library = dict(FACTS)
    library["null_progression_smoker"] = FACTS["null_progression_smoker"].model_copy(update={"value": np.log(2.0)})
    monkeypatch.setattr("pulposus.symptoms.modifiers.facts", lambda _: library)
    assert progression_ratio(replace(TYPICAL, smoker=True)) == pytest.approx(2)
    assert progression_ratio(replace(TYPICAL, smoker=False)) == 1


def test_adherence_reproduces_the_gradient_between_trials_or_none() -> None:
    """-17.83 at 90 to 100 % and -6.93 at 70 to 89 %: their ratio at s = 1, no difference at s = 0."""
    shares = np.array([0.95, 0.795])
    full = factor(shares, np.ones(2))
    assert full[0] / full[1] == pytest.approx([17.83 / 6.93, 9.69 / 3.80])
    np.testing.assert_array_equal(factor(shares, np.zeros(2)), np.ones((2, 2)))
    assert not factor(np.zeros(1), np.zeros(1)).any()  # a programme that nobody follows does nothing
    person = UNKNOWNS.modifiers["adherence_person_share"]
    assert person.min() < 0.01
    assert person.max() > 0.99


def test_mean_effect_of_unknown_adherence_is_that_of_the_trials() -> None:
    draws = np.linspace(0.4, 1.0, 200001)
    assert mean_trial_effect("pain") == pytest.approx(trial_effect(draws, "pain").mean(), rel=1e-4)
    made = factor(UNKNOWNS.modifiers["adherence_share"], UNKNOWNS.modifiers["adherence_person_share"])
    assert made.mean(axis=0) == pytest.approx([1, 1], abs=0.02)


def test_only_programmes_depend_on_adherence() -> None:
    good, poor = (replace(TYPICAL, adherence_percent=percent) for percent in (95.0, 75.0))
    month = np.array([3.0])
    exercise = [relief_change(load("exercise").relief, p, month, UNKNOWNS).mean(axis=0)[0] for p in (good, poor)]
    assert np.all(exercise[0] < 1.3 * exercise[1])
    np.testing.assert_array_equal(*(relief_change(load("nsaid").relief, p, month, UNKNOWNS) for p in (good, poor)))


def test_disc_and_person_follow_the_same_share() -> None:
    np.testing.assert_array_equal(adherence(None, N, 3), UNKNOWNS.modifiers["adherence_share"])
    np.testing.assert_array_equal(adherence(80.0, 4, 3), np.full(4, 0.8))


def test_low_mood_lifts_the_level_to_which_scores_return_but_no_effect() -> None:
    """0.31 SD before and after surgery; what is scored today is known, so only its chance part moves."""
    low = replace(TYPICAL, low_mood=True)
    plain, lifted = (true_score(patient, UNKNOWNS)[0] for patient in (TYPICAL, low))
    scored = np.array([[21.0**2, 0.63 * 21 * 15], [0.63 * 21 * 15, 15.0**2]])
    reliable = np.array([0.785, 0.84])
    true = scored.copy()
    true[(0, 1), (0, 1)] *= reliable
    expected = (np.eye(2) - true @ np.linalg.inv(scored)) @ (0.31 * np.array([21.0, 15.0]))
    assert (lifted - plain).mean(axis=0) == pytest.approx(expected, rel=0.05)
    month = np.array([3.0])
    relief = load("nsaid").relief
    np.testing.assert_array_equal(*(relief_change(relief, p, month, UNKNOWNS) for p in (TYPICAL, low)))


def test_modic_1_makes_recent_pain_stay_and_entrenched_pain_hardly() -> None:
    weight = np.array([favourable_weight(6.0, np.array([12.0]))[0]])
    worse = with_persistence(weight, np.array([7.2]))
    odds = [w / (1 - w) for w in (weight[0], worse[0])]
    assert odds[0] / odds[1] == pytest.approx(7.2)
    recent = SymptomPatient(60, 40, 5)
    plain, modic, other = (run(p, "natural")["pain_0_100"][:, 3].mean() for p in (
        recent, replace(recent, modic=1), replace(recent, modic=2)))  # fmt: skip
    assert other == plain
    assert 0.5 < modic - plain < 8
    drawn = UNKNOWNS.modifiers["modic_1_persistence_odds"]
    assert 0.1 < (drawn <= 1).mean() < 0.3
    assert np.quantile(drawn, 0.999) > value("modifiers", "published_modic_1_persistence_odds") * 0.9


def test_smokers_gain_less_after_fusion_by_the_published_difference() -> None:
    month = np.array([60.0])
    smoker = replace(TYPICAL, smoker=True)
    lost = relief_change(load("fusion").relief, smoker, month, UNKNOWNS) - relief_change(
        load("fusion").relief, TYPICAL, month, UNKNOWNS
    )
    gains = [
        value("modifiers", f"published_nonsmoker_fusion_{o}") - value("modifiers", f"published_smoker_fusion_{o}")
        for o in ("pain", "odi")
    ]
    assert 100 * lost[:, 0].mean(axis=0) / TYPICAL.scores == pytest.approx(gains, abs=0.2)
    assert np.all((lost[:, 0] < 0).mean(axis=0) > 0.03)  # intervals overlap: none is included


def test_odds_are_for_populations_and_multiply() -> None:
    n = 2000
    assert np.all(baseline_odds("degeneration", SymptomPatient(0, 0, 0), n, 1) == 1)
    fat = SymptomPatient(0, 0, 0, bmi_kg_m2=32.0)
    both = replace(fat, diabetes=True)
    assert np.median(baseline_odds("degeneration", fat, n, 1)) == pytest.approx(1.79, rel=0.02)
    np.testing.assert_allclose(
        baseline_odds("degeneration", both, n, 1),
        baseline_odds("degeneration", fat, n, 1) * baseline_odds("degeneration", replace(both, bmi_kg_m2=None), n, 1),
    )
    interval = np.quantile(baseline_odds("chronic_pain", SymptomPatient(0, 0, 0, smoker=True), n, 1), [0.025, 0.975])
    assert interval == pytest.approx([1.27, 2.50], rel=0.03)
    old = SymptomPatient(0, 0, 0, age_y=50.0, female=True)
    assert baseline_odds("disabling_pain", old, n, 1)[0] == pytest.approx(3.69 * 1.07**10)
    assert np.all(baseline_odds("degeneration", old, n, 1) == 1)
