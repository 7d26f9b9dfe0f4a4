"""Tissue composition against published numbers and closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.disc import reduced
from pulposus.disc.composition import (
    fixed_charge_from_swelling_mEq_mL,
    porosity_from_water_mass,
    sample_regions,
    sample_tissue,
)
from pulposus.disc.reduced import ReducedTopology, Region
from pulposus.disc.shape import from_parameters, reduced_inputs
from pulposus.errors import InputError


def regions(grade: int, n: int = 2048, age_y: float = 50) -> dict[Region, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    return sample_regions(grade=np.full(n, grade), age_y=age_y, n=n, seed=2)


@pytest.mark.parametrize(
    ("mass", "volume"),
    [(0.745, 0.8073), (0.704, 0.7732), (0.589, 0.6726), (0.70, 0.7699), (0.661, 0.7365), (0.53, 0.6179)],
)
def test_water_by_mass_becomes_the_published_porosity(mass: float, volume: float) -> None:
    """Fluid fractions of the abaqusIVD tissues (doi:10.3389/fbioe.2024.1384599)."""
    assert porosity_from_water_mass(np.array([mass]))[0] == pytest.approx(volume, abs=1e-4)


@pytest.mark.parametrize(("charge", "pressure"), [(0.1, 0.04183), (0.2, 0.15608), (0.3, 0.32029), (0.4, 0.5155)])
def test_charge_inverts_the_ideal_donnan_pressure(charge: float, pressure: float) -> None:
    """Verification case V7: 310 K, 0.15 M."""
    assert fixed_charge_from_swelling_mEq_mL(np.array([pressure]))[0] == pytest.approx(charge, rel=2e-4)


def test_nucleus_swelling_stress_falls_with_degeneration_as_measured() -> None:
    """0.138 +- 0.029 against 0.037 +- 0.038 MPa (Johannessen 2005): the ratio of charges follows it."""
    thermal = 8.314462618 * 310 / 1e6 * 1e3  # MPa per mol/L
    healthy, degenerate = (regions(grade)[Region.NUCLEUS][1] for grade in (1, 4))
    scale = 0.29 / fixed_charge_from_swelling_mEq_mL(np.array(0.138))

    def donnan(charge: np.ndarray) -> np.ndarray:
        return thermal * (np.hypot(charge / scale, 0.3) - 0.3)

    assert donnan(healthy).mean() == pytest.approx(0.138, abs=0.003)
    assert donnan(healthy).std() == pytest.approx(0.029, abs=0.003)
    assert donnan(degenerate).mean() == pytest.approx(0.037, abs=0.008)


def test_grade_three_nucleus_charge_agrees_with_the_independent_model() -> None:
    """Interpolated between the measured anchors it meets abaqusIVD's 0.221 mEq/mL, which was not used."""
    assert np.median(regions(3)[Region.NUCLEUS][1]) == pytest.approx(0.221, abs=0.02)


def test_annulus_does_not_outpressurise_a_healthy_nucleus() -> None:
    tissue = regions(2)
    nucleus, inner, outer = (
        np.median(tissue[r][1]) for r in (Region.NUCLEUS, Region.INNER_ANNULUS, Region.OUTER_ANNULUS)
    )
    assert nucleus > inner > outer


def test_water_falls_and_cells_stay_with_grade_and_age() -> None:
    """Adult cell density does not fall after 16 years (Liebscher 2011)."""
    young, old = regions(1, age_y=20), regions(1, age_y=85)
    bad = regions(4, age_y=85)
    for region in Region:
        assert np.array_equal(young[region][2], old[region][2])
        assert np.array_equal(young[region][2], bad[region][2])
    assert bad[Region.NUCLEUS][0].mean() < young[Region.NUCLEUS][0].mean() - 0.02
    assert bad[Region.NUCLEUS][0].std() > 1.3 * young[Region.NUCLEUS][0].std()


def test_a_person_keeps_rank_when_the_grade_changes() -> None:
    for part in (0, 1):
        two, three = (regions(grade)[Region.NUCLEUS][part] for grade in (2, 3))
        assert np.corrcoef(two, three)[0, 1] > 0.6


def test_each_element_gets_the_tissue_of_its_region_and_draw() -> None:
    n = 6
    topology = ReducedTopology()
    mesh = reduced.build(topology, **reduced_inputs(from_parameters("L4/5", age_y=40), n, 1))
    grade = np.array([1, 2, 3, 4, 5, 3])
    tissue = sample_tissue(mesh, grade=grade, age_y=40, n=n, seed=9)
    expected = sample_regions(grade=grade, age_y=40, n=n, seed=9)
    shape = (n, topology.n_r - 1, topology.n_z - 1)
    assert tissue.porosity.shape == tissue.fixed_charge_mEq_mL.shape == tissue.native_cells_1e6_mL.shape == shape
    for region in Region:
        here = topology.region() == region
        for array, draws in zip(
            (tissue.porosity, tissue.fixed_charge_mEq_mL, tissue.native_cells_1e6_mL), expected[region], strict=True
        ):
            assert np.array_equal(array[:, here], np.repeat(draws[:, None], here.sum(), axis=1))
    assert 0 < tissue.porosity.min() < tissue.porosity.max() < 1


def test_bad_grades_and_ages_are_refused() -> None:
    with pytest.raises(InputError, match="grade is 0"):
        sample_regions(grade=np.array([0]), age_y=40, n=1, seed=1)
    with pytest.raises(InputError, match="shape"):
        sample_regions(grade=np.array([1, 2]), age_y=40, n=1, seed=1)
    with pytest.raises(InputError, match="Age is 9"):
        sample_regions(grade=np.array([1]), age_y=9, n=1, seed=1)
