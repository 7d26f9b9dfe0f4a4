"""Sentences about effects that do not go through the disc."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulposus.symptoms import relief_notes
from pulposus.symptoms.context import typical_patient
from pulposus.treatment import combine, load, names

PATIENT = typical_patient()


def test_who_was_not_in_the_trials_is_told_so() -> None:
    notes = " ".join(relief_notes(load("discectomy"), replace(PATIENT, root_compression=False)))
    assert "leg pain from a compressed nerve root; this patient has none recorded, so no effect is forecast" in notes
    unknown = " ".join(relief_notes(load("discectomy"), PATIENT))
    assert "is not recorded, so no effect is forecast" in unknown
    there = " ".join(relief_notes(load("discectomy"), replace(PATIENT, root_compression=True)))
    assert "no effect is forecast" not in there
    assert "back pain" in there


def test_adherence_is_said() -> None:
    assert "40 to 100 %" in " ".join(relief_notes(load("exercise"), PATIENT))
    assert "80 % of the programme" in " ".join(relief_notes(load("exercise"), replace(PATIENT, adherence_percent=80.0)))


def test_smoking_is_said_where_it_counts() -> None:
    smoker = replace(PATIENT, smoker=True)
    assert "smoke" in " ".join(relief_notes(load("fusion"), smoker))
    assert "smoke" not in " ".join(relief_notes(load("nsaid"), smoker) + relief_notes(load("fusion"), PATIENT))


def test_parts_of_a_combination_are_named() -> None:
    notes = relief_notes(combine([load("bvn_ablation"), load("exercise")]), replace(PATIENT, modic=2))
    assert any(note.startswith("Basivertebral nerve ablation was shown") for note in notes)
    assert any("programme" in note for note in notes)


@pytest.mark.parametrize("key", names())
def test_notes_are_sentences_and_only_where_there_is_an_effect(key: str) -> None:
    notes = relief_notes(load(key), PATIENT)
    assert bool(notes) == bool(load(key).relief)
    assert all(note.endswith(".") and note[0].isupper() for note in notes)
