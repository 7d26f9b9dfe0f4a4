"""Minimum of the energy by Newton's method with line search, one disc at a time; batches come by vmap."""

from __future__ import annotations

from typing import NamedTuple

from pulposus.mechanics import assembly
from pulposus.mechanics.axisymmetric import Operators, point_energy, stretches, volume_ratio
from pulposus.mechanics.material import Composition, Laws, Material
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp

Array = jax.Array


class Problem(NamedTuple):
    """One disc: element arrays (n_r - 1, n_z - 1, ...) and the plate's force (N, compression positive)."""

    operators: Operators
    material: Material
    tissue: Composition
    force_N: Array


class State(NamedTuple):
    """Where the iteration stands. ``residual`` is relative to the sum of the elements' nodal forces."""

    nodes_mm: Array
    energy: Array
    residual: Array
    shift: Array
    iteration: Array
    stuck: Array


def total_energy(nodes_mm: Array, problem: Problem, laws: Laws) -> Array:
    """Energy of the half disc and its load, N mm; +inf where a Gauss point has folded or lost all its water."""
    entries = jax.vmap(jax.vmap(stretches))(problem.operators, assembly.gather(nodes_mm))
    ok = jnp.all(volume_ratio(entries) > 0)
    points = jax.vmap(lambda f, m, t: jax.vmap(lambda g: point_energy(g, m, t, laws))(f))
    density = jax.vmap(points)(entries, problem.material, problem.tissue)
    energy = jnp.sum(problem.operators.volume * density) + problem.force_N * nodes_mm[0, -1, 1]
    return jnp.where(ok & jnp.isfinite(energy), energy, jnp.inf)


def _element(operators: Operators, nodes_mm: Array, material: Material, tissue: Composition, laws: Laws) -> tuple[Array, Array]:
    """Nodal forces (4, 2) and tangent (4, 2, 4, 2) of one element, by differentiating the point energy."""
    entries = stretches(operators, nodes_mm)

    def at(f: Array) -> tuple[Array, Array]:
        def density(g: Array) -> Array:
            return point_energy(g, material, tissue, laws)

        return jax.grad(density)(f), jax.hessian(density)(f)

    stress, tangent = jax.vmap(at)(entries)
    stress = stress * operators.volume[:, None]
    tangent = tangent * operators.volume[:, None, None]
    # Rows of dF/d(node): r moves entries rR, rZ and hoop; z moves zR and zZ.
    radial = jnp.concatenate([operators.gradient, operators.hoop[..., None]], axis=-1)
    r, z = jnp.array([0, 1, 4]), jnp.array([2, 3])
    force = jnp.stack(
        [jnp.einsum("gnk,gk->n", radial, stress[:, r]), jnp.einsum("gnk,gk->n", operators.gradient, stress[:, z])],
        axis=-1,
    )

    def part(left: Array, i: Array, right: Array, j: Array) -> Array:
        return jnp.einsum("gnk,gkl,gml->nm", left, tangent[:, i[:, None], j[None, :]], right)

    rr, rz = part(radial, r, radial, r), part(radial, r, operators.gradient, z)
    zz = part(operators.gradient, z, operators.gradient, z)
    stiffness = jnp.stack([jnp.stack([rr, rz], axis=-1), jnp.stack([rz.T, zz], axis=-1)], axis=1)
    return force, stiffness


def linearise(nodes_mm: Array, problem: Problem, laws: Laws) -> tuple[Array, Array, Array, assembly.Bordered]:
    """Residual on lines and plate, force scale (N), and the bordered tangent."""
    elements = jax.vmap(jax.vmap(lambda o, x, m, t: _element(o, x, m, t, laws)))
    force, stiffness = elements(problem.operators, assembly.gather(nodes_mm), problem.material, problem.tissue)
    lines, plate = assembly.assemble_vector(force)
    scale = jnp.mean(jnp.abs(force)) + jnp.abs(problem.force_N) / lines.size
    return lines, plate + problem.force_N, scale, assembly.assemble_matrix(stiffness)


def minimise(start_mm: Array, problem: Problem, laws: Laws) -> State:
    """Iterate from ``start_mm`` (n_r, n_z, 2) until the residual is small, no step helps, or the count is full."""
    n_z = start_mm.shape[1]

    def go_on(state: State) -> Array:
        return (
            (state.residual > settings.MECHANICS_RESIDUAL)
            & (state.iteration < settings.MECHANICS_ITERATIONS)
            & (state.stuck < settings.MECHANICS_RETRIES)
        )

    def step(state: State) -> State:
        lines, plate, scale, system = linearise(state.nodes_mm, problem, laws)
        residual = jnp.maximum(jnp.max(jnp.abs(lines)), jnp.abs(plate)) / scale
        diagonal = jnp.mean(jnp.abs(jnp.diagonal(system.diagonal, axis1=1, axis2=2)))
        shift = state.shift * diagonal
        system = system._replace(diagonal=system.diagonal + shift * jnp.eye(system.diagonal.shape[-1]))
        change, height = assembly.solve(system, -lines, -plate)
        slope = jnp.sum(lines * change) + plate * height
        move = assembly.to_nodes(change, height, n_z)
        downhill = (slope < 0) & jnp.all(jnp.isfinite(move))
        move = jnp.where(downhill, move, 0)
        slack = settings.MECHANICS_ENERGY_ROUNDOFF * jnp.abs(state.energy)

        def too_long(trial: tuple[Array, Array, Array]) -> Array:
            length, energy, count = trial
            enough = energy <= state.energy + settings.MECHANICS_ARMIJO * length * slope + slack
            return downhill & ~enough & (count < settings.MECHANICS_HALVINGS)

        def shorten(trial: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
            length, _, count = trial
            length = length / 2
            return length, total_energy(state.nodes_mm + length * move, problem, laws), count + 1

        first = jnp.ones_like(slope), total_energy(state.nodes_mm + move, problem, laws), 0
        length, energy, count = jax.lax.while_loop(too_long, shorten, first)
        good = downhill & (count < settings.MECHANICS_HALVINGS) & jnp.isfinite(energy)
        raised = jnp.maximum(state.shift * settings.MECHANICS_SHIFT_FACTOR, settings.MECHANICS_SHIFT_FIRST)
        lowered = jnp.where(state.shift > settings.MECHANICS_SHIFT_FIRST, state.shift / settings.MECHANICS_SHIFT_FACTOR, 0)
        done = residual <= settings.MECHANICS_RESIDUAL
        return State(
            jnp.where(good & ~done, state.nodes_mm + length * move, state.nodes_mm),
            jnp.where(good & ~done, energy, state.energy),
            residual,
            jnp.where(good, lowered, raised),
            state.iteration + 1,
            jnp.where(good, 0, state.stuck + 1),
        )

    zero = jnp.zeros((), dtype=int)
    return jax.lax.while_loop(
        go_on,
        step,
        State(
            start_mm, total_energy(start_mm, problem, laws), jnp.asarray(jnp.inf), jnp.asarray(0.0), zero, zero
        ),
    )
