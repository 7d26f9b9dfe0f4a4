"""Effects that do not go through the disc: against published contrasts, and that they add up and end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr

from pulposus.errors import InputError
from pulposus.library import facts, value
from pulposus.symptoms import SymptomPatient, draw_unknowns, simulate
from pulposus.symptoms.context import typical_patient
from pulposus.symptoms.draws import calibrated, normal_width
from pulposus.symptoms.posterior import shipped
from pulposus.symptoms.relief import effect, profile, relief_change
from pulposus.treatment import Relief, load

FACTS = facts("relief")
N = 4000
TRIALS = draw_unknowns(N, 3)
UNKNOWNS = replace(TRIALS, relief_of_trial={name: np.zeros((N, 2)) for name in TRIALS.relief_of_trial})
"""Trials like the mean of all."""
PATIENT = replace(typical_patient(), modic=1, root_compression=True)
TREATMENTS = (
    "exercise", "nsaid", "opioid", "epidural_steroid", "intradiscal_steroid", "bvn_ablation", "discectomy", "fusion",
)  # fmt: skip


def published(name: str) -> tuple[float, float, float]:
    fact = FACTS[f"published_{name}"]
    assert isinstance(fact.spread, tuple)
    return fact.value, *fact.spread


def mean_change(key: str, month: float, patient: SymptomPatient = PATIENT) -> np.ndarray:
    change = relief_change(load(key).relief, patient, np.array([month]), UNKNOWNS)
    return np.asarray(change[:, 0].mean(axis=0))


def contrast(one: str, other: str, month: float) -> np.ndarray:
    """Difference of simulated arms of the typical participant on the scale, pain and ODI."""
    treatments = {key: load(key) for key in (one, other)}
    draws = simulate(
        PATIENT, np.array([0.0, month]), N, 3, {k: t.context for k, t in treatments.items()},
        None, {k: t.relief for k, t in treatments.items()}, unknowns=UNKNOWNS,
    )  # fmt: skip
    a, b = (draws.treatments[key].outcomes for key in (one, other))
    return np.array([(a[f"{o}_0_100"] - b[f"{o}_0_100"])[:, 1].mean() for o in ("pain", "odi")])


def test_nsaid_minus_placebo_pill_is_the_cochrane_difference() -> None:
    """-3.3 at a median of 56 days in 1354 people; the same people on a placebo pill."""
    assert mean_change("nsaid", 56 / 30.4)[0] == pytest.approx(-3.3, abs=0.1)
    month = np.array([0.0, 56 / 30.4])
    settings = {"tablet": "placebo pill", "placebo": "placebo pill"}
    reliefs = {"tablet": load("nsaid").relief}
    draws = simulate(PATIENT, month, N, 3, settings, None, reliefs, unknowns=UNKNOWNS)  # type: ignore[arg-type]
    arms = (draws.treatments[key].outcomes["pain_0_100"][:, 1] for key in settings)
    assert np.subtract(*arms).mean() == pytest.approx(-3.3, abs=0.2)


def test_opioid_is_the_pooled_difference_while_trials_lasted() -> None:
    """The spread is wider than printed, for another population; function is not ODI."""
    central, low, high = published("opioid_pain")
    drawn = effect(load("opioid").relief[0], UNKNOWNS)
    assert drawn[:, 0].mean() == pytest.approx(central, abs=0.05)
    assert drawn[:, 0].std() > (high - low) / 3.92
    assert drawn[:, 1].mean() == pytest.approx(published("opioid_function")[0], abs=0.05)
    assert abs(mean_change("opioid", 24.0)[0]) < 1


def test_exercise_holds_both_reviews() -> None:
    """Cochrane -15 and the low-bias -0.33 SD are each within one and a half SD of the prior; so is function. The
    trials of rehabilitation in the calibration then move it towards the blinder ones."""
    sd = {name: value("symptoms", f"{name}_between_person_sd") for name in ("pain", "odi")}
    for name, word in (("pain", "pain"), ("odi", "function")):
        cochrane = published(f"exercise_{word}")[0]
        low_bias = published(f"exercise_low_bias_{word}")[0] * sd[name]
        mean, width = FACTS[f"exercise_{name}"].value, normal_width("relief", f"exercise_{name}")
        assert cochrane < mean < low_bias
        assert max(abs(mean - cochrane), abs(mean - low_bias)) < 1.5 * width


def test_exercise_on_the_scale_against_usual_care() -> None:
    """At three months between the ends of the two reviews' intervals, on the side of the blinder trials."""
    for simulated, word, name in zip(
        contrast("exercise", "natural", 3.0), ("pain", "function"), ("pain", "odi"), strict=True
    ):
        _, low, _ = published(f"exercise_{word}")
        low_bias, _, high = (
            value("symptoms", f"{name}_between_person_sd") * x for x in published(f"exercise_low_bias_{word}")
        )
        assert low < simulated < high
        assert published(f"exercise_{word}")[0] < simulated < low_bias / 2


def test_epidural_steroid_at_six_months_is_the_baseline_adjusted_difference() -> None:
    pain, odi = mean_change("epidural_steroid", 6.0)
    central, *_ = published("epidural_adjusted_pain_6mo")
    assert pain == pytest.approx(central, abs=0.5)
    assert abs(odi) < 0.1
    drawn = effect(load("epidural_steroid").relief[0], UNKNOWNS)[:, 0]
    assert 0.02 < (drawn > 0).mean() < 0.2


def test_discectomy_in_root_compression_is_sport_as_treated() -> None:
    central, low, high = published("sport_odi_4y")
    simulated = contrast("discectomy", "natural", 24.0)
    assert simulated[1] == pytest.approx(central, abs=0.6)
    drawn = effect(load("discectomy").relief[0], UNKNOWNS)
    assert drawn[:, 1].std() > 3 * (high - low) / 3.92  # as randomised it was not significant
    bodily = published("sport_bodily_pain_4y")[0]
    assert np.quantile(drawn[:, 0], 0.025) < bodily < drawn[:, 0].mean()


def test_prp_has_no_effect_of_its_own() -> None:
    """Controlled difference after eight weeks is not on record: platelets act through the disc or not at all."""
    assert load("prp").relief == ()


@pytest.mark.parametrize("key", TREATMENTS)
def test_every_named_fact_exists_and_effects_are_normal(key: str) -> None:
    for relief in load(key).relief:
        assert FACTS[relief.pain].unit == FACTS[relief.odi].unit == "points of 100"
        for name in (relief.onset_months, relief.lasts_months, relief.fades_months):
            assert name is None or FACTS[name].unit == "month"
        if calibrated(relief.pain):
            continue
        drawn = effect(relief, UNKNOWNS)
        assert drawn.mean(axis=0) == pytest.approx([FACTS[relief.pain].value, FACTS[relief.odi].value], abs=0.05)
        together = value("symptoms", "change_correlation")
        assert np.corrcoef(drawn.T)[0, 1] == pytest.approx(together, abs=0.03)


def test_an_effect_differs_between_trials_by_what_the_calibration_found() -> None:
    """Each effect by itself, as much as the posterior says, and pain with ODI as everywhere."""
    keys = ("exercise", "bvn_ablation", "intradiscal_steroid")
    apart = {key: effect(load(key).relief[0], TRIALS) - effect(load(key).relief[0], UNKNOWNS) for key in keys}
    posterior = shipped("controlled").draws
    for key, one in apart.items():
        sds = np.stack([posterior[f"other_trial_sd/{key}/{outcome}"] for outcome in ("pain", "odi")], axis=1)
        z = np.random.default_rng(0).normal(size=(200, *sds.shape))
        for q in (0.1, 0.25, 0.75, 0.9):
            np.testing.assert_allclose(np.quantile(one, q, axis=0), np.quantile(sds * z, q, axis=(0, 1)), rtol=0.15)
    pain = np.stack([one[:, 0] for one in apart.values()])
    assert np.abs(spearmanr(pain.T).statistic[np.triu_indices(3, 1)]).max() < 0.1
    assert not np.any(effect(load("nsaid").relief[0], TRIALS) - effect(load("nsaid").relief[0], UNKNOWNS))


def test_profile_is_the_written_law() -> None:
    """Against the formula with the draws of the first patient, and the three ways of ending."""
    relief = load("nsaid").relief[0]
    months = np.array([0.0, 0.5, 1.0, 4.0, 9.0, 24.0])
    onset, lasts, fades = (UNKNOWNS.relief[f"nsaid_{name}_months"][0] for name in ("onset", "lasts", "fades"))
    expected = [(1 - np.exp(-t / onset)) * (1 if t < lasts else np.exp(-(t - lasts) / fades)) for t in months]
    np.testing.assert_allclose(profile(relief, months, UNKNOWNS)[0], expected, rtol=1e-12)
    stays = profile(relief.model_copy(update={"lasts_months": None}), months, UNKNOWNS)
    np.testing.assert_allclose(stays[0], 1 - np.exp(-months / onset), rtol=1e-12)
    stops = profile(relief.model_copy(update={"fades_months": None}), months, UNKNOWNS)
    np.testing.assert_allclose(stops[0], np.where(months <= lasts, 1 - np.exp(-months / onset), 0), rtol=1e-12)


def test_points_count_in_full_from_the_typical_score_and_in_proportion_below() -> None:
    months = np.array([2.0])
    full = relief_change(load("nsaid").relief, PATIENT, months, UNKNOWNS)
    worse = relief_change(load("nsaid").relief, replace(PATIENT, pain_0_100=90.0, odi_0_100=80.0), months, UNKNOWNS)
    half = replace(PATIENT, pain_0_100=PATIENT.pain_0_100 / 2, odi_0_100=PATIENT.odi_0_100 / 2)
    np.testing.assert_array_equal(full, worse)
    np.testing.assert_allclose(relief_change(load("nsaid").relief, half, months, UNKNOWNS), full / 2, rtol=1e-12)


@pytest.mark.parametrize(
    ("key", "field", "yes"), [("discectomy", "root_compression", True), ("bvn_ablation", "modic", 2)]
)
def test_an_effect_shown_in_a_condition_is_for_no_other(key: str, field: str, yes: object) -> None:
    reliefs, months = load(key).relief, np.array([0.0, 6.0])
    for other in (None, type(yes)(0)):
        patient = replace(typical_patient(), **{field: other})
        assert not relief_change(reliefs, patient, months, UNKNOWNS).any()
    assert relief_change(reliefs, replace(typical_patient(), **{field: yes}), months, UNKNOWNS)[:, 1].any()


def test_parts_add_up_with_disc_and_relief_at_floor_and_ceiling() -> None:
    months = np.array([0.0, 1.0, 6.0, 24.0])
    signal = {"both": np.full((64, 4), 0.05), "disc": np.full((64, 4), 0.05)}
    settings = {key: "sham" for key in ("sham", "both", "disc", "relief")}
    strong = load("discectomy").relief
    for scores in ((4.0, 3.0), (65.0, 45.0), (100.0, 100.0)):
        patient = replace(PATIENT, pain_0_100=scores[0], odi_0_100=scores[1])
        reliefs = {"both": strong, "relief": strong}
        done = simulate(patient, months, 64, 1, settings, signal, reliefs).treatments  # type: ignore[arg-type]
        for i, name in enumerate(("pain", "odi")):
            for one in done.values():
                parts = scores[i] + one.outcomes[f"{name}_context"] + one.outcomes[f"{name}_mechanism"]
                np.testing.assert_allclose(parts, one.outcomes[f"{name}_0_100"], atol=1e-9)
            disc = done["disc"].outcomes
            np.testing.assert_array_equal(disc[f"{name}_through_disc"], disc[f"{name}_mechanism"])
            np.testing.assert_array_equal(done["both"].outcomes[f"{name}_through_disc"], disc[f"{name}_mechanism"])
            assert not done["relief"].outcomes[f"{name}_through_disc"].any()
            assert not done["both"].outcomes[f"{name}_mechanism"][:, 0].any()


def test_no_relief_changes_nothing_and_a_failed_draw_moves_no_other() -> None:
    months, settings = np.array([0.0, 3.0]), {"a": "sham"}
    with_none = simulate(PATIENT, months, 64, 1, settings, None, {"a": ()})  # type: ignore[arg-type]
    without = simulate(PATIENT, months, 64, 1, settings)  # type: ignore[arg-type]
    for name, column in without.treatments["a"].outcomes.items():
        np.testing.assert_array_equal(column, with_none.treatments["a"].outcomes[name])
    keep = np.array([0, 5, 40])
    every = relief_change(load("exercise").relief, PATIENT, months, UNKNOWNS)
    np.testing.assert_array_equal(
        relief_change(load("exercise").relief, PATIENT, months, UNKNOWNS.take(keep)), every[keep]
    )


def test_a_relief_of_a_treatment_without_setting_is_refused() -> None:
    with pytest.raises(InputError, match="reliefs name treatment 'other'"):
        simulate(PATIENT, np.array([0.0]), 4, 1, {"a": "sham"}, None, {"other": ()})


def test_two_reliefs_add_up() -> None:
    months = np.array([3.0])
    exercise, nsaid = load("exercise").relief, load("nsaid").relief
    both = relief_change((*exercise, *nsaid), PATIENT, months, UNKNOWNS)
    alone = [relief_change(one, PATIENT, months, UNKNOWNS) for one in (exercise, nsaid)]
    np.testing.assert_allclose(both, alone[0] + alone[1], rtol=1e-12)


def test_an_effect_that_two_treatments_hold_counts_once() -> None:
    months = np.array([6.0])
    fusion, exercise = load("fusion").relief, load("exercise").relief
    both = relief_change((*fusion, *exercise), PATIENT, months, UNKNOWNS)
    np.testing.assert_allclose(both, relief_change(fusion, PATIENT, months, UNKNOWNS), rtol=1e-12)


def test_a_user_may_name_any_fact_of_the_library() -> None:
    relief = Relief(pain="opioid_pain", odi="nsaid_odi", onset_months="opioid_fades_months")
    grown = 1 - np.exp(-24.0 / UNKNOWNS.relief["opioid_fades_months"])
    assert relief_change((relief,), PATIENT, np.array([24.0]), UNKNOWNS)[:, 0, 0].mean() == pytest.approx(
        -6.9 * grown.mean(), abs=0.1
    )
