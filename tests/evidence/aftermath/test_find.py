"""By key, by treatment, combined, and the user's own."""

from __future__ import annotations

import pytest

from pulposus.errors import InputError
from pulposus.evidence.aftermath import aftermath
from pulposus.evidence.aftermath.union import NOT_STUDIED
from pulposus.treatment import Treatment, combine, load


def test_by_key_and_by_treatment() -> None:
    assert aftermath("prp") is aftermath(load("prp"))
    assert aftermath(load("bm_msc").with_dose(6)) is aftermath("bm_msc")


def test_an_unknown_key_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'fusion'"):
        aftermath("fuson")


def test_a_combination_is_the_union_of_its_parts() -> None:
    pair = combine([load("bm_msc"), load("exercise")])
    by_treatment, by_key = aftermath(pair), aftermath(pair.key)
    assert by_treatment.answers == by_key.answers
    assert by_treatment.notes == by_key.notes == (NOT_STUDIED,)
    parts = {record.part for answer in by_key.answers for record in answer.records}
    assert parts == {"Marrow-derived cells in saline", "Exercise and rehabilitation"}


def test_a_users_own_treatment_has_what_its_parts_have_and_says_so() -> None:
    own = load("bm_concentrate").model_copy(update={"key": "mine", "name": "Mine"})
    found = aftermath(own)
    assert found.name == "Mine"
    assert "not in the library" in found.notes[0]
    assert "'Marrow concentrate'" in found.notes[0]
    head = found.answer("later_surgery").head
    assert head is not None
    assert head.part == "Marrow concentrate"


def test_a_treatment_that_shares_nothing_is_unknown_throughout() -> None:
    bare = Treatment(key="mine", name="Mine", what="Mine.", group="no treatment", context="sham")
    found = aftermath(bare)
    assert all(answer.unknown and not answer.records for answer in found.answers)
