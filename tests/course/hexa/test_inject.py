"""Deposits on the 3-D disc: every cell is somewhere, in tissue that the place allows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pulposus.course.deposit import density
from pulposus.course.hexa.disc import Disc3D
from pulposus.course.hexa.inject import deposit_share
from pulposus.course.hexa.outcomes import total_1e6
from pulposus.course.hexa.places import PLACES_3D, Place3D, fissure_share
from pulposus.course.hexa.start import Settled, settle
from pulposus.disc.damage import Damage, radial_fissure
from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.reduced import Region
from pulposus.units import MM3_PER_ML

CELLS_1e6, WETTED_MM3 = 6.0, 700.0


@pytest.fixture(scope="module")
def torn(hurt: Callable[[Damage], Disc3D], tiny: HexMesh) -> Settled:
    return settle(hurt(radial_fissure(tiny, "posterolateral_left", width_mm=4.0)))


def laid(settled: Settled, place: Place3D, wetted_mm3: float = WETTED_MM3) -> np.ndarray:
    share = deposit_share(settled, place, wetted_mm3)
    return density(share[None], settled.disc.element_mm3, np.array([CELLS_1e6 * MM3_PER_ML]))


@pytest.mark.parametrize("place", PLACES_3D)
@pytest.mark.parametrize("wetted_mm3", [1.0, WETTED_MM3, 1e6])
def test_every_cell_is_deposited(torn: Settled, place: Place3D, wetted_mm3: float) -> None:
    lies = laid(torn, place, wetted_mm3)
    assert lies.min() >= 0
    assert total_1e6(torn.disc, lies) == pytest.approx(CELLS_1e6, rel=1e-12)


@pytest.mark.parametrize("place", ["centre", "endplate"])
def test_a_deposit_in_the_nucleus_takes_the_volume_that_is_wetted(torn: Settled, place: Place3D) -> None:
    share = deposit_share(torn, place, WETTED_MM3)
    assert share @ torn.disc.element_mm3[0] == pytest.approx(WETTED_MM3, rel=1e-12)
    assert np.all(torn.disc.mesh.topology.region[share > 0] == Region.NUCLEUS)
    assert np.count_nonzero((share > 0) & (share < 1)) <= 1  # filled one after the other


def test_a_deposit_in_the_fissure_lies_within_it(torn: Settled) -> None:
    room = fissure_share(torn.disc)
    fissure_mm3 = float(room @ torn.disc.element_mm3[0])
    little, all_of_it = (deposit_share(torn, "fissure", f * fissure_mm3) for f in (0.3, 5.0))
    assert np.all(little <= room)
    assert np.all(laid(torn, "fissure")[0][room == 0] == 0)
    assert little @ torn.disc.element_mm3[0] == pytest.approx(0.3 * fissure_mm3, rel=1e-12)
    np.testing.assert_allclose(all_of_it, room)
    ring = torn.disc.mesh.topology.ring
    inner, outer = (little[ring == k] @ torn.disc.element_mm3[0][ring == k] for k in (1, 2))
    assert inner > outer  # it enters from the nucleus


def test_whole_tissues_take_it_evenly(torn: Settled) -> None:
    for place, region in (("nucleus", Region.NUCLEUS), ("inner annulus", Region.INNER_ANNULUS)):
        lies = laid(torn, place)[0]  # type: ignore[arg-type]
        own = torn.disc.mesh.topology.region == region
        np.testing.assert_allclose(lies[own], lies[own][0])
        assert np.all(lies[~own] == 0)
