"""Shapes carried onto the 3-D mesh: uniform stretches scale volumes, a revolved disc becomes the reduced one moved."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.course.hexa.carried import Stretch, living_shape, move, stretch_between
from pulposus.disc.hexmesh import HexMesh, HexTopology
from pulposus.disc.quality import element_volumes_mm3
from pulposus.disc.reduced import ReducedMesh, ReducedTopology, Region, build
from pulposus.disc.revolved import revolve

OUT, DOWN, PLATE = 1.03, 0.9, 0.97


def uniform() -> Stretch:
    one = np.ones((2, 2))
    return Stretch(np.array([0.0, 1.0]), OUT * one, DOWN * one, OUT * one, PLATE * one)


def test_uniform_stretches_scale_the_volume_of_every_element(tiny: HexMesh) -> None:
    ratio = element_volumes_mm3(move(tiny, uniform())[tiny.elements]) / element_volumes_mm3(tiny.corners_mm)
    plate = tiny.topology.region == Region.ENDPLATE
    np.testing.assert_allclose(ratio[~plate], OUT**2 * DOWN, rtol=1e-9)
    np.testing.assert_allclose(ratio[plate], OUT**2 * PLATE, rtol=1e-9)


def test_no_stretch_moves_nothing_and_the_scanned_shape_is_the_mesh(tiny: HexMesh) -> None:
    one = np.ones((2, 2))
    still = move(tiny, Stretch(np.array([0.0, 1.0]), one, one, one, one))
    np.testing.assert_allclose(still, tiny.nodes_mm, atol=1e-9)
    assert living_shape(tiny, np.full(len(tiny.elements), 0.8), None).nodes_mm is tiny.nodes_mm


def test_solid_and_cells_keep_their_amount(tiny: HexMesh) -> None:
    porosity = np.random.default_rng(0).uniform(0.6, 0.85, len(tiny.elements))
    shape = living_shape(tiny, porosity, uniform())
    before, after = (element_volumes_mm3(nodes[tiny.elements]) for nodes in (tiny.nodes_mm, shape.nodes_mm))
    np.testing.assert_allclose((1 - shape.porosity) * after, (1 - porosity) * before, rtol=1e-12)
    np.testing.assert_allclose(shape.crowding * after, before, rtol=1e-12)


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_a_revolved_disc_takes_the_reduced_shape(side: float) -> None:
    """Rows of the hexahedral mesh lie on those of the reduced one, so that nodes can be compared one by one."""
    topology = HexTopology(disc_layers=12)
    reduced = build(
        ReducedTopology(),
        radius_mm=np.array([22.0]),
        mid_height_mm=np.array([11.0]),
        rim_height_mm=np.array([8.0]),
        nucleus_radius_fraction=np.array([0.62]),
        inner_annulus_fraction=np.array([0.55]),
        endplate_mm=np.array([0.8]),
    )
    r, z = np.moveaxis(reduced.nodes_mm, -1, 0)
    share = r / r[:, -1:, :1]
    rows = np.arange(reduced.topology.n_z) / reduced.topology.disc
    bulge = 1 + 0.04 * share * np.maximum(1 - rows**2, 0)
    moved = np.stack([r * bulge, z * (0.92 + 0.03 * share)], axis=-1)
    mesh = revolve(reduced, 0, topology)
    nodes = move(mesh, stretch_between(reduced, moved, 0)).reshape(topology.layers + 1, topology.axial_nodes, 3)
    # The rim, layer by layer from the mid-plane outwards.
    half = topology.layers // 2
    layers = nodes[half:] if side > 0 else nodes[half::-1]
    rim = layers[:, -topology.around :]
    whole: ReducedMesh = ReducedMesh(reduced.topology, moved)
    np.testing.assert_allclose(
        np.hypot(rim[..., 0], rim[..., 1]), np.broadcast_to(whole.nodes_mm[0, -1, :, 0][:, None], rim.shape[:2])
    )
    np.testing.assert_allclose(
        rim[..., 2], np.broadcast_to(side * whole.nodes_mm[0, -1, :, 1][:, None], rim.shape[:2]), atol=1e-9
    )
