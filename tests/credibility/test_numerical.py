"""The numerical study: marks are halved and given back, a finer mesh is the same disc, moves stand beside a band."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.credibility.numerical import CELLS, UNITS, changed, halved_marks, line, on_finer_mesh, outcomes
from pulposus.disc.reduced import Region, element_volumes_mm3
from pulposus.forecasting.demo import demo_case
from pulposus.forecasting.one_disc import one_disc, world_of
from pulposus.numerics import settings
from pulposus.treatment import load


def test_settings_are_given_back_even_after_a_failure() -> None:
    before = settings.COURSE_CELLS_MOVED

    def fail() -> None:
        with changed({"COURSE_CELLS_MOVED": before / 2}):
            assert before / 2 == settings.COURSE_CELLS_MOVED
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert before == settings.COURSE_CELLS_MOVED


def test_halving_puts_a_mark_into_every_interval() -> None:
    marks = halved_marks()
    early = marks["COURSE_EARLY_DAYS"]
    assert isinstance(early, tuple)
    assert len(early) == 2 * len(settings.COURSE_EARLY_DAYS)
    assert set(settings.COURSE_EARLY_DAYS) < set(early)
    assert early[0] == settings.COURSE_EARLY_DAYS[0] / 2
    assert marks["COURSE_LONGEST_STEP_DAYS"] == settings.COURSE_LONGEST_STEP_DAYS / 2


def test_a_line_tells_what_moves_of_median_and_band() -> None:
    plain = np.linspace(0.0, 1.0, 101)
    fine = plain + 0.01
    fine[-1] = np.nan  # failed: left out on both sides
    found = line("inflammation", "mesh", plain, fine)
    assert (found.moved, found.largest) == (pytest.approx(0.01), pytest.approx(0.01))
    assert found.band == pytest.approx(0.9, abs=0.02)  # 5th to 95th percentile of a uniform spread
    outlier = plain.copy()
    outlier[50] = 9.0  # a single draw moves far, what is read moves by about a hundredth
    assert line("inflammation", "mesh", plain, outlier).largest == pytest.approx(8.5)
    assert line("inflammation", "mesh", plain, outlier).moved == pytest.approx(0.01, abs=0.002)


def test_the_finer_mesh_is_the_same_disc() -> None:
    case = demo_case()
    disc = one_disc(case, None)
    world = world_of(case, disc, 4, 0)
    fine = on_finer_mesh(world, disc, case.patient.age_y)
    for name in ("n_r", "n_z"):
        usual, twice = getattr(world.measured_mesh.topology, name), getattr(fine.measured_mesh.topology, name)
        assert twice - 1 == 2 * (usual - 1)
    volumes = [element_volumes_mm3(each.measured_mesh.nodes_mm).sum(axis=(1, 2)) for each in (world, fine)]
    np.testing.assert_allclose(volumes[0], volumes[1], rtol=0.01)
    charges = []
    for each in (world, fine):
        inside = each.measured_mesh.topology.region() == Region.NUCLEUS
        charges.append(each.measured_tissue.fixed_charge_mEq_mL[:, inside].mean(axis=1))
    np.testing.assert_allclose(charges[0], charges[1], rtol=0.02)


@pytest.mark.slow
def test_outcomes_are_shares_and_ratios_of_every_draw() -> None:
    case = demo_case()
    found = outcomes(world_of(case, one_disc(case, None), 2, 0))
    assert set(found) == set(UNITS)
    assert all(values.shape == (2,) for values in found.values())
    assert np.all((found["added cells alive"] > 0) & (found["added cells alive"] < 1.2))
    assert np.all(found["inflammation"] < 1)  # cells calm, beside saline
    assert load(CELLS).cells is not None
