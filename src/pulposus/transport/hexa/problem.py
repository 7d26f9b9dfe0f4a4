"""What is known of a hexahedral disc before its nutrients are solved: tissue, cells, supply, and checks of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.errors import InputError
from pulposus.numerics.backend import jax
from pulposus.transport.arrays import Real
from pulposus.transport.hexa.mesh import TransportMesh
from pulposus.transport.hexa.space import Space
from pulposus.transport.laws.metabolism import RateConstants, published
from pulposus.transport.parameters import CellType, TransportParameters

Float = NDArray[np.float64]
Int = NDArray[np.int64]


class Inputs(NamedTuple):
    """Every number that the fields depend on; derivatives come in the same shape."""

    nodes_mm: Real
    """(n, 3)"""
    porosity: Real
    """(e,) fluid volume fraction."""
    cells_1e6_mL: Real
    """(types, e) living cells per tissue volume, in the order of ``CellType``."""
    open_share: Real
    """(e,): multiplies the diffusivity, below 1 where an endplate is calcified."""
    parameters: TransportParameters
    """Of one member."""
    held_oxygen_kPa: Real
    """(k,) at the held nodes; likewise the next two."""
    held_glucose_mM: Real
    held_lactate_mM: Real


@dataclass(frozen=True)
class Held:
    """Nodes with given concentrations: one number for all, or one for each."""

    nodes: Int
    oxygen_kPa: float | Float
    glucose_mM: float | Float
    lactate_mM: float | Float


@dataclass(frozen=True, eq=False)
class NutrientProblem:
    """A mesh with held nodes, and the inputs. ``dataclasses.replace(problem, inputs=...)`` keeps what the mesh cost."""

    space: Space
    inputs: Inputs
    rates: RateConstants

    @property
    def mesh(self) -> TransportMesh:
        return self.space.mesh

    def with_cells(self, cells_1e6_mL: Float) -> NutrientProblem:
        """The same with other cells (types, e)."""
        return NutrientProblem(self.space, self.inputs._replace(cells_1e6_mL=cells_1e6_mL), self.rates)


def pose(
    mesh: TransportMesh,
    porosity: ArrayLike,
    cells_1e6_mL: Mapping[CellType, ArrayLike] | ArrayLike,
    parameters: TransportParameters,
    supply: Sequence[Held],
    *,
    open_share: ArrayLike = 1.0,
    rates: RateConstants | None = None,
) -> NutrientProblem:
    """Pose oxygen, glucose and lactate on a mesh.

    Args:
        porosity: (e,) fluid volume fraction, or one number.
        cells_1e6_mL: (types, e) in the order of ``CellType``, or a mapping from type to (e,) or one number.
        parameters: of one member (``member`` takes one out of a batch).
        supply: nodes with given concentrations; a node named twice takes what is named last. Nodes named nowhere on
            the surface exchange nothing, so a closed patch of an endplate is one that is left out.
        open_share: diffusivity factor of each element, above 0, for a calcified endplate.
        rates: constants of the native rate laws; the library's when None.

    Raises:
        InputError: arrays that do not fit the mesh, or values outside what they mean.
    """
    e = len(mesh.elements)
    cells = cells_1e6_mL
    if isinstance(cells, Mapping):
        cells = np.stack([_per_element(cells.get(kind, 0.0), e, f"density of {kind.name}") for kind in CellType])
    density = np.asarray(cells, dtype=float)
    if density.shape != (len(CellType), e):
        raise InputError(f"The cell densities have shape {density.shape}; expect {(len(CellType), e)} (types, e).")
    n = _per_element(porosity, e, "porosity")
    share = _per_element(open_share, e, "open share")
    if not (np.all(n > 0) and np.all(n < 1)):
        raise InputError(f"The porosity spans {n.min():.3g} to {n.max():.3g}; expect values above 0 and below 1.")
    if not (np.all(np.isfinite(density)) and np.all(density >= 0)):
        raise InputError(f"The lowest cell density is {np.min(density):.3g} (1e6/mL); expect finite values from 0 up.")
    if not (np.all(share > 0) and np.all(share <= 1)):
        raise InputError(
            f"The open share spans {share.min():.3g} to {share.max():.3g}; expect values above 0, at most 1: close a "
            f"patch of nodes wholly by leaving it out of the supply."
        )
    if parameters.batch != 1:
        raise InputError(f"The transport parameters are for {parameters.batch} members; take one out with 'member'.")
    held, values = _held(mesh, supply)
    space = Space(mesh, held)
    space.check_supplied()
    inputs = Inputs(mesh.nodes_mm, n, density, share, parameters, *values)
    return NutrientProblem(space, inputs, rates or published())


def member(parameters: TransportParameters, k: int) -> TransportParameters:
    """Parameters of one member of a batch."""
    one: TransportParameters = jax.tree.map(lambda drawn: np.asarray(drawn)[k : k + 1], parameters)
    return one


def _per_element(values: ArrayLike, e: int, name: str) -> Float:
    array = np.asarray(values, dtype=float)
    if array.ndim > 1 or array.size not in (1, e):
        raise InputError(f"The {name} has shape {array.shape}; expect one number or one of each of {e} elements.")
    return np.array(np.broadcast_to(array, (e,)))


def _held(mesh: TransportMesh, supply: Sequence[Held]) -> tuple[Int, list[Float]]:
    fields = [np.full(mesh.count, np.nan) for _ in range(3)]
    for k, part in enumerate(supply):
        nodes = np.asarray(part.nodes)
        if nodes.size and (nodes.min() < 0 or nodes.max() >= mesh.count):
            raise InputError(
                f"Supply {k} names nodes {nodes.min()} to {nodes.max()}; the mesh has nodes 0 to {mesh.count - 1}."
            )
        for field, name in zip(fields, ("oxygen_kPa", "glucose_mM", "lactate_mM"), strict=True):
            given = np.asarray(getattr(part, name), dtype=float)
            if given.size not in (1, nodes.size) or not np.all(np.isfinite(given) & (given >= 0)):
                raise InputError(
                    f"Supply {k}, {name}, spans {np.min(given):.3g} to {np.max(given):.3g} in {given.size} values; "
                    f"expect finite values from 0 up, one or {nodes.size}."
                )
            field[nodes] = given
    held = np.flatnonzero(np.isfinite(fields[0]) & mesh.carrying)
    if held.size == 0:
        raise InputError("No node has given concentrations; hold the bony endplate or the outer annulus.")
    return held, [field[held] for field in fields]
