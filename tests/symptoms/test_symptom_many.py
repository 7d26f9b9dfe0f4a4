"""Many people at once are the same as one patient with many draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pulposus.library import value
from pulposus.symptoms import SymptomPatient, draw_unknowns
from pulposus.symptoms.context import latent_course
from pulposus.symptoms.many import errors_of, of_people
from pulposus.symptoms.patient import ManyPatients
from pulposus.symptoms.relief import relief_change
from pulposus.treatment import load

N = 40
MONTHS = np.array([1.0, 6.0, 24.0])


def many(patient: SymptomPatient, n: int) -> ManyPatients:
    def column(name: str) -> NDArray[np.float64]:
        return np.full(n, float(getattr(patient, name) or 0))

    return ManyPatients(
        scores=np.tile(patient.scores, (n, 1)),
        modic=np.full(n, patient.modic or 0),
        **{
            name: column(name)
            for name in (
                "duration_months", "age_y", "female", "bmi_kg_m2", "smoker", "diabetes", "heavy_work", "low_mood",
                "root_compression",
            )
        },
    )  # fmt: skip


PATIENT = SymptomPatient(
    62, 44, 30, age_y=47, female=True, bmi_kg_m2=31, smoker=True, low_mood=True, root_compression=True, modic=1
)


def test_courses_of_equal_people_are_those_of_one_patient() -> None:
    unknowns = draw_unknowns(N, 2)
    for setting in ("natural course", "placebo pill", "sham", "intradiscal saline"):
        one = latent_course(setting, PATIENT, MONTHS, unknowns)  # type: ignore[arg-type]
        assert np.allclose(latent_course(setting, many(PATIENT, N), MONTHS, unknowns), one, atol=1e-9)  # type: ignore[arg-type]


def test_reliefs_of_equal_people_are_those_of_one_patient() -> None:
    unknowns = draw_unknowns(N, 2)
    for key in ("exercise", "fusion", "epidural_steroid", "bvn_ablation"):
        relief = load(key).relief
        one = relief_change(relief, PATIENT, MONTHS, unknowns)
        assert np.allclose(relief_change(relief, many(PATIENT, N), MONTHS, unknowns), one, atol=1e-9)


def test_an_effect_shown_in_some_people_only_is_given_to_them_only() -> None:
    unknowns = draw_unknowns(2, 2).take(np.array([0, 0]))
    people = replace(many(PATIENT, 2), modic=np.array([0, 1]))
    change = relief_change(load("bvn_ablation").relief, people, MONTHS, unknowns)
    assert np.all(change[0] == 0)
    assert np.all(change[1, :, 1] != 0)


def test_people_share_the_world_and_nothing_else() -> None:
    worlds = draw_unknowns(8, 3)
    world = np.repeat([2, 5], 20_000)
    found = of_people(worlds, world, np.random.default_rng(1))
    assert np.all(found.sham_arm_change[:20_000] == worlds.sham_arm_change[2])
    assert np.all(found.effect[20_000:] == worlds.effect[5])
    assert np.abs(found.z_person.mean(axis=0)).max() < 0.02
    together = np.corrcoef(found.z_person.T)[0, 1]
    assert abs(together - value("symptoms", "change_correlation")) < 0.02
    assert abs(np.corrcoef(found.z_true_score.T)[0, 1]) < 0.02


def test_errors_of_visits_are_as_large_as_published() -> None:
    people = of_people(draw_unknowns(8, 3), np.zeros(20_000, dtype=np.int64), np.random.default_rng(1))
    errors = errors_of(people, 2, np.random.default_rng(2))
    expected = value("symptoms", "pain_between_person_sd") * np.sqrt(1 - people.reliability[0, 0])
    assert abs(errors[:, :, 0].std() / expected - 1) < 0.02
    assert abs(np.corrcoef(errors[:, 0, 0], errors[:, 1, 0])[0, 1]) < 0.03
