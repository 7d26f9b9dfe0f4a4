"""``pulposus product`` and ``pulposus inject``: counts and pressures with bands, and one sentence for bad input."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pulposus.library import facts
from pulposus.treatment.harvest import sources

Run = Callable[..., tuple[int, str, str]]


def told(run: Run, *arguments: object) -> dict[str, object]:
    code, out, err = run(*arguments, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert isinstance(found, dict)
    return found


def test_all_sources_stand_side_by_side(run: Run) -> None:
    code, out, err = run("product")
    assert (code, err) == (0, "")
    assert [key for key in sources() if key not in out] == []


def test_concentrate_as_json_has_the_published_counts_and_its_sources(run: Run) -> None:
    """Pettine 2015: 121 million nucleated cells and 2713 colony-forming cells in a mL, 2 mL a disc."""
    made = told(run, "product", "marrow_concentrate", "--age", 40)["products"]["marrow_concentrate"]  # type: ignore[index]
    assert made["own"]
    assert made["nucleated_1e6"][1] == pytest.approx(242, rel=0.03)
    assert made["colony_forming"][1] == pytest.approx(2 * 2713, rel=0.15)
    low, mid, high = made["living_stromal_1e6"]
    assert 0 < low < mid < high < 1
    assert {"hernigou2005", "pettine2015", "prior_age"} <= set(made["sources"])
    assert set(made["sources"]) <= set(facts("harvest").sources)


def test_a_product_in_words_says_age_cells_and_sources(run: Run) -> None:
    code, out, err = run("product", "marrow_expanded", "--age", 70)
    assert (code, err) == (0, "")
    for words in ("own cells", "living stromal cells", "times those at 50 years", "-1.6 % a year", "sabatino2012"):
        assert words in out


def test_age_lowers_own_colonies_and_leaves_a_donors(run: Run) -> None:
    for key, falls in (("marrow_concentrate", True), ("marrow_allogeneic", False)):
        young, old = (
            told(run, "product", key, "--age", age)["products"][key]["colony_forming"][1]  # type: ignore[index]
            for age in (25, 75)
        )
        assert (old < young) == falls


def test_an_intact_disc_is_capped_and_a_torn_one_leaks(run: Run) -> None:
    intact = told(run, "inject", "--grade", 2, "--dallas", 0)
    torn = told(run, "inject", "--grade", 4, "--dallas", 5)
    assert intact["capped_share"] > 0.95  # type: ignore[operator]
    assert intact["pressure_psi"][1] == pytest.approx(50)  # type: ignore[index]
    assert torn["capped_share"] < 0.05  # type: ignore[operator]
    assert torn["leak_share"][1] > intact["leak_share"][1]  # type: ignore[index]


def test_a_gel_keeps_more_cells_and_a_solid_is_laid_in(run: Run) -> None:
    kept = {key: told(run, "inject", "--carrier", key)["retained_share"] for key in ("saline", "hydrogel")}
    assert all(gel > salt for gel, salt in zip(kept["hydrogel"], kept["saline"], strict=True))  # type: ignore[call-overload]
    code, out, _ = run("inject", "--carrier", "solid_scaffold")
    assert code == 0
    assert "laid in through an opening" in out


def test_an_injection_in_words_says_where_it_was_capped(run: Run) -> None:
    code, out, err = run("inject")
    assert (code, err) == (0, "")
    for words in ("stops at the 50 psi", "Dallas grade", "22 gauge needle is 0.7 mm", "never measured in people"):
        assert words in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("product", "marrow_concentrat"), "did you mean 'marrow_concentrate'?"),
        (("product", "marrow_expanded", "--dose", "900"), "do not fit into 2 mL"),
        (("product", "marrow_expanded", "--dose", "-3"), "expected a number above 0"),
        (("product", "marrow_expanded", "--dose", "x"), "expected millions of cells"),
        (("product", "--age", "7"), "--age"),
        (("inject", "--volume", "8", "--grade", "2"), "more than a disc of Pfirrmann grade 2 can take"),
        (("inject", "--volume", "50"), "--volume"),
        (("inject", "--carrier", "salin"), "did you mean 'saline'?"),
        (("inject", "--needle", "99"), "found 99 gauge"),
        (("inject", "--needle", "thin"), "expected a gauge"),
        (("inject", "--grade", "6"), "--grade"),
        (("inject", "--dallas", "6"), "--dallas"),
        (("inject", "--level", "T1"), "--level"),
    ],
)
def test_bad_input_is_one_sentence(run: Run, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert said in err
