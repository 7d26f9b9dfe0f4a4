"""Discs for the tests of mechanics: a healthy one and a wide random batch."""

from __future__ import annotations

import numpy as np

from pulposus.disc.reduced import ReducedMesh, ReducedTopology, build
from pulposus.disc.tissue import Tissue

TOPOLOGY = ReducedTopology()
# Regions in the order nucleus, inner annulus, outer annulus, endplate; healthy and grade III of the published set.
POROSITY = np.array([[0.8073, 0.7732, 0.7732, 0.6726], [0.7699, 0.7365, 0.7365, 0.6179]])
CHARGE = np.array([[0.29, 0.18, 0.18, 0.166], [0.221, 0.17, 0.17, 0.125]])


def tissue_of(porosity: np.ndarray, charge: np.ndarray, topology: ReducedTopology = TOPOLOGY) -> Tissue:
    region = topology.region()
    return Tissue(porosity[:, region], charge[:, region], np.full((len(porosity), *region.shape), 4.0))


def healthy(n: int = 1, topology: ReducedTopology = TOPOLOGY) -> tuple[ReducedMesh, Tissue]:
    mesh = build(
        topology,
        radius_mm=np.full(n, 20.0),
        mid_height_mm=np.full(n, 11.0),
        rim_height_mm=np.full(n, 9.0),
        nucleus_radius_fraction=np.full(n, 0.62),
        inner_annulus_fraction=np.full(n, 0.5),
        endplate_mm=np.full(n, 0.77),
    )
    return mesh, tissue_of(np.repeat(POROSITY[:1], n, 0), np.repeat(CHARGE[:1], n, 0), topology)


def wide(n: int, seed: int) -> tuple[ReducedMesh, Tissue]:
    """Heights of 5 to 14 mm, every composition between healthy and beyond grade III, with scatter."""
    rng = np.random.default_rng(seed)
    mid = rng.uniform(5, 14, n)
    mesh = build(
        TOPOLOGY,
        radius_mm=rng.uniform(16, 25, n),
        mid_height_mm=mid,
        rim_height_mm=mid * rng.uniform(0.65, 1.05, n),
        nucleus_radius_fraction=rng.uniform(0.5, 0.75, n),
        inner_annulus_fraction=rng.uniform(0.4, 0.6, n),
        endplate_mm=rng.uniform(0.4, 1.1, n),
    )
    grade = rng.uniform(0, 1.2, n)[:, None]
    porosity = POROSITY[0] + (POROSITY[1] - POROSITY[0]) * grade + 0.01 * rng.normal(size=(n, 4))
    charge = CHARGE[0] + (CHARGE[1] - CHARGE[0]) * grade
    return mesh, tissue_of(porosity, charge * np.exp(0.15 * rng.normal(size=(n, 4))))
