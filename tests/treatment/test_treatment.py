"""Treatments are short files; wrong keys and doses are refused with a sentence."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pulposus.errors import InputError
from pulposus.treatment import Treatment, load, names


def test_the_four_first_treatments_are_there_in_order() -> None:
    assert names()[:4] == ("natural", "sham", "saline", "bm_msc")


@pytest.mark.parametrize("key", names())
def test_every_treatment_loads_and_its_facts_exist(key: str) -> None:
    treatment = load(key)
    assert (treatment.dose_1e6 is None) == (treatment.cells is None)
    assert treatment.what.endswith(".")


def test_cells_share_the_context_of_saline_in_the_disc() -> None:
    assert load("bm_msc").context == load("saline").context == "intradiscal saline"


def test_unknown_key_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'bm_msc'"):
        load("bm_msk")


@pytest.mark.parametrize("dose", [0, -1, 1e12, float("nan")])
def test_absurd_doses_are_refused(dose: float) -> None:
    with pytest.raises(InputError, match="million"):
        load("bm_msc").with_dose(dose)


def test_a_dose_for_a_treatment_without_cells_is_refused() -> None:
    with pytest.raises(InputError, match="gives no cells"):
        load("sham").with_dose(6)


def test_cells_without_a_needle_are_refused() -> None:
    with pytest.raises(ValidationError, match="needle"):
        Treatment(key="x", name="x", what="x.", context="sham", volume_mL="injection_volume_mL")
