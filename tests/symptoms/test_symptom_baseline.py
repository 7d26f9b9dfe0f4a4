"""Regression to the mean against its closed form and against a simulated population."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.symptoms.baseline import expected_true_score, measurement_error_sd
from pulposus.symptoms.context import true_score
from pulposus.symptoms.patient import SymptomPatient
from pulposus.symptoms.unknowns import draw_unknowns

MEAN = np.array([[55.0, 37.0]])
SD = np.array([21.0, 15.0])
RELIABILITY = np.array([[0.78, 0.84]])


def test_without_correlation_it_is_the_textbook_shrinkage() -> None:
    observed = np.array([80.0, 20.0])
    centre, factor = expected_true_score(observed, MEAN, SD, RELIABILITY, 0.0)
    np.testing.assert_allclose(centre, MEAN + RELIABILITY * (observed - MEAN))
    expected = np.diag((SD**2 * RELIABILITY * (1 - RELIABILITY))[0])
    np.testing.assert_allclose(factor[0] @ factor[0].T, expected, atol=1e-10)


def test_agrees_with_a_simulated_population() -> None:
    rng = np.random.default_rng(5)
    n, r = 400_000, 0.63
    true_cov = np.outer(SD, SD) * np.array([[0.78, r], [r, 0.84]])
    true = rng.multivariate_normal(MEAN[0], true_cov, n)
    observed = true + rng.normal(size=(n, 2)) * measurement_error_sd(SD, RELIABILITY[0])
    here = np.array([75.0, 40.0])
    near = np.all(np.abs(observed - here) < 3, axis=1)
    centre, factor = expected_true_score(here, MEAN, SD, RELIABILITY, r)
    spread = true[near].std(axis=0)
    np.testing.assert_allclose(true[near].mean(axis=0), centre[0], atol=0.5)
    np.testing.assert_allclose(spread, np.sqrt(np.diag(factor[0] @ factor[0].T)), rtol=0.08)


def test_published_errors_of_measurement() -> None:
    error = measurement_error_sd(SD, RELIABILITY[0])
    assert error[1] == pytest.approx(6.0, abs=0.01)  # SEM of the ODI, Davidson and Keating
    assert 8 < error[0] < 13  # 13 would be the SDC of 3.6 on the 0-10 scale of Swespine


def test_regression_grows_with_the_baseline() -> None:
    unknowns = draw_unknowns(64, 1)
    fall = []
    for pain in (20.0, 40.0, 60.0, 80.0, 100.0):
        patient = SymptomPatient(pain, 40, 36)
        fall.append((patient.scores - true_score(patient, unknowns)[0])[:, 0].mean())
    assert np.all(np.diff(fall) > 2)
    assert fall[0] < 0 < fall[-1]
