"""Gradients of any output of the steady fields with respect to every input, by one adjoint solve.

With R(x, theta) = 0 at the solution and an output f(x, theta), solve (dR/dx)^T a = -df/dx; then
df/dtheta = df/dtheta (x held) + a^T dR/dtheta. The residual is differentiated by JAX, node positions included. Which
elements are starved is held; where none is, the gradient is exact to the solver's tolerance.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import RunError
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp
from pulposus.transport.hexa.conjugate import conjugate_gradients
from pulposus.transport.hexa.elements import slope_blocks
from pulposus.transport.hexa.equations import Discrete, as_fields, build, build_compiled, held_fields, points, residuals
from pulposus.transport.hexa.problem import Inputs
from pulposus.transport.hexa.steady import HexNutrients
from pulposus.transport.laws.metabolism import RateConstants
from pulposus.transport.problem import Fields, glucose_use, invariant, lactate_mM, oxygen_use

Array = jax.Array
Float = NDArray[np.float64]
Output = Callable[[Array, Array, Array], Array]
"""One number from oxygen (kPa), glucose and lactate (mM) at the nodes, each (n,), written with ``jnp``."""


class Places(NamedTuple):
    """Integer arrays of a mesh: connectivity (e, 8 or 20), starved (e,), free (m,) and held (k,) nodes."""

    connectivity: Array
    starved: Array
    free: Array
    held: Array


def gradient(solution: HexNutrients, output: Output) -> Inputs:
    """Derivatives of ``output`` with respect to every input, in the shape of the inputs.

    Raises:
        RunError: the adjoint does not converge (a disc at the brink of starving).
    """
    problem = solution.problem
    inputs, space, c = problem.inputs, problem.space, problem.rates
    places = Places(*(jnp.asarray(a) for a in (problem.mesh.elements, solution.starved, space.free, space.held)))
    w = invariant(solution.lactate_mM, solution.glucose_mM, inputs.parameters)
    x = as_fields(*(jnp.asarray(f)[places.free] for f in (solution.oxygen_kPa, solution.glucose_mM, w)))

    def value(inputs: Inputs, x: Fields) -> Array:
        full = _full(inputs, x, places)
        return output(full.oxygen_kPa, full.glucose_mM, lactate_mM(full, inputs.parameters))

    direct, right = jax.grad(value, argnums=(0, 1))(inputs, x)
    d = build_compiled(inputs, places.connectivity, places.starved)
    adjoint = _adjoint(solution, d, _full(inputs, x, places), right)
    through = _pull_back(inputs, x, as_fields(*adjoint), places, c)
    total: Inputs = jax.tree.map(lambda a, b: np.asarray(a + b), direct, through)
    return total


def _full(inputs: Inputs, x: Fields, places: Places) -> Fields:
    """Nodal fields (n,) from free (m,) and held (k,) values; nodes that carry nothing are 1."""
    one = jnp.ones(jnp.shape(inputs.nodes_mm)[0])
    held = held_fields(inputs)
    return as_fields(*(one.at[places.held].set(h).at[places.free].set(f) for h, f in zip(held, x, strict=True)))


@partial(jax.jit, static_argnames="c")
def _pull_back(inputs: Inputs, x: Fields, adjoint: Fields, places: Places, c: RateConstants) -> Inputs:
    """The adjoint times the derivative of the residual with respect to the inputs."""

    def weighted(inputs: Inputs) -> Array:
        d = build(inputs, places.connectivity, places.starved)
        r = residuals(d, _full(inputs, x, places), c)
        return sum((jnp.vdot(a, f[places.free]) for a, f in zip(adjoint, r, strict=True)), start=jnp.zeros(()))

    out: Inputs = jax.grad(weighted)(inputs)
    return out


@partial(jax.jit, static_argnames="c")
def _blocks(d: Discrete, x: Fields, c: RateConstants) -> Array:
    """Element matrices (2, 3, e, 8, 8) of the reactions of oxygen and of glucose with respect to the three fields."""
    p, at = d.demand.parameters, points(d, x)

    def reactions(at: Fields) -> Array:
        oxygen = oxygen_use(at, d.demand, c) / p.oxygen_diffusivity_mm2_day
        return jnp.stack([oxygen, glucose_use(at, d.demand, c) / p.glucose_diffusivity_mm2_day])

    one_at_a_time = Fields(*(jnp.ones_like(f) * jnp.eye(len(at))[:, k, None, None] for k, f in enumerate(at)))
    slopes = jax.vmap(lambda tangent: jax.jvp(reactions, (at,), (tangent,))[1], out_axes=1)(one_at_a_time)
    blocks: Array = jax.vmap(jax.vmap(lambda s: slope_blocks(d.elements, s)))(slopes)
    return blocks


def _adjoint(solution: HexNutrients, d: Discrete, x: Fields, right: Fields) -> tuple[Float, Float, Float]:
    """Adjoint fields (m,) of oxygen, glucose and invariant for the derivatives of the output (m,).

    Every block is symmetric. Oxygen and glucose influence each other weakly, so they are solved in turn.
    """
    space = solution.problem.space
    diffusion = np.asarray(d.elements.stiffness)
    oxygen, glucose = np.asarray(_blocks(d, x, solution.problem.rates))
    oo, og, ow = (space.matrix(b) for b in (diffusion + oxygen[0], oxygen[1], oxygen[2]))
    go, gg, gw = (space.matrix(b) for b in (glucose[0], diffusion + glucose[1], glucose[2]))
    a_o, a_g = (np.zeros(space.free.size) for _ in range(2))
    b_o, b_g, b_w = (np.asarray(f) for f in right)
    exact = settings.TRANSPORT_3D_LINEAR_EXACT
    for _ in range(settings.TRANSPORT_3D_ADJOINT_SWEEPS):
        before = a_o, a_g
        a_o = conjugate_gradients(oo, -b_o - go @ a_g, exact)
        a_g = conjugate_gradients(gg, -b_g - og @ a_o, exact)
        size = max(np.max(np.abs(a), initial=0.0) for a in (a_o, a_g))
        moved = max(np.max(np.abs(a - b), initial=0.0) for a, b in zip((a_o, a_g), before, strict=True))
        if moved <= settings.TRANSPORT_3D_ADJOINT_CHANGE * size:
            a_w = conjugate_gradients(space.matrix(diffusion), -b_w - ow @ a_o - gw @ a_g, exact)
            return a_o, a_g, a_w
    raise RunError(
        f"Transport: the adjoint did not converge in {settings.TRANSPORT_3D_ADJOINT_SWEEPS} sweeps; the disc is "
        f"at the brink of starving: raise the glucose limiter or lower the cell density."
    )
