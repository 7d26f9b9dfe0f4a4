"""Minimum of the energy of a batch of discs by Newton's method with line search, as pure functions."""

from __future__ import annotations

from typing import NamedTuple

from pulposus.mechanics import assembly, axisymmetric
from pulposus.mechanics.material import Composition, Laws, Material
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp

Array = jax.Array


class Problem(NamedTuple):
    """A batch of discs. Element arrays (..., n_r - 1, n_z - 1, b); ``force_N`` (b,) of the plate, compression > 0."""

    operators: axisymmetric.Operators
    material: Material
    tissue: Composition
    force_N: Array


class State(NamedTuple):
    """Where the iteration stands: nodes (b, n_r, n_z, 2), the rest (b,).

    ``residual`` is the largest out-of-balance force over the mean nodal force of the elements.
    """

    nodes_mm: Array
    residual: Array
    shift: Array
    refused: Array
    iterations: Array


def elements(nodes_mm: Array) -> Array:
    """Nodes (b, n_r, n_z, 2) of the elements, (4, 2, n_r - 1, n_z - 1, b)."""
    return jax.vmap(assembly.gather, out_axes=-1)(nodes_mm)


def _whole(energy: Array, nodes_mm: Array, problem: Problem) -> Array:
    return jnp.sum(energy, axis=(0, 1)) + problem.force_N * nodes_mm[:, 0, -1, 1]


def total_energy(nodes_mm: Array, problem: Problem, laws: Laws) -> Array:
    """Energy of half disc and load, N mm, (b,); +inf where a Gauss point has folded or lost all its water."""
    energy = axisymmetric.energy(problem.operators, elements(nodes_mm), problem.material, problem.tissue, laws)
    total = _whole(energy, nodes_mm, problem)
    return jnp.where(jnp.isfinite(total), total, jnp.inf)


class Expansion(NamedTuple):
    """Energy (b,), out-of-balance forces of lines (b, n_r, m) and plate (b,), their scale (b,), and the tangent."""

    energy: Array
    lines: Array
    plate: Array
    scale: Array
    tangent: assembly.Bordered


def expand(nodes_mm: Array, problem: Problem, laws: Laws) -> Expansion:
    """Second-order expansion of the energy about a state."""
    energy, force, stiffness = axisymmetric.expand(
        problem.operators, elements(nodes_mm), problem.material, problem.tissue, laws
    )
    lines, plate = assembly.assemble_vector(force)
    scale = jnp.mean(jnp.abs(force), axis=(0, 1, 2, 3))
    tangent = assembly.assemble_matrix(stiffness)
    return Expansion(_whole(energy, nodes_mm, problem), lines, plate + problem.force_N, scale, tangent)


def _line_search(nodes_mm: Array, energy: Array, move: Array, slope: Array, problem: Problem, laws: Laws) -> Array:
    """Step lengths (b,) that lower the energy enough, 0 where none does."""
    slack = settings.MECHANICS_ENERGY_ROUNDOFF * jnp.abs(energy)

    def go_on(trial: tuple[Array, Array, Array]) -> Array:
        return (trial[2] < settings.MECHANICS_HALVINGS) & ~jnp.all(trial[1])

    def attempt(trial: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        length, good, count = trial
        length = jnp.where(good, length, length / settings.MECHANICS_SHORTEN)
        there = total_energy(nodes_mm + length[:, None, None, None] * move, problem, laws)
        return length, there <= energy + settings.MECHANICS_ARMIJO * length * slope + slack, count + 1

    still = slope >= 0
    start = jnp.where(still, 0.0, settings.MECHANICS_SHORTEN)
    length, good, _ = jax.lax.while_loop(go_on, attempt, (start, still, jnp.zeros((), int)))
    return jnp.where(good, length, 0.0)


def _step(state: State, problem: Problem, laws: Laws) -> State:
    here = expand(state.nodes_mm, problem, laws)
    residual = jnp.maximum(jnp.max(jnp.abs(here.lines), axis=(1, 2)), jnp.abs(here.plate)) / here.scale
    open_ = ~(residual <= settings.MECHANICS_RESIDUAL)
    blocks = here.tangent.diagonal
    size = jnp.mean(jnp.diagonal(blocks, axis1=2, axis2=3), axis=(1, 2))
    shift = (state.shift * size)[:, None, None, None] * jnp.eye(blocks.shape[-1])
    tangent = here.tangent._replace(diagonal=blocks + shift)
    change, height = assembly.solve(tangent, -here.lines, -here.plate)
    move = assembly.to_nodes(change, height, assembly.displacements(*state.nodes_mm.shape[1:3]))
    sound = open_ & jnp.all(jnp.isfinite(move), axis=(1, 2, 3))
    move = jnp.where(sound[:, None, None, None], move, 0.0)
    slope = jnp.where(sound, jnp.sum(here.lines * change, axis=(1, 2)) + here.plate * height, 0.0)
    length = _line_search(state.nodes_mm, here.energy, move, slope, problem, laws)
    moved = length > 0
    raised = jnp.maximum(state.shift * settings.MECHANICS_SHIFT_FACTOR, settings.MECHANICS_SHIFT_FIRST)
    eased = state.shift / settings.MECHANICS_SHIFT_FACTOR
    eased = jnp.where(eased < settings.MECHANICS_SHIFT_FIRST, 0.0, eased)
    return State(
        state.nodes_mm + length[:, None, None, None] * move,
        residual,
        jnp.where(moved, eased, jnp.where(open_, raised, state.shift)),
        jnp.where(open_ & ~moved, state.refused + 1, 0),
        state.iterations + open_,
    )


def begin(start_mm: Array) -> State:
    """A state that has not moved yet."""
    b = start_mm.shape[0]
    none = jnp.zeros(b, int)
    return State(start_mm, jnp.full(b, jnp.inf), jnp.zeros(b), none, none)


def busy(state: State) -> Array:
    """Which discs are neither in balance, nor refuse to move, nor have filled their count, (b,)."""
    out = ~(state.residual <= settings.MECHANICS_RESIDUAL)
    return out & (state.refused < settings.MECHANICS_RETRIES) & (state.iterations < settings.MECHANICS_ITERATIONS)


def advance(state: State, problem: Problem, laws: Laws, steps: int) -> State:
    """Up to so many Newton steps; discs that are not busy stay as they are."""

    def go_on(carry: tuple[Array, State]) -> Array:
        return (carry[0] < steps) & jnp.any(busy(carry[1]))

    def one(carry: tuple[Array, State]) -> tuple[Array, State]:
        count, old = carry
        new, working = _step(old, problem, laws), busy(old)
        kept = [jnp.where(working.reshape(-1, *(1,) * (a.ndim - 1)), a, b) for a, b in zip(new, old, strict=True)]
        return count + 1, State(*kept)

    return jax.lax.while_loop(go_on, one, (jnp.zeros((), int), state))[1]
