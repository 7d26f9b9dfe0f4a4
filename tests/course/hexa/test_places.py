"""Where a deposit may go: neighbours of a structured mesh by counting, the fissure by what leads to it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pulposus.course.hexa.disc import Disc3D
from pulposus.course.hexa.places import centres_mm, distances, fissure_share, neighbours, nucleus_centre_mm
from pulposus.disc.damage import Damage, concentric_tear, radial_fissure, rim_lesion
from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.reduced import Region
from pulposus.errors import InputError

Hurt = Callable[[Damage], Disc3D]


def test_neighbours_are_all_pairs_that_share_a_face(tiny: HexMesh) -> None:
    topology, pairs = tiny.topology, neighbours(tiny)
    faces = 6 * len(tiny.elements)
    outside = 2 * len(topology.quads) + topology.around * topology.layers
    assert len(pairs) == (faces - outside) / 2
    assert len(np.unique(np.sort(pairs, axis=1), axis=0)) == len(pairs)
    shared = [len(np.intersect1d(tiny.elements[a], tiny.elements[b])) for a, b in pairs]
    assert set(shared) == {4}


def test_the_needle_aims_at_the_centre_of_this_nucleus(disc: Disc3D) -> None:
    nucleus = disc.mesh.topology.region == Region.NUCLEUS
    far, room = distances(disc, "centre")
    assert np.isfinite(far).tolist() == nucleus.tolist()
    assert room.tolist() == nucleus.astype(float).tolist()
    nearest = centres_mm(disc.mesh)[np.argmin(far)]
    assert np.linalg.norm(nearest - nucleus_centre_mm(disc)) == pytest.approx(far.min())
    point = centres_mm(disc.mesh)[np.flatnonzero(nucleus)[0]]
    assert np.argmin(distances(disc, "centre", point)[0]) == np.flatnonzero(nucleus)[0]


def test_under_the_endplates_means_first_and_last_disc_layer(disc: Disc3D) -> None:
    topology = disc.mesh.topology
    far = distances(disc, "endplate")[0].reshape(topology.layers, -1)
    inside = np.isfinite(far[topology.layers // 2])
    first, last = topology.endplate_layers, topology.layers - topology.endplate_layers - 1
    assert np.all(far[first, inside] < far[first + 1, inside])
    assert np.all(far[last, inside] < far[last - 1, inside])


def test_a_radial_fissure_is_reached_and_its_way_grows_outwards(disc: Disc3D, hurt: Hurt, tiny: HexMesh) -> None:
    torn = hurt(radial_fissure(tiny, "posterior", width_mm=4.0))
    far, room = distances(torn, "fissure")
    assert np.array_equal(np.isfinite(far), room > 0)
    assert np.all(room[room > 0] == fissure_share(torn)[room > 0])
    assert np.all(np.isin(tiny.topology.region[room > 0], [Region.INNER_ANNULUS, Region.OUTER_ANNULUS]))
    ring = tiny.topology.ring
    rows = [far[(ring == k) & (room > 0)].mean() for k in (1, 2)]
    assert rows[0] < rows[1]
    assert not fissure_share(disc).any()


@pytest.mark.parametrize("make", [lambda m: rim_lesion(m, angle_deg=60.0), lambda m: radial_fissure(m, reach=(0.6, 1))])
def test_a_fissure_that_does_not_begin_at_the_nucleus_is_refused(
    make: Callable[[HexMesh], Damage], hurt: Hurt, tiny: HexMesh
) -> None:
    with pytest.raises(InputError, match="no fissure that begins at the nucleus"):
        distances(hurt(make(tiny)), "fissure")


def test_a_tear_between_lamellae_is_reached_through_a_radial_fissure(hurt: Hurt, tiny: HexMesh) -> None:
    radial = radial_fissure(tiny, "posterior", width_mm=4.0)
    tear = concentric_tear(tiny, "posterior", depth=0.75, angle_deg=120.0, width_mm=2.0)
    alone, both = (distances(hurt(d), "fissure")[1] for d in (radial, radial.also(tear)))
    assert np.all(both >= alone)
    assert np.count_nonzero(both) > np.count_nonzero(alone)
