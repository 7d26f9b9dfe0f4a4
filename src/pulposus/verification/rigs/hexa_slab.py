"""The slabs of the transport cases on hexahedra: three coupled solutes in 3-D, one-dimensional by their supply."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pulposus.transport import CellType, TransportParameters, published_boundary, published_parameters
from pulposus.transport.hexa import Held, member, pose, solve_steady, transport_mesh
from pulposus.transport.laws.metabolism import RateConstants, published
from pulposus.verification.closed.coupled import Layer
from pulposus.verification.rigs.block import Mesh, box
from pulposus.verification.rigs.reduced_slab import (
    UNIT_POROSITY,
    Kinetics,
    Slabs,
    divided,
    uncoupled,
    unit_parameters,
)

Float = NDArray[np.float64]


def _mesh(depth_mm: Float, elements: int) -> Mesh:
    """A box whose levels lie at ``depth_mm`` (n + 1,), so many elements in all."""
    levels = len(depth_mm) - 1
    mesh = box((elements // levels, 1, levels))
    nodes = mesh.nodes_mm.copy()
    nodes[:, 2] = depth_mm[mesh.lattice[:, 2] // 2]
    return Mesh(nodes, mesh.elements, mesh.lattice)


def _solve(
    mesh: Mesh,
    porosity: Float,
    cells: Float,
    supply: tuple[float, float, float],
    parameters: TransportParameters,
    rates: RateConstants,
) -> Float:
    """Oxygen, lactate, glucose (levels, 3) from values by level of elements."""
    level = mesh.lattice[mesh.elements[:, 0], 2] // 2
    oxygen, lactate, glucose = supply
    problem = pose(
        transport_mesh(mesh.nodes_mm, mesh.elements),
        porosity[level],
        {CellType.NATIVE: cells[level]},
        parameters,
        [Held(mesh.on(2, -1), oxygen, glucose, lactate)],
        rates=rates,
    )
    found = solve_steady(problem)
    line = np.flatnonzero(np.all(mesh.lattice[:, :2] == 0, axis=1))
    line = line[np.argsort(mesh.lattice[line, 2])]
    return np.stack([found.oxygen_kPa[line], found.lactate_mM[line], found.glucose_mM[line]], axis=-1)


@cache
def unit_slabs(kinetics: tuple[Kinetics, ...], levels: int, elements: int) -> Slabs:
    """Slabs 0 < z < 1 with u'(0) = 0 and u(1) = 1; glucose is u."""
    parameters, supply, cells = unit_parameters(kinetics)
    depth = np.linspace(0, 1, levels + 1)
    fields = [
        _solve(
            _mesh(depth, elements),
            np.full(levels, UNIT_POROSITY),
            np.full(levels, cells[k]),
            (float(supply.bone_oxygen_kPa[k]), float(supply.bone_lactate_mM[k]), 1.0),
            member(parameters, k),
            uncoupled(),
        )
        for k in range(len(kinetics))
    ]
    return Slabs(np.repeat(depth[None], len(kinetics), axis=0), np.stack(fields))


@cache
def coupled_slabs(cases: tuple[tuple[Layer, ...], ...], levels: int, elements: int) -> Slabs:
    """Three coupled solutes in layered slabs without a limiter, flux per total area, published rates and supply."""
    parameters = replace(published_parameters(1), glucose_limiter_mM=np.zeros(1))
    boundary = published_boundary(1)
    supply = (
        float(boundary.bone_oxygen_kPa[0]),
        float(boundary.bone_lactate_mM[0]),
        float(boundary.bone_glucose_mM[0]),
    )
    depths, fields = [], []
    for layers in cases:
        depth, porosity, cells = divided(layers, levels)
        depths.append(depth)
        fields.append(_solve(_mesh(depth, elements), porosity, cells, supply, parameters, published()))
    return Slabs(np.stack(depths), np.stack(fields))
