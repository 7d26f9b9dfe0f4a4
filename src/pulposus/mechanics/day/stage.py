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
    bonded_mm: Array
    """Reference places of the nodes on the bone, (n_r, 2, b): no load changes their radii and their profile."""


class Static(NamedTuple):
    """What is compiled in; ``differentiable`` attaches to every stage its first derivative, for forward mode."""

    laws: Laws
    permeability: permeability.Law
    edges: system.Edges
    differentiable: bool = False

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
    # A disc at rest without swelling has no force of its own to measure by.
    least = settings.DAY_LEAST_STRESS * jnp.mean(p.material.shear, axis=(0, 1)) * p.plate_mm2 / y.shape[0]
    scale = jnp.mean(jnp.abs(force), axis=(0, 1, 2, 3)) + least
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
    """A stage's state and balance, its last factored tangent, the residual over its tolerance (b,), and how many
    corrections (b,) and factorisations (b,) it took."""

    y: Array
    at: Balance
    tangent: system.Factored
    size: Array
    corrections: Array
    factorisations: Array


def solve(
    guess: Array, wanted: Array, time_s: Array, force_N: Array, problem: Problem, static: Static, idle: Array
) -> Solved:
    """Newton's method, a factorisation serving a few corrections, until every disc is in balance or has diverged.

    ``idle`` (b,) marks discs whose result is not wanted.
    """
    where = static.layout(guess)
    live = wanted, time_s, force_N, problem
    if static.differentiable:
        guess, (wanted, time_s, force_N, problem) = jax.lax.stop_gradient((guess, live))

    def open_(state: Solved) -> Array:
        return (state.size > 1) & (state.size < settings.DAY_DIVERGED) & ~idle

    def correct(carry: tuple[Solved, Array, Array]) -> tuple[Solved, Array, Array]:
        # The first round corrects nothing: the code that judges a state is long, and so appears once.
        state, out, count = carry
        moving = ~(state.size <= 1)
        y = jnp.where(moving, state.y - system.solve(state.tangent, out, where), state.y)
        at = balance(y, problem, static)
        out = residual(at, wanted, time_s, force_N)
        corrections = state.corrections + (moving & (count > 0))
        return state._replace(y=y, at=at, size=size(out, at, where), corrections=corrections), out, count + 1

    def with_tangent(carry: tuple[Solved, Array, Array]) -> tuple[Solved, Array, Array]:
        state, out, count = carry
        # What is in balance keeps its tangent, on which the error estimate rests: neighbours must not show in it.
        new, moving = linearise(state.y, time_s, problem, static), ~(state.size <= 1)
        tangent = jax.tree.map(lambda a, b: jnp.where(moving, a, b), new, state.tangent)
        state = state._replace(tangent=tangent, factorisations=state.factorisations + (state.size > 1))
        least = jnp.maximum(count, 1)

        def go_on(inner: tuple[Solved, Array, Array]) -> Array:
            enough = inner[2] >= least + settings.DAY_CORRECTIONS
            return (inner[2] == 0) | (~enough & jnp.any(open_(inner[0])))

        return jax.lax.while_loop(go_on, correct, (state, out, count))

    def unsolved(carry: tuple[Solved, Array, Array]) -> Array:
        return (carry[2] == 0) | ((carry[2] < settings.DAY_NEWTON) & jnp.any(open_(carry[0])))

    nodal, none = jnp.zeros_like(guess[:, :, 0]), jnp.zeros(time_s.shape, int)
    at = Balance(jnp.zeros_like(guess[:, :, :2]), jnp.ones_like(time_s), nodal, nodal)
    shapes = jax.eval_shape(lambda y: linearise(y, time_s, problem, static), guess)
    blank = jax.tree.map(lambda leaf: jnp.zeros(leaf.shape, leaf.dtype), shapes)
    start = Solved(guess, at, blank, jnp.full_like(time_s, jnp.inf), none, none)
    solved = jax.lax.while_loop(unsolved, with_tangent, (start, jnp.zeros_like(guess), jnp.zeros((), int)))[0]
    return _with_derivative(solved, *live, static) if static.differentiable else solved


def _with_derivative(
    solved: Solved, wanted: Array, time_s: Array, force_N: Array, problem: Problem, static: Static
) -> Solved:
    """More corrections with the last tangent and everything live: the value settles, the derivative converges.

    The tangent leaves out how permeability and shape change the flow, so that each correction gains one to two digits.
    """
    where = static.layout(solved.y)

    def correct(y: Array, _: None) -> tuple[Array, None]:
        out = residual(balance(y, problem, static), wanted, time_s, force_N)
        return y - system.solve(solved.tangent, out, where), None

    # What is bonded moves with the reference.
    still = jax.lax.stop_gradient(problem.bonded_mm)
    y = solved.y.at[:, -1, : system.POTENTIAL].add(problem.bonded_mm - still)
    y, _ = jax.lax.scan(correct, y, None, length=settings.DAY_DERIVATIVE_SWEEPS)
    return solved._replace(y=y, at=balance(y, problem, static))
