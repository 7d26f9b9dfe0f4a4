"""One implicit stage: balance of forces, and content that the flow of the stage has brought."""

from __future__ import annotations

from typing import NamedTuple

from pulposus.mechanics import assembly, axisymmetric
from pulposus.mechanics.day import element, system
from pulposus.mechanics.laws import permeability
from pulposus.mechanics.material import Composition, Laws, Material
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp

Array = jax.Array


class Problem(NamedTuple):
    """A batch of discs, batch last. Element arrays (..., n_r - 1, n_z - 1, b).

    ``plate_mm2`` (b,) turns the nominal pressure into the plate's force, ``bone`` (n_r, b) is the conductance of the
    bone at its nodes, mm3/(MPa s).
    """

    operators: axisymmetric.Operators
    material: Material
    tissue: Composition
    pores: element.Pores
    held: Array
    plate_mm2: Array
    bone: Array


class Static(NamedTuple):
    """What is compiled in."""

    laws: Laws
    permeability: permeability.Law
    edges: system.Edges

    def layout(self, y: Array) -> assembly.Layout:
        """Unknowns of states shaped like ``y``."""
        return system.layout(y.shape[0], y.shape[1], self.edges)


class Balance(NamedTuple):
    """At a state: forces (n_r, n_z, 2, b) in N with their ``scale`` (b,); content in mm3 and its rate by flow in
    mm3/s, (n_r, n_z, b)."""

    force: Array
    scale: Array
    content: Array
    rate: Array


def balance(y: Array, problem: Problem, static: Static) -> Balance:
    """Forces of the tissue on its nodes, content of the nodes, and how fast the flow changes it."""
    local = system.elements(y)
    nodes, potential = local[:, :2], local[:, 2]
    p = problem
    force, content = axisymmetric.forces(p.operators, nodes, p.material, p.tissue, static.laws, potential)
    content = content + jnp.sum(p.held * potential[None], axis=1)
    at_rest = jnp.sum(p.operators.volume, axis=0)
    flow = element.conductance(at_rest, nodes, p.pores, p.material, p.tissue, static.permeability)
    rate = system.to_nodes(-jnp.sum(flow * potential[None], axis=1))
    rate = rate.at[:, -1].add(-p.bone * y[:, -1, system.POTENTIAL])
    scale = jnp.mean(jnp.abs(force), axis=(0, 1, 2, 3))
    return Balance(system.to_nodes(jnp.moveaxis(force, 1, 3)), scale, system.to_nodes(content), rate)


def linearise(y: Array, time_s: Array, problem: Problem, static: Static) -> system.Factored:
    """Factored tangent of a stage that weighs the flow with ``time_s`` (b,); the permeability is held."""
    local = system.elements(y)
    p = problem
    at_rest = jnp.sum(p.operators.volume, axis=0)
    flow = element.conductance(at_rest, local[:, :2], p.pores, p.material, p.tissue, static.permeability)
    tangent = element.expand(p.operators, local, p.material, p.tissue, static.laws, p.held, time_s * flow)
    return system.factor(tangent, time_s * p.bone, static.layout(y))


def residual(at: Balance, wanted: Array, time_s: Array, force_N: Array) -> Array:
    """What is out of balance, (n_r, n_z, 3, b), with the sign of the symmetric system."""
    missing = wanted - (at.content - time_s * at.rate)
    force = at.force.at[0, -1, system.Z].add(force_N)
    return jnp.concatenate([force, missing[:, :, None]], axis=2)


def size(out: Array, at: Balance, where: assembly.Layout) -> Array:
    """Residual over its tolerance, (b,); NaN where the state is impossible."""
    free = jnp.where(system.unknown(where), jnp.abs(out), 0.0)
    plate = jnp.abs(jnp.sum(out[:, -1, system.Z], axis=0))
    force = jnp.maximum(jnp.max(free[:, :, :2], axis=(0, 1, 2)), plate) / at.scale
    content = jnp.max(free[:, :, system.POTENTIAL], axis=(0, 1)) / jnp.mean(at.content, axis=(0, 1))
    return jnp.maximum(force / settings.DAY_FORCE, content / settings.DAY_CONTENT)


class Solved(NamedTuple):
    """A stage's state, its balance, the residual over its tolerance (b,), and the corrections made (b,)."""

    y: Array
    at: Balance
    size: Array
    corrections: Array


def solve(
    guess: Array, wanted: Array, time_s: Array, force_N: Array, tangent: system.Factored, problem: Problem,
    static: Static, idle: Array,
) -> Solved:  # fmt: skip
    """Newton's corrections with one factorisation until every disc is in balance, diverges or the count is full.

    ``idle`` (b,) marks discs whose result is not wanted.
    """
    where = static.layout(guess)

    def judge(y: Array) -> tuple[Balance, Array, Array]:
        at = balance(y, problem, static)
        out = residual(at, wanted, time_s, force_N)
        return at, out, size(out, at, where)

    def go_on(carry: tuple[Solved, Array, Array]) -> Array:
        state, _, count = carry
        open_ = (state.size > 1) & (state.size < settings.DAY_DIVERGED) & ~idle
        return (count < settings.DAY_NEWTON) & jnp.any(open_ | (count == 0))

    def correct(carry: tuple[Solved, Array, Array]) -> tuple[Solved, Array, Array]:
        state, out, count = carry
        open_ = ~(state.size <= 1)
        y = jnp.where(open_, state.y - system.solve(tangent, out, where), state.y)
        at, out, how = judge(y)
        return Solved(y, at, how, state.corrections + open_), out, count + 1

    at, out, how = judge(guess)
    start = Solved(guess, at, how, jnp.zeros(how.shape, int))
    return jax.lax.while_loop(go_on, correct, (start, out, jnp.zeros((), int)))[0]
