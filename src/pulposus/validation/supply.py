"""The published healthy nutrition model on the reduced disc, solved for many supplies at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.composition import sample_tissue
from pulposus.disc.reduced import ReducedMesh, ReducedTopology, Region, build
from pulposus.disc.shape import central_reduced_inputs, from_parameters
from pulposus.disc.tissue import Tissue
from pulposus.library import value
from pulposus.numerics.backend import jax
from pulposus.numerics.settings import VALIDATE_POINT_DRAWS, VALIDATE_POINT_SETS, VALIDATE_SUPPLIES
from pulposus.transport import (
    Boundary,
    CellType,
    Nutrients,
    TransportParameters,
    nutrients,
    published_boundary,
    published_parameters,
    sample_parameters,
)
from pulposus.validation.people import AGE_Y, SEED

Float = NDArray[np.float64]


def levels() -> Float:
    """Supplies tried, up to the whole, (k,)."""
    return np.linspace(1 / VALIDATE_SUPPLIES, 1.0, VALIDATE_SUPPLIES)


def middle_disc(grade: int, n: int) -> tuple[ReducedMesh, Tissue]:
    """The central L4-L5 disc of a grade, ``n`` times: sizes at their centre, composition at the median of draws."""
    inputs = central_reduced_inputs(from_parameters("L4/5", age_y=AGE_Y, grade=grade))
    mesh = build(ReducedTopology(), **{name: np.repeat(x, n) for name, x in inputs.items()})
    m = VALIDATE_POINT_DRAWS
    drawn = sample_tissue(
        replace(mesh, nodes_mm=mesh.nodes_mm[:1]), grade=np.full(m, grade), age_y=AGE_Y, n=m, seed=SEED
    )

    def median(part: Float) -> Float:
        return np.repeat(np.median(part, axis=0, keepdims=True), n, axis=0)

    return mesh, Tissue(*(median(getattr(drawn, name)) for name in Tissue.__dataclass_fields__))


def drawn_sets(draws: int) -> TransportParameters:
    """The published set, then ``draws`` of the library (rates, diffusivity, and whether it is per total area)."""
    first, others = published_parameters(1), sample_parameters(draws, SEED, grade=np.full(draws, 2))
    return jax.tree.map(lambda a, b: np.concatenate([a, b]), first, others)


def feed(
    nodes_mm: Float, tissue: Tissue, boundary: Boundary, parameters: TransportParameters | None = None
) -> Nutrients:
    """Concentrations with native cells only; the published rates when no parameters are given."""
    n = len(nodes_mm)
    cells = {CellType.NATIVE: tissue.native_cells_1e6_mL}
    return nutrients(nodes_mm, tissue.porosity, cells, parameters or published_parameters(n), boundary)


def starving_from(boundary: Callable[[Float], Boundary], *regions: Region) -> Float:
    """Critical supply of the central healthy disc: the published set first, then draws, (1 + draws,).

    ``boundary`` turns supplies (n,) into what the disc gets; ``regions`` are where cells are looked at.
    """
    supply, count = levels(), 1 + VALIDATE_POINT_SETS
    mesh, tissue = middle_disc(2, count * len(supply))
    sets = jax.tree.map(lambda a: np.repeat(a, len(supply), axis=0), drawn_sets(VALIDATE_POINT_SETS))
    found = feed(mesh.nodes_mm, tissue, boundary(np.tile(supply, count)), sets)
    glucose = least_glucose_mM(found, mesh, *regions).reshape(count, len(supply))
    return np.array([critical(supply, each) for each in glucose])


def scaled(bone: Float, annulus: Float) -> Boundary:
    """The published supply with oxygen and glucose of either path scaled, each (k,)."""
    whole = published_boundary(len(bone))
    return replace(
        whole,
        bone_oxygen_kPa=whole.bone_oxygen_kPa * bone,
        bone_glucose_mM=whole.bone_glucose_mM * bone,
        annulus_oxygen_kPa=whole.annulus_oxygen_kPa * annulus,
        annulus_glucose_mM=whole.annulus_glucose_mM * annulus,
    )


def least_glucose_mM(found: Nutrients, mesh: ReducedMesh, *regions: Region) -> Float:
    """Lowest glucose at the nodes of some tissues (of all below the endplate when none is named), (b,)."""
    region = mesh.topology.region()
    wanted = np.isin(region, regions or [r for r in Region if r != Region.ENDPLATE])
    nodes = np.zeros((mesh.topology.n_r, mesh.topology.n_z), dtype=bool)
    for i in (0, 1):
        for j in (0, 1):
            nodes[i : nodes.shape[0] - 1 + i, j : nodes.shape[1] - 1 + j] |= wanted
    return np.asarray(np.where(nodes, found.glucose_mM, np.inf).min(axis=(1, 2)))


def critical(supply: Float, glucose_mM: Float) -> float:
    """Supply below which the lowest glucose is under what cells need to live; 0 where they never starve.

    Both (k,), supply rising; between the supplies tried the glucose is taken as linear.
    """
    need = value("transport", "critical_glucose_mM")
    starving = np.flatnonzero(~(glucose_mM >= need))
    if not len(starving):
        return 0.0
    k = int(starving.max())
    if k == len(supply) - 1:
        return 1.0
    share = (need - glucose_mM[k]) / (glucose_mM[k + 1] - glucose_mM[k])
    return float(supply[k] + share * (supply[k + 1] - supply[k]))
