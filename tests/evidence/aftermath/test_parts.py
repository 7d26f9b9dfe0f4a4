"""A user's treatment is traced to the library's treatments that it shares a part with."""

from __future__ import annotations

from pulposus.evidence.aftermath.parts import from_library, library_parts
from pulposus.treatment import Injection, Treatment, load, names


def mine(key: str, **changes: object) -> Treatment:
    return load(key).model_copy(update={"key": "mine", **changes})


def test_dose_and_volume_make_no_other_treatment() -> None:
    assert from_library(load("bm_msc").with_dose(6).with_volume(1))
    assert not from_library(mine("bm_msc"))


def test_a_renamed_treatment_is_found_again() -> None:
    for key in names():
        if load(key).injection or load(key).surgery or load(key).relief or load(key).activity:
            assert library_parts(mine(key))[0] == key or key in library_parts(mine(key))


def test_cells_are_matched_by_their_source_before_their_carrier() -> None:
    given = load("adipose_svf").injection
    assert given is not None
    assert library_parts(mine("adipose_svf", injection=given.model_copy(update={"carrier": "fibrin"}))) == (
        "adipose_svf",
    )


def test_an_empty_needle_is_saline() -> None:
    bare = Treatment(key="mine", name="Mine", what="Mine.", group="injection", context="sham",
                     injection=Injection(volume_mL="injection_volume_mL"))  # fmt: skip
    assert library_parts(bare) == ("saline",)


def test_nothing_shared() -> None:
    bare = Treatment(key="mine", name="Mine", what="Mine.", group="no treatment", context="sham")
    assert library_parts(bare) == ()


def test_an_operation_with_a_programme_has_two_parts() -> None:
    both = mine("discectomy", activity=load("exercise").activity)
    assert set(library_parts(both)) == {"exercise", "discectomy"}
