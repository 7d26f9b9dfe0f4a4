"""Scores of many people against the model of one patient, and against an arm in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.library import value
from pulposus.symptoms.arm import Visit, arm_scores
from pulposus.symptoms.many import errors_of, of_people
from pulposus.symptoms.mechanism import saturating_ratio
from pulposus.symptoms.model import simulate
from pulposus.symptoms.patient import ManyPatients, SymptomPatient
from pulposus.symptoms.products import product_of
from pulposus.symptoms.unknowns import draw_unknowns
from pulposus.treatment import load
from pulposus.trial.outcome.scores import People, arm_lines, later, setting_line
from pulposus.trial.outcome.worlds import draw_worlds, middle_world, repeated

MONTHS = np.array([3.0, 12.0])
GIVEN = ("natural", "sham", "saline", "bm_msc", "bm_msc_hyaluronan", "fusion", "epidural_steroid", "exercise")


def patients(n: int, scores: np.ndarray, **own: np.ndarray) -> ManyPatients:
    """People without anything that modifies a course, unless it is given."""
    none = np.zeros(n)
    fields = {name: none for name in ("smoker", "diabetes", "heavy_work", "low_mood", "root_compression", "female")}
    plain = {
        "scores": scores,
        "duration_months": np.full(n, 36.0),
        "age_y": np.full(n, 45.0),
        "bmi_kg_m2": np.full(n, 25.0),
        "modic": np.zeros(n, dtype=np.int64),
    }
    return ManyPatients(**(fields | plain | own))


@pytest.mark.parametrize("modified", [False, True])
def test_one_patient_many_times_is_the_model_of_one_patient(modified: bool) -> None:
    n, seed = 60, 4
    unknowns = draw_unknowns(n, seed)
    own = {"smoker": modified, "low_mood": modified, "modic": int(modified), "root_compression": modified}
    one = SymptomPatient(62.0, 44.0, 36.0, age_y=45.0, bmi_kg_m2=25.0, **own)  # type: ignore[arg-type]
    many = patients(
        n,
        np.tile([62.0, 44.0], (n, 1)),
        **{name: np.full(n, float(flag)) for name, flag in own.items() if name != "modic"},
        modic=np.full(n, int(modified)),
    )
    treatments = {key: load(key) for key in GIVEN}
    signal = np.random.default_rng(0).normal(0.2, 0.1, size=(n, 2))
    cells = {key: signal for key in GIVEN if treatments[key].cells is not None}
    expected = simulate(
        one,
        MONTHS,
        n,
        seed,
        {key: treatment.context for key, treatment in treatments.items()},
        cells,
        {key: treatment.relief for key, treatment in treatments.items()},
        {key: product_of(treatment) for key, treatment in treatments.items()},
        unknowns=unknowns,
    )
    ratios = {key: saturating_ratio(signal, value("symptoms", "reference_signal")) for key in cells}
    found = arm_lines(treatments, ratios, People(many, unknowns), MONTHS)
    for key in GIVEN:
        np.testing.assert_allclose(found[key], expected.treatments[key].line, rtol=0, atol=1e-9, err_msg=key)


@pytest.mark.parametrize(
    ("setting", "needle", "saline"), [("sham", 1, 0), ("intradiscal saline", 1, 1), ("natural course", 0, 0)]
)
def test_a_large_arm_has_the_moments_of_the_closed_form(setting: str, needle: int, saline: int) -> None:
    n = 40_000
    rng = np.random.default_rng(5)
    world = draw_worlds(1, 7)
    spread, r = np.array([7.0, 6.0]), value("symptoms", "score_correlation")
    mean = np.array([60.0, 50.0])
    factor = np.linalg.cholesky(np.outer(spread, spread) * np.array([[1, r], [r, 1]]))
    people = People(
        patients(n, mean + rng.normal(size=(n, 2)) @ factor.T), of_people(world, np.zeros(n, dtype=np.int64), rng)
    )
    scores = setting_line(setting, people, MONTHS) + errors_of(people.unknowns, 2, rng)  # type: ignore[arg-type]
    for place, month in enumerate(MONTHS):
        visit = Visit(mean, spread, np.array(36.0), np.array(month), np.array(needle), np.array(saline))
        closed = arm_scores(visit, world, np.zeros(2))
        seen = scores[:, place]
        sd = np.sqrt(np.diag(np.asarray(closed.covariance)))
        assert np.all(np.abs(seen.mean(axis=0) - np.asarray(closed.mean)) < 4.5 * sd / np.sqrt(n))
        np.testing.assert_allclose(seen.std(axis=0), sd, rtol=4.5 / np.sqrt(2 * n))
        together = np.corrcoef(seen.T)[0, 1]
        assert together == pytest.approx(np.asarray(closed.covariance)[0, 1] / np.prod(sd), abs=0.02)


def test_response_of_a_disc_that_is_treated_later() -> None:
    months = np.array([1.0, 3.0, 6.0, 12.0])
    ratio = np.array([[0.2, 0.6, 0.9, 1.5], [1.0, 1.0, 1.0, 1.0]])
    # From month 3: nothing at 1 and 3; at 6, three months on; at 12, nine months on, between those of 6 and 12.
    np.testing.assert_allclose(later(ratio, months, 3.0), [[0, 0, 0.6, 1.2], [0, 0, 1, 1]])
    # From month 1: at 3, two months on; at 6 five; at 12 eleven.
    np.testing.assert_allclose(later(ratio[:1], months, 1.0), [[0, 0.4, 0.8, 1.4]])
    # From month 11.5: at 12 half a month on, halfway from nothing to the first visit's.
    np.testing.assert_allclose(later(ratio, months, 11.5), [[0, 0, 0, 0.1], [0, 0, 0, 0.5]])
    np.testing.assert_allclose(later(ratio, months, 0.0), ratio)


def test_the_middle_world_is_one_world() -> None:
    world = middle_world(0)
    assert len(world) == 1
    np.testing.assert_array_equal(repeated(world, 3).effect, np.repeat(world.effect, 3, axis=0))
    drawn = draw_worlds(2001, 0)
    np.testing.assert_allclose(world.effect[0], np.median(drawn.effect, axis=0))
