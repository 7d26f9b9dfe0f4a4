"""Natural course against pooled cohorts and usual care arms."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.library import facts
from pulposus.symptoms import SymptomPatient, draw_unknowns, simulate
from pulposus.symptoms.natural import favourable_weight, remaining_share

WEEKS_PER_MONTH = 365.25 / 12 / 7


def test_course_of_recent_pain_runs_through_the_pooled_cohorts() -> None:
    months = np.array([0, 6, 26, 52]) / WEEKS_PER_MONTH
    floor = np.array([facts("symptoms")["course_floor_share"].value])
    np.testing.assert_allclose(51 * remaining_share(months, floor)[0], [51, 33, 26, 23], atol=0.5)


def test_favourable_course_wanes_with_duration() -> None:
    half = np.array([12.0])
    weights = [favourable_weight(d, half)[0] for d in (0.0, 6.0, 12.0, 36.0, 120.0)]
    assert weights[0] == 1
    assert weights[2] == 0.5
    assert np.all(np.diff(weights) < 0)
    assert weights[-1] < 0.02


def test_recent_patient_follows_the_cohorts_and_entrenched_patient_does_not() -> None:
    months = np.array([52 / WEEKS_PER_MONTH])
    means = []
    for duration in (4, 120):
        draws = simulate(SymptomPatient(51, 37, duration), months, 4000, 3, {"care": "natural course"})
        means.append(draws.treatments["care"].outcomes["pain_0_100"].mean())
    assert 16 <= means[0] <= 33  # cohort interval 16 to 30, for a patient at its oldest end
    assert abs(means[1] - 51) < 5


def test_usual_care_arm_of_a_trial() -> None:
    """INTRACEPT standard care: mean and SD of ODI change, share of responders; baseline ODI 46.9."""
    months = np.array([3.0, 6.0])
    draws = simulate(SymptomPatient(66, 46.9, 72), months, 8000, 4, {"care": "natural course"})
    change = draws.treatments["care"].observed["odi_0_100"] - 46.9
    unknown_mean = 4.3  # SD over draws of the mean of an arm, from the drift and the population mean
    library = facts("symptoms")
    for column, name in enumerate(("arm_intracept_care_odi_3mo", "arm_intracept_care_odi_6mo")):
        published = library[name]
        assert isinstance(published.spread, float)
        assert abs(change[:, column].mean() - published.value) < 1.64 * unknown_mean
        assert change[:, column].std() == pytest.approx(published.spread, rel=0.15)
    assert abs(change[:, 1].mean() - library["arm_atluri_care_odi"].value) < 1.64 * unknown_mean
    responders = np.mean(change[:, 1] <= -15)
    assert responders == pytest.approx(library["arm_intracept_care_responders"].value, abs=0.07)


def test_month_zero_is_the_score_as_given() -> None:
    draws = simulate(SymptomPatient(65, 42, 36), np.array([0.0]), 16, 1, {"care": "natural course"})
    care = draws.treatments["care"]
    assert np.all(care.outcomes["pain_0_100"] == 65)
    assert np.all(care.observed["odi_0_100"] == 42)


def test_unknowns_have_the_spread_of_their_facts() -> None:
    unknowns = draw_unknowns(4000, 9)
    assert unknowns.entrenched_drift.std(axis=0) == pytest.approx([5.0, 4.0], rel=0.03)
    assert unknowns.effect.mean(axis=0) == pytest.approx([4.0, 2.0], abs=0.1)
    assert unknowns.effect.std(axis=0) == pytest.approx([6.0, 5.0], rel=0.03)
    assert np.corrcoef(unknowns.effect[:, 0], unknowns.effect[:, 1])[0, 1] == pytest.approx(0.6, abs=0.05)
