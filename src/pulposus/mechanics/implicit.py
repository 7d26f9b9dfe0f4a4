"""Derivatives of the swelling equilibrium with respect to everything it is computed from.

With f(x, theta) = 0 at the solution, dx = -A^-1 df, A the tangent. One more Newton correction with x and A frozen and
theta live leaves the value where it is and carries exactly this derivative, forward and reverse.
"""

from __future__ import annotations

from functools import partial

from pulposus.disc.reduced import ReducedTopology
from pulposus.mechanics import assembly, axisymmetric, equilibrium, newton
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp

Array = jax.Array


def with_derivative(
    nodes_mm: Array, reference_mm: Array, porosity: Array, charge: Array, parameters: MechanicsParameters,
    load_MPa: Array, topology: ReducedTopology,
) -> Array:  # fmt: skip
    """Nodes of an equilibrium, (b, n_r, n_z, 2), with their first derivative by the other arguments attached."""
    live = equilibrium.pose(reference_mm, porosity, charge, parameters, load_MPa, topology)
    nodes_mm, frozen = jax.lax.stop_gradient((nodes_mm, live))
    tangent = newton.expand(nodes_mm, frozen, parameters.laws).tangent
    # Bonded nodes keep the radii and the profile of the reference, so they move with it.
    bonded = reference_mm[:, :, -1]
    moving = nodes_mm.at[:, :, -1].add(bonded - jax.lax.stop_gradient(bonded))
    nodes = newton.elements(moving)
    force, _ = axisymmetric.forces(
        live.operators, nodes, live.material, live.tissue, parameters.laws, jnp.zeros_like(nodes[:, 0])
    )
    lines, plate = assembly.assemble_vector(force)
    change, height = assembly.solve(tangent, -lines, -(plate + live.force_N))
    return moving + assembly.to_nodes(change, height, assembly.displacements(topology.n_r, topology.n_z))


@partial(jax.jit, static_argnames="topology")
def equilibrium_outputs(
    reference_mm: Array, porosity: Array, charge: Array, parameters: MechanicsParameters, load_MPa: Array,
    start_mm: Array, topology: ReducedTopology,
) -> dict[str, Array]:  # fmt: skip
    """Outputs of :func:`equilibrate` as a pure function: jvp, vjp and grad of any of them are exact.

    Args:
        reference_mm: (b, n_r, n_z, 2) stress-free shapes; other arrays lead with b as well.
        porosity, charge: reference composition on the elements, (b, n_r - 1, n_z - 1).
        start_mm: where the iteration starts; no derivative comes from it.

    Returns:
        The outputs by their names in :class:`Equilibrium`, with ``nodes_mm`` and the ``residual`` (b,), which is above
        ``settings.MECHANICS_RESIDUAL`` where a disc has not converged. Nothing is raised here.
    """
    given = (reference_mm, porosity, charge, parameters, load_MPa)
    still, start = jax.lax.stop_gradient((given, start_mm))
    lift = (start - still[0])[:, :1, -1, 1]
    start = start.at[:, :, -1].set(still[0][:, :, -1].at[..., 1].add(lift))  # bonded to the bone of the reference
    frozen = equilibrium.pose(*still, topology)
    state = newton.advance(newton.begin(start), frozen, parameters.laws, settings.MECHANICS_ITERATIONS)
    nodes = with_derivative(state.nodes_mm, *given, topology)
    live = equilibrium.pose(*given, topology)
    found = equilibrium.fields(nodes, jnp.zeros(nodes.shape[:3]), reference_mm, live, parameters, topology)
    return found | {"nodes_mm": nodes, "residual": state.residual}
