"""Pressure by tear, what leaks, and what a disc or a syringe cannot hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulposus.errors import InputError
from pulposus.library import facts
from pulposus.treatment import injection
from pulposus.treatment.carrier import carriers, sample_carrier
from pulposus.treatment.injection import Injected, check_dose, inject, largest_dose_1e6

N = 512


def into(grade: int, volume_mL: float = 2.0, carrier: str = "saline", dallas: int | None = None) -> Injected:
    held = sample_carrier(carrier, N, 0)
    return inject(grade=np.full(N, grade), volume_mL=volume_mL, carrier=held, n=N, seed=0, dallas=dallas)


@pytest.mark.parametrize(("dallas", "psi_mL"), [(0, 43.0), (1, 39.5), (2, 30.5), (3, 30.5), (4, 13.2), (5, 6.9)])
def test_elastance_by_tear_is_the_published_one(dallas: int, psi_mL: float) -> None:
    """PMC2729819, medians within their spread; draws below the floor lift the mean of grades 2 and 3."""
    found = injection.elastance_psi_mL(np.full(N, dallas), N, 0)
    assert np.median(found) == pytest.approx(psi_mL, rel=0.05)
    spread = facts("injection")[f"elastance_dallas_{dallas}_psi_mL"].spread
    assert np.std(found) == pytest.approx(spread, rel=0.25)


@pytest.mark.parametrize(("dallas", "mL"), [(0, 1.16), (1, 1.27), (2, 1.64), (4, 3.79), (5, 7.25)])
def test_the_cap_of_50_psi_is_reached_at_the_derived_volumes(dallas: int, mL: float) -> None:
    reached = 50 / np.median(injection.elastance_psi_mL(np.full(N, dallas), N, 0))
    assert reached == pytest.approx(mL, rel=0.06)


def test_two_millilitres_are_capped_in_most_intact_discs_and_in_few_torn_ones() -> None:
    assert into(1, dallas=0).capped.mean() > 0.95
    assert into(5, dallas=5).capped.mean() < 0.05
    intact = into(2, dallas=0)
    assert np.all(intact.volume_in_mL[intact.capped] < 2)
    np.testing.assert_allclose(intact.pressure_MPa[intact.capped], 0.345, atol=1e-3)  # 50 psi


def test_discs_of_grades_3_to_5_leak_as_often_as_cadaver_segments_did() -> None:
    """4 of 16 (Andersson and Schultz 1979): the exact binomial 95 % interval is 7 to 52 %."""
    leak = np.mean([into(grade).leak_share.mean() for grade in (3, 4, 5)])
    assert 0.07 < leak < 0.52
    assert into(2).leak_share.mean() < into(4).leak_share.mean() < into(5).leak_share.mean()


def test_an_open_tear_where_somebody_looked_goes_before_the_grade() -> None:
    assert np.all(into(2, dallas=5).dallas == 5)
    assert into(2, dallas=5).leak_share.mean() > into(2).leak_share.mean()


def test_gels_keep_stochastically_more_cells_than_saline() -> None:
    kept = {key: np.sort(into(3, carrier=key).retained_share) for key in carriers()}
    for key in ("fibrin", "hydrogel", "solid_scaffold"):
        assert np.mean(kept[key] >= kept["saline"]) > 0.98


@given(volume=st.floats(0.1, 1.5), grade=st.integers(1, 5))
def test_what_goes_in_either_stays_or_leaks(volume: float, grade: int) -> None:
    found = into(grade, volume)
    assert np.all((found.leak_share >= 0) & (found.leak_share <= 1))
    assert np.all((found.retained_share >= 0) & (found.retained_share <= 1 - found.leak_share + 1e-12))
    assert np.all(found.volume_kept_mL <= found.volume_in_mL)
    assert np.all(found.volume_in_mL <= volume)


def test_the_same_seed_gives_the_same_injection_and_a_larger_volume_more_pressure() -> None:
    a, b = into(4, 1.0), into(4, 1.0)
    np.testing.assert_array_equal(a.retained_share, b.retained_share)
    assert np.all(into(4, 1.5).pressure_MPa >= a.pressure_MPa)


def test_a_solid_is_laid_in_without_pressure() -> None:
    found = into(1, carrier="solid_scaffold")
    np.testing.assert_array_equal(found.volume_kept_mL, 2.0)
    assert not found.capped.any()
    np.testing.assert_array_equal(found.retained_share, sample_carrier("solid_scaffold", N, 0).retention)


@pytest.mark.parametrize("volume", [0, -1, float("nan")])
def test_a_volume_of_nothing_is_refused(volume: float) -> None:
    with pytest.raises(InputError, match="expected more than 0 mL"):
        into(2, volume)


def test_a_volume_that_no_disc_takes_is_refused_and_those_of_trials_are_not() -> None:
    with pytest.raises(InputError, match="more than a disc of Pfirrmann grade 2 can take"):
        into(2, 100)
    for grade in range(1, 6):
        into(grade, 3.0)


def test_cells_that_do_not_fit_are_refused_and_trial_doses_fit() -> None:
    with pytest.raises(InputError, match="do not fit into 2 mL"):
        check_dose(1000.0, 2.0)
    for dose, volume in ((6.0, 2.0), (25.0, 2.0), (40.0, 2.0)):
        check_dose(dose, volume)


def test_the_concentrate_of_the_trial_fits_and_packs_as_spheres_do() -> None:
    """Pettine 2015: 121 million nucleated cells a mL. No packing of equal spheres passes pi / sqrt(18) = 0.74."""
    check_dose(2 * 121.0, 2.0, fresh=True)
    for fresh, um in ((True, 9e-4), (False, 17e-4)):
        filled = 1e6 * largest_dose_1e6(1.0, fresh=fresh) * np.pi * um**3 / 6
        assert filled == pytest.approx(0.3, rel=1e-9)
        assert filled < np.pi / np.sqrt(18)
