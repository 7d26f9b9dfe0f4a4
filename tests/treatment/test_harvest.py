"""Counts of cells against published ones that went into no fact."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from pulposus.errors import InputError
from pulposus.treatment.cell_source import CellSource, facts_of
from pulposus.treatment.harvest import CellProduct, age_factor, harvest, load_source, sources

N = 2048


def product(source: str, age: float = 50, volume: float = 2.0, dose: float | None = None) -> CellProduct:
    return harvest(source, patient_age_y=age, volume_mL=volume, n=N, seed=0, dose_1e6=dose)


def test_marrow_has_the_published_colonies_and_concentrate_four_times_as_many() -> None:
    """Hernigou 2005: 612 per mL, 2579 in concentrate."""
    native, concentrate = product("marrow_aspirate"), product("marrow_concentrate")
    assert np.median(native.colony_forming) / 2 == pytest.approx(612, rel=0.05)
    assert np.median(concentrate.colony_forming) / 2 == pytest.approx(2579, rel=0.05)


def test_concentrate_in_a_disc_is_as_in_the_trial_that_counted_it() -> None:
    """Pettine 2015 had 2713 CFU-F per mL at a median age of 40, Scarpone 2885: neither went into the colony counts."""
    per_mL = product("marrow_concentrate", age=40).colony_forming / 2
    assert np.median(per_mL) == pytest.approx(2713, rel=0.15)


def test_the_concentration_spreads_as_in_eighty_patients() -> None:
    """Mean 4.35 and SD 2.09; only the ratio of the two went in."""
    n = 20_000
    from pulposus.library import sample

    factor = sample("harvest", "concentration_factor", n, 0)
    assert np.mean(factor) == pytest.approx(4.35, rel=0.08)
    assert np.std(factor) == pytest.approx(2.09, rel=0.12)


def test_age_takes_colonies_by_at_most_the_slope_of_the_odds_and_perhaps_none() -> None:
    """-1.6 % a year (Piuzzi 2021) against no effect (80 concentrates): both lie within the draws."""
    ratio = age_factor(np.full(N, 70.0), N, 0) / age_factor(np.full(N, 40.0), N, 0)
    assert ratio.min() == pytest.approx(np.exp(-0.016 * 30), rel=0.01)
    assert ratio.max() == pytest.approx(1, rel=0.01)


def test_fat_gives_nucleated_cells_within_the_published_yield() -> None:
    """0.1 to 1.0 million per gram of 50 to 120 g, in at least 3 mL."""
    found = product("adipose_svf", volume=2.0)
    assert np.all(found.nucleated_1e6 >= 0.1 * 50 * 2 / 10)
    assert np.all(found.nucleated_1e6 <= 1.0 * 120 * 2 / 3)
    assert np.all(found.colony_forming < 1e6 * found.nucleated_1e6)
    assert np.all((found.viability >= 0.8) & (found.viability <= 0.95))


@pytest.mark.parametrize("source", ["marrow_expanded", "adipose_expanded", "marrow_allogeneic"])
def test_grown_cells_are_their_dose_and_need_one(source: str) -> None:
    np.testing.assert_allclose(product(source, dose=20).stromal_1e6, 20)
    with pytest.raises(InputError, match="give dose_1e6"):
        product(source)


def test_a_donor_is_young_and_a_patient_is_as_old_as_she_is() -> None:
    assert np.all(product("marrow_expanded", age=63, dose=1).donor_age_y == 63)
    donor = product("marrow_allogeneic", age=63, dose=1)
    assert not donor.own
    assert np.all((donor.donor_age_y >= 18) & (donor.donor_age_y <= 45))


def test_a_fresh_harvest_holds_thousands_to_a_million_stromal_cells_and_a_culture_tens() -> None:
    living = {key: np.median(made.stromal_1e6 * made.viability) for key in sources() for made in [product(key, dose=None
              if load_source(key).fresh else 20)]}  # fmt: skip
    assert living["marrow_aspirate"] < living["marrow_concentrate"] < 0.1 < living["adipose_svf"] < 2
    assert all(14 < living[key] < 19 for key in living if not load_source(key).fresh)
    assert np.all(product("marrow_concentrate").nucleated_1e6 > 20)


def test_living_stromal_cells_are_one_to_ten_for_a_colony() -> None:
    """Only the living found colonies, so the dead come on top; and no cell is counted that is not there."""
    for key in ("marrow_aspirate", "marrow_concentrate", "adipose_svf"):
        made = product(key)
        living = made.stromal_1e6 * made.viability
        whole = made.stromal_1e6 < made.nucleated_1e6
        ratio = 1e6 * living[whole] / made.colony_forming[whole]
        assert 1 <= ratio.min() < 1.1
        assert ratio.max() <= 10
        assert np.all(made.stromal_1e6 <= made.nucleated_1e6)


def test_a_large_syringe_thins_the_marrow_by_three_to_four() -> None:
    """Hernigou 2013: 300 % higher with 10 than with 50 mL."""
    thin = harvest("marrow_aspirate", patient_age_y=50, volume_mL=2, n=N, seed=0, large_syringe=True)
    ratio = product("marrow_aspirate").colony_forming / thin.colony_forming
    assert np.all((ratio >= 3) & (ratio <= 4))


def test_the_marrow_drawn_for_a_concentrate_holds_the_colonies_that_it_gives() -> None:
    """Conservation: colonies drawn times the share recovered are those in the syringe."""
    made, native = product("marrow_concentrate"), product("marrow_aspirate", volume=1.0)
    recovered = made.colony_forming / (native.colony_forming * made.taken)
    assert np.all((recovered >= 0.5 - 1e-9) & (recovered <= 0.9 + 1e-9))


def test_what_a_patient_gives_and_waits() -> None:
    assert np.all(product("marrow_expanded", dose=20).taken == 12)  # mL, Sabatino 2012
    assert np.all(product("marrow_expanded", dose=20).weeks >= 3)
    donor = product("marrow_allogeneic", dose=20)
    assert not np.any(donor.taken)
    assert not np.any(donor.weeks)


@pytest.mark.parametrize("key", sources())
def test_a_source_names_every_fact_that_it_draws(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from pulposus.treatment import harvest as module

    drawn = set()
    for name in ("sample", "value"):
        real = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda topic, fact, *a, _f=real, **k: drawn.add(fact) or _f(topic, fact, *a, **k)
        )
    module.harvest(key, patient_age_y=50, volume_mL=2, n=8, seed=0, dose_1e6=20)
    assert drawn == set(facts_of(load_source(key)))


def test_a_stated_number_of_nucleated_cells_scales_the_colonies() -> None:
    free, half = product("marrow_concentrate"), product("marrow_concentrate", dose=100)
    np.testing.assert_allclose(half.nucleated_1e6, 100)
    np.testing.assert_allclose(half.colony_forming / 100, free.colony_forming / free.nucleated_1e6)


@pytest.mark.parametrize(("name", "number"), [("volume_mL", 0.0), ("volume_mL", float("nan")), ("dose_1e6", -1.0)])
def test_nothing_to_inject_is_refused(name: str, number: float) -> None:
    given = {"volume_mL": 2.0, "dose_1e6": 20.0, name: number}
    with pytest.raises(InputError, match=f"{name}: found .*, expected a number above 0"):
        harvest("marrow_expanded", patient_age_y=50, n=8, seed=0, **given)


def test_an_unknown_source_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'marrow_concentrate'"):
        load_source("marow_concentrate")
    assert sources()[:3] == ("marrow_aspirate", "marrow_concentrate", "adipose_svf")
    assert len(sources()) == 7


def test_a_source_that_says_too_little_or_too_much_is_refused() -> None:
    told = {"key": "x", "name": "x", "what": "x", "viability": "fresh_viability", "own": True,
            "product_class": "marrow concentrate"}  # fmt: skip
    for more, said in (
        ({"kind": "marrow"}, "needs nucleated_1e6_mL"),
        ({"kind": "expanded"}, "need taken"),
        ({"kind": "fat", "taken": "fat_mass_g", "concentration": "y"}, "only marrow is concentrated"),
    ):
        with pytest.raises(ValidationError, match=said):
            CellSource.model_validate({**told, **more})
