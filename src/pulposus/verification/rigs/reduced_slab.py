"""Slabs of tissue solved with the reduced (axisymmetric) transport, one-dimensional since their side is insulated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import RunError
from pulposus.numerics.settings import TRANSPORT_CHANGE
from pulposus.transport import CellType, Solution, TransportParameters, published_boundary, published_parameters
from pulposus.transport.boundary import Boundary
from pulposus.transport.laws.metabolism import RateConstants, published
from pulposus.transport.steady import steady_state
from pulposus.units import HOURS_PER_DAY, MM3_PER_ML
from pulposus.verification.closed.coupled import Layer

Float = NDArray[np.float64]
# Whatever the porosity of the unit slab, its obstruction is divided out of the diffusivity.
UNIT_POROSITY = 0.8
OUTER_SHARE = 8  # one element in eight lies in the outer layer of a layered slab


@dataclass(frozen=True)
class Kinetics:
    """u'' = strength u / (half + u), dimensionless; half 0 is zero order, half far above 1 first order."""

    strength: float
    half: float


@dataclass(frozen=True)
class Slabs:
    """Places (b, n) mm and oxygen, lactate, glucose (b, n, 3) at the nodes of a batch of slabs."""

    depth_mm: Float
    fields: Float

    def only(self, rows: slice) -> Slabs:
        """Some of the batch."""
        return Slabs(self.depth_mm[rows], self.fields[rows])


def uncoupled() -> RateConstants:
    """Rates in which glucose use does not depend on oxygen and acidity: 1/2 nmol per 1e6 cells and hour."""
    return replace(
        published(),
        lactate_rate_log=0.0,
        lactate_rate_log_per_pH=0.0,
        lactate_rate_log_per_kPa=0.0,
        lactate_rate_log_per_kPa2=0.0,
    )


def unit_parameters(kinetics: tuple[Kinetics, ...]) -> tuple[TransportParameters, Boundary, Float]:
    """Parameters, supply and cell densities (b,) that turn the glucose equation into that of the kinetics."""
    b = len(kinetics)
    obstruction = (UNIT_POROSITY / (2 - UNIT_POROSITY)) ** 2
    parameters = replace(
        published_parameters(b),
        glucose_limiter_mM=np.array([k.half for k in kinetics]),
        glucose_diffusivity_mm2_day=np.full(b, 1 / obstruction),
        lactate_scale=np.ones((b, len(CellType))),
    )
    supply = replace(published_boundary(b), bone_glucose_mM=np.ones(b))
    return parameters, supply, np.array([k.strength for k in kinetics]) * 2 * MM3_PER_ML / HOURS_PER_DAY


@cache
def unit_slabs(kinetics: tuple[Kinetics, ...], elements: int) -> Slabs:
    """Slabs 0 < z < 1 with u'(0) = 0 and u(1) = 1; glucose is u."""
    parameters, supply, cells = unit_parameters(kinetics)
    b = len(kinetics)
    z = np.repeat(np.linspace(0, 1, elements + 1)[None], b, axis=0)
    porosity = np.full((b, elements), UNIT_POROSITY)
    density = np.repeat(cells[:, None], elements, axis=1)
    return _solve(z, porosity, density, parameters, supply, uncoupled())


def divided(layers: tuple[Layer, ...], elements: int) -> tuple[Float, Float, Float]:
    """Nodes (n + 1,) mm, porosity (n,) and cells (n,) of one or two layers on so many elements."""
    few = elements // OUTER_SHARE
    counts = (elements - few, few) if len(layers) > 1 else (elements,)
    places, porosity, cells, before = [np.zeros(1)], [], [], 0.0
    for layer, count in zip(layers, counts, strict=False):
        places.append(before + layer.thickness_mm * np.arange(1, count + 1) / count)
        porosity.append(np.full(count, layer.porosity))
        cells.append(np.full(count, layer.cells_1e6_mL))
        before += layer.thickness_mm
    return np.concatenate(places), np.concatenate(porosity), np.concatenate(cells)


@cache
def coupled_slabs(cases: tuple[tuple[Layer, ...], ...], elements: int) -> Slabs:
    """Three coupled solutes in layered slabs without a limiter, flux per total area, published rates and supply."""
    b = len(cases)
    z, porosity, cells = (np.stack(part) for part in zip(*(divided(c, elements) for c in cases), strict=True))
    parameters = replace(published_parameters(b), glucose_limiter_mM=np.zeros(b))
    return _solve(z, porosity, cells, parameters, published_boundary(b), published())


def _solve(
    z: Float, porosity: Float, cells: Float, parameters: TransportParameters, supply: Boundary, rates: RateConstants
) -> Slabs:
    b, n = porosity.shape
    r = np.array([0.0, 1.0, 2.0])
    nodes = np.stack(np.broadcast_arrays(r[None, :, None], z[:, None, :]), axis=-1)
    density = np.zeros((b, len(CellType), r.size - 1, n))
    density[:, CellType.NATIVE] = cells[:, None]
    wide = np.repeat(porosity[:, None], r.size - 1, axis=1)
    found = steady_state(nodes, wide, density, parameters, supply, outer_open=False, rates=rates)
    _sound(found)
    fields = np.stack([np.asarray(f)[:, 0] for f in (found.oxygen_kPa, found.lactate_mM, found.glucose_mM)], axis=-1)
    return Slabs(z, fields)


def _sound(found: Solution) -> None:
    worst = float(np.max(np.asarray(found.change)))
    if not worst <= TRANSPORT_CHANGE:
        raise RunError(
            f"Reduced transport stopped at a change of {worst:.1e}, expected {TRANSPORT_CHANGE:.0e} or less."
        )
