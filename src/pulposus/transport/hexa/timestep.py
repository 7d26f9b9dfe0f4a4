"""One implicit step of the three solutes, and the ledger of what entered, was used and is stored."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError, RunError
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp
from pulposus.transport.arrays import Real
from pulposus.transport.hexa import newton
from pulposus.transport.hexa.elements import at_points, outflow, slope_blocks, to_nodes
from pulposus.transport.hexa.equations import Discrete, build_compiled
from pulposus.transport.hexa.problem import NutrientProblem
from pulposus.transport.laws.metabolism import RateConstants
from pulposus.transport.problem import Fields, glucose_use, invariant, oxygen_use

Array = jax.Array
Float = NDArray[np.float64]


class State(NamedTuple):
    """Concentrations at the nodes, each (n,)."""

    oxygen_kPa: Real
    glucose_mM: Real
    lactate_mM: Real


class Taken(NamedTuple):
    """A step: the state at its end, its length, and the elements that were starved in it."""

    state: State
    days: float
    starved: NDArray[np.bool_]


class Ledger:
    """Amounts of each solute since the start, (3,)."""

    def __init__(self) -> None:
        self.gained, self.entered, self.used, self.moved = (np.zeros(3) for _ in range(4))

    def imbalance(self) -> float:
        """Worst relative imbalance of the three."""
        off = np.abs(self.gained - self.entered + self.used)
        return float(np.max(off / np.maximum(self.moved, np.finfo(float).tiny)))


class Stepper:
    """Advances a problem; keeps the state, and releases elements that are no longer starved."""

    def __init__(self, problem: NutrientProblem, start: State) -> None:
        self.problem, self.ledger = problem, Ledger()
        p, i = problem.inputs.parameters, problem.inputs
        self.diffusivity = [
            float(np.asarray(d)[0])
            for d in (p.oxygen_diffusivity_mm2_day, p.glucose_diffusivity_mm2_day, p.lactate_diffusivity_mm2_day)
        ]
        held = [np.asarray(h) for h in (i.held_oxygen_kPa, i.held_glucose_mM, i.held_lactate_mM)]
        fields = []
        for name, given, at in zip(State._fields, start, held, strict=True):
            field = np.asarray(given, dtype=float)
            if field.size not in (1, problem.mesh.count) or np.any(field < 0) or not np.all(np.isfinite(field)):
                raise InputError(
                    f"The start's {name} has {field.size} values from {np.min(field):.3g}; expect one or "
                    f"{problem.mesh.count} finite values from 0 up."
                )
            field = np.array(np.broadcast_to(field, (problem.mesh.count,)))
            field[problem.space.held] = at
            fields.append(field)
        self.state = State(*fields)
        self.scale = [max(float(f.max()), np.finfo(float).tiny) for f in fields]
        self.starved = np.zeros(len(problem.mesh.elements), dtype=bool)

    def discrete(self, starved: NDArray[np.bool_]) -> Discrete:
        return build_compiled(self.problem.inputs, self.problem.mesh.elements, starved)

    def advance(self, old: State, days: float) -> Taken:
        """One step of backward Euler from ``old``.

        Raises:
            RunError: no convergence.
        """
        space, starved = self.problem.space, self._released(old)
        d = self.discrete(starved)
        storage = np.asarray(d.storage_mm3)[space.free]
        fields = [np.asarray(f) for f in old]
        for _ in range(settings.TRANSPORT_3D_STEPS):
            change, drained = 0.0, np.zeros(self.problem.mesh.count, dtype=bool)
            for k in range(3):
                residual, blocks = _linearise(d, State(*fields), self.problem.rates, k)
                keeps = storage / (days * self.diffusivity[k])
                residual = np.array(residual)
                residual[space.free] += keeps * (fields[k] - old[k])[space.free]
                matrix = space.matrix(np.asarray(blocks), keeps)
                step = newton.step(space, fields[k], residual, matrix, self.scale[k])
                fields[k] = step.field
                change, drained = max(change, step.moved / self.scale[k]), drained | step.starved
            more = space.touching(drained) & ~starved
            if more.any():
                starved = starved | more
                d = self.discrete(starved)
            elif change <= settings.TRANSPORT_3D_TIME_CHANGE:
                return Taken(State(*fields), days, starved)
        raise RunError(
            f"Transport in time: a step of {days:.2g} days did not converge; look at the cell density, and set a "
            f"glucose limiter above 0 where the disc starves."
        )

    def doubled(self, days: float) -> tuple[float, list[Taken]]:
        """Error of a step as a share of each solute's scale, and its two halves."""
        whole = self.advance(self.state, days)
        first = self.advance(self.state, days / 2)
        second = self.advance(first.state, days / 2)
        differences = zip(whole.state, second.state, self.scale, strict=True)
        return max(float(np.max(np.abs(a - b))) / scale for a, b, scale in differences), [first, second]

    def keep(self, taken: list[Taken]) -> None:
        """Accept steps that follow each other, and enter them in the ledger."""
        space = self.problem.space
        for step in taken:
            d = self.discrete(step.starved)
            storage = np.asarray(d.storage_mm3)
            for k in range(3):
                supply, use = (np.asarray(a) for a in _flows(d, step.state, self.problem.rates, k))
                gained = float(np.sum(storage * (step.state[k] - self.state[k])))
                entered = self.diffusivity[k] * float(supply[space.held].sum()) * step.days
                used = float(use[space.free].sum()) * step.days
                self.ledger.gained[k] += gained
                self.ledger.entered[k] += entered
                self.ledger.used[k] += used
                self.ledger.moved[k] += abs(entered) + abs(used) + abs(gained)
            self.state, self.starved = step.state, step.starved

    def _released(self, state: State) -> NDArray[np.bool_]:
        """Starved elements of the step before that still hold a low concentration."""
        low = np.any([f < settings.TRANSPORT_3D_RELEASED * s for f, s in zip(state, self.scale, strict=True)], axis=0)
        return self.starved & self.problem.space.touching(low)


def _use(d: Discrete, s: State, c: RateConstants, field: int) -> Array:
    """What the cells use of a solute at the points (e, 8); lactate is made, so negative."""
    p = d.demand.parameters
    x = Fields(jnp.asarray(s.oxygen_kPa), jnp.asarray(s.glucose_mM), invariant(s.lactate_mM, s.glucose_mM, p))
    return oxygen_use(x, d.demand, c) if field == 0 else glucose_use(x, d.demand, c) * (1 if field == 1 else -2)


def _water(d: Discrete, field: int) -> Array:
    p = d.demand.parameters
    every = (p.oxygen_diffusivity_mm2_day, p.glucose_diffusivity_mm2_day, p.lactate_diffusivity_mm2_day)
    return jnp.asarray(every[field])


@partial(jax.jit, static_argnames=("c", "field"))
def _linearise(d: Discrete, s: State, c: RateConstants, field: int) -> tuple[Array, Array]:
    """Residual (n,) without storage and element matrices (e, 8, 8), over the water diffusivity."""
    e, water = d.elements, _water(d, field)
    at = State(*(at_points(e, jnp.asarray(f)) for f in s))
    tangent = State(*(jnp.full_like(f, k == field) for k, f in enumerate(at)))
    used, slope = jax.jvp(lambda v: _use(d, v, c, field), (at,), (tangent,))
    nodal = jnp.asarray(s[field])
    residual = outflow(e, nodal) + to_nodes(e, used, nodal.shape[0]) / water
    return residual, e.stiffness + slope_blocks(e, jnp.maximum(slope, 0) / water)


@partial(jax.jit, static_argnames=("c", "field"))
def _flows(d: Discrete, s: State, c: RateConstants, field: int) -> tuple[Array, Array]:
    """Outflow with unit water diffusivity and use, at the nodes (n,)."""
    at = State(*(at_points(d.elements, jnp.asarray(f)) for f in s))
    nodal = jnp.asarray(s[field])
    return outflow(d.elements, nodal), to_nodes(d.elements, _use(d, at, c, field), nodal.shape[0])
