"""Treatments are short files; wrong keys and doses are refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from pulposus.errors import InputError
from pulposus.treatment import Treatment, combine, load, names
from pulposus.treatment.load import check_facts


def test_treatments_come_from_least_to_most() -> None:
    order = names()
    assert order[:3] == ("natural", "placebo_pill", "sham")
    places = [order.index(key) for key in ("natural", "nsaid", "saline", "bm_concentrate", "bm_msc", "fusion")]
    assert places == sorted(places)


@pytest.mark.parametrize("key", names())
def test_every_treatment_loads_and_its_facts_exist(key: str) -> None:
    treatment = load(key)
    check_facts(treatment)
    if treatment.dose_1e6 is not None:
        assert treatment.cells is not None
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


def injected(**changes: object) -> dict[str, object]:
    return {
        "key": "mine",
        "name": "Mine",
        "what": "Mine.",
        "group": "injection",
        "context": "intradiscal saline",
        "injection": {"volume_mL": "injection_volume_mL"},
        **changes,
    }


def test_a_cell_treatment_without_cells_is_refused() -> None:
    with pytest.raises(ValidationError, match="needs cells"):
        Treatment.model_validate(injected(group="cells"))


def test_a_fused_disc_cannot_be_injected_in_one_file_or_in_a_combination() -> None:
    with pytest.raises(ValidationError, match="fused disc cannot be injected"):
        Treatment.model_validate(injected(group="surgery", surgery={"kind": "fusion"}))
    with pytest.raises(InputError, match="contradict each other"):
        combine([load("fusion"), load("bm_msc")])


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("prp", "bm_msc"), "inject the same disc 2 times"),
        (("discectomy", "fusion"), "operate on the same disc 2 times"),
    ],
)
def test_two_of_a_kind_are_refused(pair: tuple[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        combine([load(key) for key in pair])


def test_exercise_goes_with_anything_that_is_no_programme() -> None:
    both = combine([load("exercise"), load("bm_msc")])
    assert both.cells == load("bm_msc").cells
    assert both.relief == load("exercise").relief
    assert both.context == "intradiscal saline"
    assert [part.key for part in both.parts] == ["exercise", "bm_msc"]


def test_a_treatment_of_the_user_is_a_short_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(injected()), encoding="utf-8")
    assert load(str(path)).volume_mL == 2.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "is not YAML text"),
        ("key: x\nname: x\n", "what"),
        (yaml.safe_dump(injected(injection={"volume_mL": "injection_volum_mL"})), "did you mean 'injection_volume_mL'"),
        (yaml.safe_dump(injected(injection={"volume_mL": "injection_volume_mL", "carrier": "salin"})), "'saline'"),
        (yaml.safe_dump(injected(dose=3)), "dose"),
    ],
)
def test_a_wrong_file_of_the_user_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        load(str(path))


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load("nowhere.yaml")
