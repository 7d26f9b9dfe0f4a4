"""Nutrients of a batch of discs: inputs checked, failures told member by member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.disc.reduced import ReducedTopology
from pulposus.errors import InputError
from pulposus.numerics import settings
from pulposus.transport.boundary import Boundary
from pulposus.transport.parameters import CellType, TransportParameters
from pulposus.transport.steady import start_from_bone, steady_state

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Nutrients:
    """Quasi-steady fields at the nodes, each (b, n_r, n_z); a member that failed is NaN and says why."""

    oxygen_kPa: Float
    glucose_mM: Float
    lactate_mM: Float
    ph: Float
    converged: NDArray[np.bool_]
    """(b,)"""
    reason: tuple[str, ...]
    """Per member: empty where converged, else one sentence."""
    flux_balance: Float
    """(b,): largest imbalance of the three solutes, relative to what is consumed or made."""
    steps: int
    """Newton steps of the slowest member."""


def cell_array(cells: Mapping[CellType, Float] | Float) -> Float:
    """Densities as (b, types, er, ez) from a mapping of some types to (b, er, ez); absent types are zero."""
    if not isinstance(cells, Mapping):
        return np.asarray(cells, dtype=float)
    if not cells:
        raise InputError("The cell densities are an empty mapping; give at least one cell type (1e6 cells/mL).")
    shape = np.shape(next(iter(cells.values())))
    none = np.zeros(shape)
    return np.stack([np.asarray(cells.get(kind, none), dtype=float) for kind in CellType], axis=1)


def nutrients(
    nodes_mm: Float,
    porosity: Float,
    cells_1e6_mL: Mapping[CellType, Float] | Float,
    parameters: TransportParameters,
    boundary: Boundary,
    *,
    guess: Nutrients | None = None,
    topology: ReducedTopology | None = None,
    outer_open: bool = True,
) -> Nutrients:
    """Solve oxygen, glucose and lactate on the (loaded) shape of a batch of discs.

    Args:
        nodes_mm: (b, n_r, n_z, 2), components (r, z), mid-plane at z = 0, bone on the last row.
        porosity: (b, er, ez) fluid volume fraction, in (0, 1).
        cells_1e6_mL: (b, types, er, ez) living cells per tissue volume in the order of :class:`CellType`, or a
            mapping from type to (b, er, ez).
        guess: an earlier result of the same batch; members that failed then start afresh.
        topology: tells which rows are endplate; the default topology when None.
        outer_open: False insulates the outer annulus.

    Raises:
        InputError: shapes that do not fit, porosity outside (0, 1), negative or non-finite densities or supply.
    """
    cells = cell_array(cells_1e6_mL)
    nodes, n = np.asarray(nodes_mm, dtype=float), np.asarray(porosity, dtype=float)
    _check(nodes, n, cells, parameters, boundary)
    start = None if guess is None else _warm(guess, boundary)
    rows = (topology or ReducedTopology()).endplate
    out = steady_state(nodes, n, cells, parameters, boundary, start, endplate_rows=rows, outer_open=outer_open)
    fields = {name: np.array(getattr(out, name)) for name in ("oxygen_kPa", "glucose_mM", "lactate_mM", "ph")}
    change, sound = np.asarray(out.change), np.asarray(out.sound)
    finite = np.all([np.isfinite(f).all(axis=(1, 2)) for f in fields.values()], axis=0)
    positive = np.all([(fields[k] > 0).all(axis=(1, 2)) for k in ("oxygen_kPa", "glucose_mM", "lactate_mM")], axis=0)
    converged = sound & finite & positive & (change <= settings.TRANSPORT_CHANGE)
    reason = tuple(
        "" if good else _reason(bool(sound[k]), bool(finite[k]), bool(positive[k]), float(change[k]))
        for k, good in enumerate(converged)
    )
    for field in fields.values():
        field[~converged] = np.nan
    return Nutrients(
        **fields,
        converged=converged,
        reason=reason,
        flux_balance=np.where(converged, np.asarray(out.balance), np.nan),
        steps=int(np.max(np.asarray(out.steps))),
    )


def _reason(sound: bool, finite: bool, positive: bool, change: float) -> str:
    if not sound:
        return "Transport: an element of the disc is folded; look at the mechanics of this member or its height."
    if not finite:
        return "Transport: the concentrations are not finite; look at this member's porosity and cell densities."
    if not positive:
        return "Transport: a concentration is not positive; refine the mesh or set a glucose limiter above 0."
    return (
        f"Transport: no convergence in {settings.TRANSPORT_STEPS} steps (last change {change:.1e}); look at this "
        f"member's cell density and shape."
    )


def _warm(guess: Nutrients, boundary: Boundary) -> tuple[Float, Float]:
    """Fields of an earlier result; cold values for members that failed then."""
    good = guess.converged[:, None, None]
    cold = start_from_bone(guess.oxygen_kPa.shape, boundary)
    return np.where(good, guess.oxygen_kPa, cold[0]), np.where(good, guess.glucose_mM, cold[1])


def _check(nodes: Float, porosity: Float, cells: Float, p: TransportParameters, boundary: Boundary) -> None:
    b, er, ez = porosity.shape
    if nodes.shape != (b, er + 1, ez + 1, 2):
        raise InputError(
            f"The nodes have shape {nodes.shape}; with porosity {porosity.shape} expect {(b, er + 1, ez + 1, 2)}."
        )
    if cells.shape != (b, len(CellType), er, ez):
        raise InputError(f"The cell densities have shape {cells.shape}; expect {(b, len(CellType), er, ez)}.")
    if p.batch != b:
        raise InputError(f"The transport parameters are for {p.batch} members; the mesh has {b}: draw as many.")
    if not (np.all(porosity > 0) and np.all(porosity < 1)):
        raise InputError(
            f"The porosity spans {np.nanmin(porosity):.3g} to {np.nanmax(porosity):.3g}; expect a fluid volume "
            f"fraction above 0 and below 1."
        )
    if not (np.all(np.isfinite(cells)) and np.all(cells >= 0)):
        raise InputError(f"The lowest cell density is {np.min(cells):.3g} (1e6/mL); expect finite values from 0 up.")
    for name, supply in _supplies(boundary).items():
        if supply.shape[:1] != (b,) or not np.all(np.isfinite(supply) & (supply > 0)):
            raise InputError(f"The boundary's {name} must be {b} finite values above 0; found {_range(supply)}.")


def _supplies(boundary: Boundary) -> dict[str, Float]:
    return {name: np.asarray(getattr(boundary, name)) for name in Boundary.__dataclass_fields__}


def _range(values: ArrayLike) -> str:
    array = np.asarray(values)
    return f"shape {array.shape} from {np.min(array):.3g} to {np.max(array):.3g}"
