"""The discrete equations of a model: residual at a state, and the bordered system that corrects it.

Equilibrium and the balance of fluid at one stage of an implicit time step, with ``weight`` the stage's coefficient
times the step (s) and ``target`` (n,) the content that each node should hold if nothing flowed at this stage:

    force(u, mu) = load,        -(content(u) + storage(mu) + weight * outflow(u, mu) - target) = 0

The signs make the tangent symmetric, but for how the permeability changes with strain: that is left to the
iteration. Plates are eliminated by a border of their free motions.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from pulposus.mechanics.hexa.block import Part
from pulposus.mechanics.hexa.model import MOTIONS, Block, Model
from pulposus.mechanics.hexa.plates import placement, rotation
from pulposus.mechanics.hexa.unknowns import number
from pulposus.numerics.backend import jax
from pulposus.numerics.hexahedron import CORNER_NODES
from pulposus.numerics.settings import HEXA_PIECE, HEXA_PIECES
from pulposus.numerics.sparse import Factor, Factoriser, Sums, pattern

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Result = TypeVar("Result")
Leaves = TypeVar("Leaves")


@dataclass(frozen=True, eq=False)
class Fields:
    """Nodal fields at one state: all (n, ...), plate motions (m,) with their derivative (entries, m)."""

    u: Float
    mu: Float
    motion: Float
    lever: sp.csr_matrix


@dataclass(frozen=True, eq=False)
class Balance:
    """Nodal sums at a state: internal force (n, 3), content (n,), outflow (n,), least J over the mesh."""

    force: Float
    content: Float
    outflow: Float
    least_J: float
    worst: int
    """Element that holds the least J."""


class System:
    """Everything that is made once for a model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.unknowns = number(model)
        self.factorise = Factoriser(single=True)
        self.size_mm = float(np.ptp(model.nodes_mm, axis=0).max())
        self.modulus_MPa = float(np.mean([np.mean(block.material.shear) for block in model.blocks]))
        n, corners = len(model.nodes_mm), model.elements[:, :CORNER_NODES]
        pieces = [piece for block in model.blocks for piece in _pieces(block)]
        self._parts = [Part(model, piece) for piece in pieces]
        self._order = np.concatenate([piece.elements for piece in pieces])
        elements, corners = model.elements[self._order], corners[self._order]
        self._to_force = Sums((elements[:, :, None] * 3 + np.arange(3)), 3 * n)
        self._to_corner = Sums(corners, n)
        self._make_pattern(elements, corners)
        if model.stabilise and elements.shape[1] == CORNER_NODES and not model.dry:
            storage = np.concatenate([part.storage(model.stabilise) for part in self._parts])
        else:
            storage = np.zeros((len(elements), CORNER_NODES, CORNER_NODES))
        self._storage = storage
        rows, columns = np.repeat(corners, CORNER_NODES, axis=1), np.tile(corners, (1, CORNER_NODES))
        self._store = sp.csr_matrix((storage.ravel(), (rows.ravel(), columns.ravel())), shape=(n, n))
        self._offsets = np.cumsum([0, *(len(p.motions) for p in model.plates)])

    def _on_all(self, run: Callable[[Part], Result]) -> list[Result]:
        """The results of all parts, computed side by side.

        A trial step may fold an element or press out all its water: the caller looks for what is not finite.
        """

        def quietly(part: Part) -> Result:
            with np.errstate(all="ignore"):
                return run(part)

        if len(self._parts) == 1:
            return [quietly(self._parts[0])]
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            return list(pool.map(quietly, self._parts))

    def _make_pattern(self, elements: Int, corners: Int) -> None:
        q = self.unknowns
        u, m = q.displacement[elements], q.potential[corners]  # (k, a, i), (k, 8)
        k, a, _ = u.shape
        shape = (k, a, 3, 3, a)
        row = np.broadcast_to(u[:, :, :, None, None], shape)
        column = np.broadcast_to(u.transpose(0, 2, 1)[:, None, None], shape)
        entry = q.plate_entry[elements]
        p_row = np.broadcast_to(entry[:, :, :, None, None], shape)
        p_column = np.broadcast_to(entry.transpose(0, 2, 1)[:, None, None], shape)
        c_shape = (k, CORNER_NODES, 3, a)
        c_row = np.broadcast_to(m[:, :, None, None], c_shape)
        c_column = np.broadcast_to(u.transpose(0, 2, 1)[:, None], c_shape)
        c_plate = np.broadcast_to(entry.transpose(0, 2, 1)[:, None], c_shape)
        d_shape = (k, CORNER_NODES, CORNER_NODES)
        d_row, d_column = np.broadcast_to(m[:, :, None], d_shape), np.broadcast_to(m[:, None], d_shape)

        def lower(r: Int, c: Int) -> tuple[Int, Int]:
            keep = r >= c
            return np.where(keep, r, -1), np.where(keep, c, -1)

        def several(parts: list[tuple[Int, Int]], size: tuple[int, int]) -> tuple[sp.csc_matrix, list[Sums]]:
            rows, columns = (np.concatenate([p[i].ravel() for p in parts]) for i in (0, 1))
            matrix, place = pattern(rows, columns, size)
            cuts = np.cumsum([p[0].size for p in parts])[:-1]
            return matrix, [Sums(part, matrix.nnz) for part in np.split(place, cuts)]

        size = (q.free, q.free)
        self._field, self._field_sums = several([lower(row, column), (c_row, c_column), lower(d_row, d_column)], size)
        self._border, self._border_sums = several([(row, p_column), (c_row, c_plate)], (q.free, max(q.entries, 1)))
        self._plate, self._plate_sums = several([(p_row, p_column)], (max(q.entries, 1), max(q.entries, 1)))

    # --- fields ---------------------------------------------------------------------------------------------
    def fields(self, x: Float, motion: Float, time_s: float) -> Fields:
        """Nodal fields from the unknowns (free,) and all motions (m,)."""
        q, model = self.unknowns, self.model
        u, mu = np.zeros((len(model.nodes_mm), 3)), np.zeros(len(model.nodes_mm))
        u[q.displacement >= 0] = x[q.displacement[q.displacement >= 0]]
        mu[q.potential >= 0] = x[q.potential[q.potential >= 0]]
        if not model.dry:
            for potential in model.potentials:
                mu[potential.nodes] = potential.curve(time_s)
        levers = []
        for plate, start, end in zip(model.plates, self._offsets[:-1], self._offsets[1:], strict=True):
            moved, by = placement(plate, model.nodes_mm[plate.nodes], motion[start:end])
            mine = q.plate_entry[plate.nodes] >= 0
            u[plate.nodes] = np.where(mine, moved, u[plate.nodes])
            levers.append(by[mine])
        lever = sp.csr_matrix(sp.block_diag(levers)) if levers else sp.csr_matrix((0, 0))
        return Fields(u, mu, motion, lever)

    def gather(self, u: Float, mu: Float) -> Float:
        """Unknowns (free,) from nodal fields."""
        q = self.unknowns
        x = np.zeros(q.free)
        x[q.displacement[q.displacement >= 0]] = u[q.displacement >= 0]
        x[q.potential[q.potential >= 0]] = mu[q.potential >= 0]
        return x

    def balance(self, f: Fields) -> Balance:
        """Forces, contents and outflows at the nodes."""
        found = self._on_all(lambda part: part.forces(f.u, f.mu))
        force = self._to_force(np.concatenate([p.force for p in found]))
        content = self._to_corner(np.concatenate([p.content for p in found]))
        outflow = self._to_corner(np.concatenate([p.outflow for p in found]))
        least = np.concatenate([p.least_J for p in found])
        worst = int(np.argmin(np.where(np.isfinite(least), least, -np.inf)))
        content += self._store @ f.mu
        return Balance(force.reshape(-1, 3), content, outflow, float(least[worst]), int(self._order[worst]))

    def load(self, time_s: float) -> tuple[Float, Float]:
        """Nodal forces (n, 3) and loads of all motions (m,)."""
        nodal = np.zeros((len(self.model.nodes_mm), 3))
        for load in self.model.loads:
            nodal += load.curve(time_s) * load.forces_N
        if self.model.body_force is not None:
            nodal += self.model.body_force(time_s)
        motions = [
            plate.load[m](time_s) if m in plate.load else 0.0 for plate in self.model.plates for m in plate.motions
        ]
        return nodal, np.array(motions)

    def prescribed(self, motion: Float, time_s: float) -> Float:
        """Motions (m,) with the prescribed ones set to their value at a time and the held ones to zero."""
        out, k = motion.copy(), 0
        for plate in self.model.plates:
            for name in plate.motions:
                if name in plate.prescribed:
                    out[k] = plate.prescribed[name](time_s)
                elif name in plate.held:
                    out[k] = 0.0
                k += 1
        return out

    def residual(self, f: Fields, b: Balance, time_s: float, weight: float, target: Float) -> tuple[Float, Float]:
        """Out-of-balance of the unknowns (free,) and of the free motions."""
        q = self.unknowns
        nodal, motions = self.load(time_s)
        force = b.force - nodal
        fluid = -(b.content + weight * b.outflow - target)
        r = self.gather(force, fluid)
        if not len(f.motion):
            return r, np.zeros(0)
        on_plate = np.zeros(q.entries)
        on_plate[q.plate_entry[q.plate_entry >= 0]] = force[q.plate_entry >= 0]
        return r, (f.lever.T @ on_plate - self._generalised(motions, f.motion))[q.loose]

    def _generalised(self, loads: Float, motion: Float) -> Float:
        """Forces and moments about fixed axes as what does work on the rate of the motions."""
        out = loads.copy()
        for plate, start in zip(self.model.plates, self._offsets, strict=False):
            if plate.slide is None:
                turn = slice(start + 3, start + len(MOTIONS))
                out[turn] = rotation(motion[turn])[1].T @ loads[turn]
        return out

    def reaction(self, f: Fields, b: Balance) -> Float:
        """Force (N) and moment (N mm) on every motion from the body, (m,), as work on the motions' rates."""
        q = self.unknowns
        on_plate = np.zeros(q.entries)
        on_plate[q.plate_entry[q.plate_entry >= 0]] = b.force[q.plate_entry >= 0]
        return np.asarray(f.lever.T @ on_plate)

    # --- tangent --------------------------------------------------------------------------------------------
    def linearise(self, f: Fields) -> Linear:
        """Tangent at a state, for any weight."""
        found = self._on_all(lambda part: part.matrices(f.u, f.mu))
        uu = np.concatenate([p.stiffness for p in found])
        um = np.concatenate([p.coupling for p in found])
        mm = np.concatenate([p.conductance for p in found])
        field = self._field_sums[0](uu) - self._field_sums[1](um) - self._field_sums[2](self._storage)
        flow = self._field_sums[2](mm)
        border = plate = None
        if len(f.motion):
            border = self._border.copy()
            border.data = self._border_sums[0](uu) - self._border_sums[1](um)
            plate = self._plate.copy()
            plate.data = self._plate_sums[0](uu)
        return Linear(self, field, flow, border, plate)


def _pieces(block: Block) -> list[Block]:
    """A block cut in pieces that cores can share; how many does not depend on the machine, so that sums do not."""
    k = len(block.elements)
    count = int(np.clip(k // HEXA_PIECE, 1, HEXA_PIECES))

    def cut(leaf: object, rows: Int) -> object:
        values = np.asarray(leaf)
        return values[rows] if values.ndim and len(values) == k else leaf

    def tree(part: Leaves, rows: Int) -> Leaves:
        return jax.tree.map(lambda leaf: cut(leaf, rows), part)

    return [
        replace(
            block,
            elements=block.elements[rows],
            material=tree(block.material, rows),
            permeability=tree(block.permeability, rows),
            tissue=tree(block.tissue, rows),
            fibres=None if block.fibres is None else block.fibres[rows],
        )
        for rows in np.array_split(np.arange(k), count)
    ]


@dataclass(eq=False)
class Linear:
    """A tangent, and its factor once a weight is chosen."""

    system: System
    field: Float
    flow: Float
    border: sp.csc_matrix | None
    plate: sp.csc_matrix | None

    def factor(self, f: Fields, weight: float) -> Correction:
        """Factorise for a weight (s)."""
        lower = self.system._field.copy()
        lower.data = self.field - weight * self.flow
        factor = self.system.factorise(lower)
        loose = self.system.unknowns.loose
        if self.border is None or self.plate is None or not len(loose):
            return Correction(factor, None, None, None)
        lever = f.lever[:, loose]
        column = np.asarray((self.border @ lever).todense())
        corner = np.asarray((lever.T @ self.plate @ lever).todense())
        influence = factor.solve(column)
        return Correction(factor, column, influence, corner - column.T @ influence)


@dataclass(frozen=True, eq=False)
class Correction:
    """Solves the bordered system."""

    factor_: Factor
    column: Float | None
    influence: Float | None
    corner: Float | None

    def __call__(self, r: Float, m: Float) -> tuple[Float, Float]:
        """Changes of unknowns and free motions that answer right-hand sides."""
        x = self.factor_.solve(r)
        if self.column is None or self.influence is None or self.corner is None:
            return x, np.zeros_like(m)
        motion = np.asarray(np.linalg.solve(self.corner, m - self.column.T @ x), dtype=float)
        return x - self.influence @ motion, motion
