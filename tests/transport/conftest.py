"""Discs and slabs that the transport tests share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from pulposus.disc.reduced import ReducedTopology, Region, build


@dataclass(frozen=True)
class Case:
    """Nodes, porosity and densities (b, types, er, ez) of a batch, as ``nutrients`` takes them."""

    nodes_mm: np.ndarray
    porosity: np.ndarray
    cells: np.ndarray


# Healthy and Pfirrmann III: porosity from the published water contents, published cell densities (1e6/mL).
TISSUE = {
    1: {Region.NUCLEUS: (0.807, 3.6), Region.INNER_ANNULUS: (0.773, 5.55), Region.ENDPLATE: (0.673, 13.5)},
    3: {Region.NUCLEUS: (0.770, 3.6), Region.INNER_ANNULUS: (0.737, 5.55), Region.ENDPLATE: (0.618, 13.5)},
}


@pytest.fixture(scope="session")
def disc() -> Callable[..., Case]:
    """A batch of discs of 22 mm radius with native cells."""

    def make(mid_mm: list[float], grade: int = 1, scale: float = 1.0, topology: ReducedTopology | None = None) -> Case:
        topology = topology or ReducedTopology()
        mid = np.asarray(mid_mm, dtype=float)
        same = np.ones_like(mid)
        mesh = build(
            topology,
            radius_mm=22 * same,
            mid_height_mm=mid,
            rim_height_mm=0.85 * mid,
            nucleus_radius_fraction=0.6 * same,
            inner_annulus_fraction=0.6 * same,
            endplate_mm=0.77 * same,
        )
        region = topology.region()
        values = TISSUE[grade] | {Region.OUTER_ANNULUS: TISSUE[grade][Region.INNER_ANNULUS]}
        porosity = np.vectorize(lambda k: values[Region(k)][0])(region)
        density = np.vectorize(lambda k: values[Region(k)][1])(region) * scale
        cells = np.zeros((mid.size, 3, *region.shape))
        cells[:, 0] = density
        return Case(mesh.nodes_mm, np.repeat(porosity[None], mid.size, axis=0), cells)

    return make


@pytest.fixture(scope="session")
def slab() -> Callable[..., Case]:
    """A batch of slabs, one-dimensional in z once the side is insulated: z (b, nodes), the rest (b, elements)."""

    def make(z_mm: np.ndarray, porosity: np.ndarray, density: np.ndarray) -> Case:
        z = np.atleast_2d(z_mm)
        b, n = z.shape
        r = np.array([0.0, 1.0, 2.0])
        nodes = np.stack(np.broadcast_arrays(r[None, :, None], z[:, None, :]), axis=-1)
        cells = np.zeros((b, 3, 2, n - 1))
        cells[:, 0] = np.broadcast_to(density, (b, n - 1))[:, None]
        return Case(nodes, np.repeat(np.broadcast_to(porosity, (b, n - 1))[:, None], 2, axis=1).copy(), cells)

    return make
