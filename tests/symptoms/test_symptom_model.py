"""The whole symptom model: pairing, seeds, bounds, correlation, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulposus.errors import InputError
from pulposus.forecasting.result import SYMPTOM_OUTCOMES
from pulposus.symptoms import Setting, SymptomPatient, TreatmentSymptoms, simulate
from pulposus.symptoms.context import typical_patient

MONTHS = np.array([0, 1, 3, 6, 12, 24.0])
ALL: dict[str, Setting] = {
    "care": "natural course",
    "sham": "sham",
    "saline": "intradiscal saline",
    "cells": "intradiscal saline",
}
PATIENT = SymptomPatient(65, 42, 36)


def assert_same(one: TreatmentSymptoms, other: TreatmentSymptoms) -> None:
    for name, values in one.outcomes.items():
        np.testing.assert_array_equal(values, other.outcomes[name])
    for name, values in one.observed.items():
        np.testing.assert_array_equal(values, other.observed[name])


def test_columns_and_shapes() -> None:
    draws = simulate(PATIENT, MONTHS, 32, 1, ALL)
    for treatment in draws.treatments.values():
        assert set(treatment.outcomes) == set(SYMPTOM_OUTCOMES)
        assert all(values.shape == (32, 6) for values in treatment.outcomes.values())


@settings(max_examples=40, deadline=None)
@given(
    pain=st.floats(0, 100),
    odi=st.floats(0, 100),
    duration=st.floats(0, 600),
    size=st.floats(-3, 1),
    seed=st.integers(0, 2**31),
)
def test_scores_stay_on_the_scale_and_parts_add_up(
    pain: float, odi: float, duration: float, size: float, seed: int
) -> None:
    signal = size * np.linspace(0, 1, 6) * np.ones((8, 1))
    draws = simulate(SymptomPatient(pain, odi, duration), MONTHS, 8, seed, ALL, {"cells": signal})
    for treatment in draws.treatments.values():
        out = treatment.outcomes
        for name, start in (("pain", pain), ("odi", odi)):
            for scores in (out[f"{name}_0_100"], treatment.observed[f"{name}_0_100"]):
                assert np.all((scores >= 0) & (scores <= 100))
                np.testing.assert_allclose(scores[:, 0], start, atol=1e-300)
            parts = start + out[f"{name}_context"] + out[f"{name}_mechanism"]
            np.testing.assert_allclose(parts, out[f"{name}_0_100"], atol=1e-9)


def test_same_seed_same_numbers_and_another_seed_others() -> None:
    one, two, other = (simulate(PATIENT, MONTHS, 16, seed, ALL) for seed in (5, 5, 6))
    for key in ALL:
        assert_same(one.treatments[key], two.treatments[key])
    assert np.any(one.treatments["sham"].outcomes["pain_0_100"] != other.treatments["sham"].outcomes["pain_0_100"])


def test_neither_a_treatment_nor_a_visit_more_changes_the_others() -> None:
    few = simulate(PATIENT, MONTHS[[0, 4]], 16, 5, {"sham": "sham"}).treatments["sham"]
    many = simulate(PATIENT, MONTHS, 16, 5, ALL, {"cells": np.full((16, 6), 0.3)}).treatments["sham"]
    for name, values in few.outcomes.items():
        np.testing.assert_allclose(values, many.outcomes[name][:, [0, 4]], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(few.observed["odi_0_100"], many.observed["odi_0_100"][:, [0, 4]], rtol=1e-12)


def test_treatments_of_one_setting_share_their_context() -> None:
    draws = simulate(PATIENT, MONTHS, 64, 5, ALL, {"cells": np.full((64, 6), 0.3)})
    saline, cells = draws.treatments["saline"].outcomes, draws.treatments["cells"].outcomes
    np.testing.assert_array_equal(saline["pain_context"], cells["pain_context"])
    assert np.all(saline["pain_mechanism"] == 0)
    assert np.any(cells["pain_mechanism"] != 0)


def test_sham_is_paired_with_natural_course() -> None:
    draws = simulate(PATIENT, MONTHS, 4000, 5, ALL)
    care, sham = (draws.treatments[key].outcomes["pain_0_100"][:, 4] for key in ("care", "sham"))
    assert np.corrcoef(care, sham)[0, 1] > 0.5
    assert np.std(care - sham) < np.hypot(np.std(care), np.std(sham))
    assert -18 < np.mean(sham - care) < -8


def test_change_of_pain_and_odi_correlates_as_published() -> None:
    """0.49 between observed scores after treatment (129 patients, standard error 0.07)."""
    draws = simulate(typical_patient(), MONTHS, 8000, 2, ALL)
    for key in ("care", "sham"):
        read = draws.treatments[key].observed
        r = np.corrcoef(read["pain_0_100"][:, 4], read["odi_0_100"][:, 4])[0, 1]
        assert r == pytest.approx(0.49, abs=0.1)


def test_structure_and_pain_part_ways() -> None:
    """The size of the structural signal says little about who gains: the effect is drawn apart from the disc."""
    n = 4000
    signal = np.random.default_rng(0).uniform(0.02, 0.3, size=(n, 1)) * np.ones((1, 6))
    draws = simulate(PATIENT, MONTHS, n, 5, ALL, {"cells": signal})
    r = np.corrcoef(signal[:, 4], draws.treatments["cells"].outcomes["pain_0_100"][:, 4])[0, 1]
    assert -0.15 < r < 0.04


@pytest.mark.parametrize(
    ("patient", "word"),
    [((-1, 40, 12), "pain_0_100"), ((50, 101, 12), "odi_0_100"), ((50, 40, -1), "duration_months")],
)
def test_bad_patient_is_refused(patient: tuple[float, float, float], word: str) -> None:
    with pytest.raises(InputError, match=word):
        SymptomPatient(*patient)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_patient_without_a_number_is_refused(bad: float) -> None:
    with pytest.raises(InputError, match="duration_months"):
        SymptomPatient(50, 40, bad)
    with pytest.raises(InputError, match="pain_0_100"):
        SymptomPatient(bad, 40, 12)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"months": np.array([0.0, -1.0])}, "months"),
        ({"months": np.array([])}, "months"),
        ({"n": 1}, "draws"),
        ({"settings": {"cells": "placebo"}}, "placebo"),
        ({"signals": {"other": np.zeros((4, 6))}}, "other"),
        ({"signals": {"cells": np.zeros((4, 5))}}, "shape"),
        ({"signals": {"cells": np.full((4, 6), np.nan)}}, "finite"),
    ],
)
def test_bad_argument_is_refused_by_name(change: dict[str, object], word: str) -> None:
    good: dict[str, object] = {"months": MONTHS, "n": 4, "settings": ALL, "signals": {}}
    with pytest.raises(InputError, match=word):
        simulate(PATIENT, seed=1, **(good | change))  # type: ignore[arg-type]
