"""An arm in closed form against its people drawn one by one, by code that shares no formula with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from pulposus.evidence.schema import Definition, Threshold
from pulposus.library import value
from pulposus.numerics.backend import jnp
from pulposus.symptoms import Setting, SymptomPatient, draw_unknowns, simulate
from pulposus.symptoms.arm import ArmScores, Visit, arm_scores, cut_moments, summary
from pulposus.symptoms.definition import Limits, counts, limits, responders
from pulposus.symptoms.people import baselines, readings

Float = NDArray[np.float64]
PEOPLE = 40_000
DEFINITIONS = {
    "half of pain": Definition(pain=Threshold(percent=50)),
    "15 of ODI": Definition(odi=Threshold(points=15)),
    "pain below 40": Definition(pain=Threshold(to_at_most=40)),
    "either": Definition(pain=Threshold(percent=20, points=20), odi=Threshold(percent=20), combine="or"),
    "both": Definition(pain=Threshold(points=15), odi=Threshold(points=10)),
}


def share_of(scores: ArmScores, definition: Definition) -> float:
    one = Limits(*(np.asarray(part)[None] for part in limits(definition)))
    return float(responders(ArmScores(*(part[None] for part in scores)), one)[0])


@pytest.fixture(scope="module", params=["natural course", "sham", "intradiscal saline"])
def arm(request: pytest.FixtureRequest) -> tuple[ArmScores, Float, Float]:
    shared = draw_unknowns(8, 5).take(np.array([3]))
    setting: Setting = request.param
    visit = Visit(
        jnp.array([62.0, 44.0]),
        jnp.array([value("symptoms", "pain_trial_baseline_sd"), value("symptoms", "odi_trial_baseline_sd")]),
        jnp.array(68.0),
        jnp.array(12.0),
        jnp.array(float(setting != "natural course")),
        jnp.array(float(setting == "intradiscal saline")),
    )
    rng = np.random.default_rng(3)
    shift = np.array([-4.0, -2.0])
    baseline = baselines(visit, PEOPLE, rng)
    return arm_scores(visit, shared, shift), baseline, readings(visit, baseline, shared, shift, rng)


def test_mean_of_the_arm(arm: tuple[ArmScores, Float, Float]) -> None:
    scores, _, read = arm
    error = read.std(axis=0) / np.sqrt(PEOPLE)
    # Beside the error of sampling a fifth of a point: nobody's true score and baseline lie below zero here.
    assert np.all(np.abs(np.asarray(summary(scores).mean) - read.mean(axis=0)) < 4 * error + 0.2)


def test_spread_of_the_arm(arm: tuple[ArmScores, Float, Float]) -> None:
    scores, baseline, read = arm
    np.testing.assert_allclose(summary(scores).sd, read.std(axis=0), rtol=0.03)
    np.testing.assert_allclose(summary(scores).change_sd, (read - baseline).std(axis=0), rtol=0.03)


def test_people_are_those_of_the_forecast() -> None:
    """Everybody with the same baseline: the same mean and spread as the same patient drawn by ``simulate``."""
    shared = draw_unknowns(8, 5).take(np.array([3]))
    own = draw_unknowns(PEOPLE, 6)
    many = shared.take(np.zeros(PEOPLE, dtype=np.int64))
    many = replace(many, **{name: getattr(own, name) for name in ("z_true_score", "z_person", "z_response")})
    patient = SymptomPatient(62.0, 44.0, 68.0)
    done = simulate(patient, np.array([12.0]), PEOPLE, 1, {"a": "intradiscal saline"}, unknowns=many)
    seen = np.stack([done.treatments["a"].observed[f"{o}_0_100"][:, 0] for o in ("pain", "odi")], axis=1)
    visit = Visit(jnp.array([62.0, 44.0]), jnp.zeros(2), *(jnp.array(x) for x in (68.0, 12.0, 1.0, 1.0)))
    baseline = np.tile([62.0, 44.0], (PEOPLE, 1))
    read = readings(visit, baseline, shared, jnp.zeros(2), np.random.default_rng(2))
    np.testing.assert_allclose(read.mean(axis=0), seen.mean(axis=0), atol=0.5)
    np.testing.assert_allclose(read.std(axis=0), seen.std(axis=0), rtol=0.02)
    assert np.corrcoef(read.T)[0, 1] == pytest.approx(np.corrcoef(seen.T)[0, 1], abs=0.02)


def test_shares_of_responders(arm: tuple[ArmScores, Float, Float]) -> None:
    scores, baseline, read = arm
    for name, definition in DEFINITIONS.items():
        share = share_of(scores, definition)
        seen = float(np.mean(counts(limits(definition), baseline, read)))
        assert share == pytest.approx(seen, abs=0.02), name


def test_cut_normal_has_the_moments_of_many_draws() -> None:
    rng = np.random.default_rng(0)
    for mean, sd in ((5.0, 20.0), (50.0, 15.0), (95.0, 25.0), (-30.0, 10.0)):
        x = np.clip(rng.normal(mean, sd, 400_000), 0, 100)
        first, spread, inside = (float(part) for part in cut_moments(jnp.array(mean), jnp.array(sd)))
        assert first == pytest.approx(x.mean(), abs=0.1)
        assert spread == pytest.approx(x.std(), abs=0.1)
        assert inside == pytest.approx(norm.cdf((100 - mean) / sd) - norm.cdf(-mean / sd))


def test_spread_of_change_follows_from_both_visits() -> None:
    """Without floor or ceiling in reach the SD of change is that of two correlated normals."""
    scores = ArmScores(
        jnp.array([50.0, 50.0]), jnp.diag(jnp.array([25.0, 16.0])), jnp.array([50.0, 50.0]),
        jnp.diag(jnp.array([0.4, 0.6])), jnp.diag(jnp.array([9.0, 4.0])),
    )  # fmt: skip
    variance = np.array([0.4**2 * 25 + 9, 0.6**2 * 16 + 4]) + np.array([25, 16]) - 2 * np.array([0.4 * 25, 0.6 * 16])
    np.testing.assert_allclose(summary(scores).change_sd, np.sqrt(variance), rtol=1e-6)


def test_responders_of_a_plain_normal_arm() -> None:
    """A change of known mean and SD: the share beyond a threshold is one tail of a normal."""
    scores = ArmScores(
        jnp.array([60.0, 40.0]), 1e-6 * jnp.eye(2), jnp.array([45.0, 30.0]), jnp.zeros((2, 2)),
        jnp.diag(jnp.array([100.0, 100.0])),
    )  # fmt: skip
    share = share_of(scores, Definition(pain=Threshold(points=20)))
    assert share == pytest.approx(norm.cdf((40 - 45) / 10), abs=1e-4)
    nobody = share_of(scores, Definition(pain=Threshold(points=70)))
    assert nobody == pytest.approx(0.0, abs=1e-12)
