"""Natural course against pooled cohorts and usual care arms."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.evidence.load import study
from pulposus.library import facts
from pulposus.symptoms import SymptomPatient, draw_unknowns, simulate
from pulposus.symptoms.natural import favourable_weight, remaining_share
from pulposus.symptoms.posterior import shipped

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
    unknown_mean = 6.0  # SD over draws of the mean of an arm, from drift, trial and population mean
    care = [o for o in study("intracept_2021").arm("care").outcomes if o.statistic == "change" and o.measure == "odi"]
    for column, published in enumerate(care):
        assert published.month == months[column]
        assert abs(change[:, column].mean() - published.value) < 1.64 * unknown_mean
        # Draws hold trials as well as people, so they spread a little wider than one arm.
        assert published.sd is not None
        assert published.sd < change[:, column].std() < 1.35 * published.sd
    assert abs(change[:, 1].mean() - 4.6) < 1.64 * unknown_mean  # Atluri 2022, 44.3 to 48.9
    # Intracept has 12.5 % at six months and 20.8 % at three; other usual care arms of the base have 18 to 47 %.
    assert 0.1 < np.mean(change[:, 1] <= -15) < 0.35


def test_month_zero_is_the_score_as_given() -> None:
    draws = simulate(SymptomPatient(65, 42, 36), np.array([0.0]), 16, 1, {"care": "natural course"})
    care = draws.treatments["care"]
    assert np.all(care.outcomes["pain_0_100"] == 65)
    assert np.all(care.observed["odi_0_100"] == 42)


def test_unknowns_are_those_of_the_posterior_and_the_facts() -> None:
    unknowns = draw_unknowns(4000, 9)
    posterior = shipped("controlled").draws
    for i, outcome in enumerate(("pain", "odi")):
        assert unknowns.effect[:, i].mean() == pytest.approx(posterior[f"{outcome}_effect"].mean(), abs=0.2)
        between = np.mean(posterior[f"{outcome}_effect_trial_sd"] ** 2)
        expected = np.sqrt(posterior[f"{outcome}_effect"].var() + between)
        assert unknowns.effect[:, i].std() == pytest.approx(expected, rel=0.06)
    # What no trial informs keeps the spread of its fact.
    assert unknowns.reliability[:, 1].mean() == pytest.approx(0.84, abs=0.005)
