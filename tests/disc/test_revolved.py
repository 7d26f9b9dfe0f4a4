"""A reduced disc revolved: the same volume, tissue borders and heights on both meshes."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.disc.hexmesh import SIZES, HexTopology
from pulposus.disc.quality import check, element_volumes_mm3
from pulposus.disc.reduced import ReducedTopology, Region, build
from pulposus.disc.reduced import element_volumes_mm3 as swept_mm3
from pulposus.disc.revolved import revolve

REDUCED = build(
    ReducedTopology(),
    radius_mm=np.array([20.0, 24.0]),
    mid_height_mm=np.array([9.0, 12.0]),
    rim_height_mm=np.array([8.0, 10.0]),
    nucleus_radius_fraction=np.array([0.6, 0.65]),
    inner_annulus_fraction=np.array([0.5, 0.6]),
    endplate_mm=np.array([0.7, 0.8]),
)


def polygon(topology: HexTopology) -> float:
    """Share of a circle that its polygon of elements fills."""
    return float(np.sin(2 * np.pi / topology.around) * topology.around / (2 * np.pi))


@pytest.mark.parametrize("member", [0, 1])
@pytest.mark.parametrize("size", SIZES)
def test_volume_of_every_tissue_is_kept(member: int, size: str) -> None:
    topology = SIZES[size]
    mesh = revolve(REDUCED, member, topology)
    check(mesh)
    ours = element_volumes_mm3(mesh.corners_mm)
    theirs = 2 * swept_mm3(REDUCED.nodes_mm)[member]
    rows = REDUCED.topology.region()
    assert ours.sum() == pytest.approx(polygon(topology) * theirs.sum(), rel=2e-3)
    for region in Region:
        part = ours[topology.region == region].sum()
        assert part == pytest.approx(polygon(topology) * theirs[rows == region].sum(), rel=0.02), region


def test_heights_follow_the_profile() -> None:
    mesh = revolve(REDUCED, 0)
    top = mesh.nodes_mm[mesh.node_set(1)]
    s = np.hypot(top[:, 0], top[:, 1]) / 20
    np.testing.assert_allclose(top[:, 2], 4.5 - 0.5 * s**2, atol=2e-3)
    np.testing.assert_allclose(mesh.nodes_mm[mesh.node_set(-1), 2], -top[:, 2])
    assert s.max() == pytest.approx(1)
