"""Derivatives of the day: how every output at every look answers a change of everything the disc is made of.

Forward mode through the marched steps. The steps themselves are held: they are no function of the disc.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pulposus.disc.reduced import ReducedTopology
from pulposus.mechanics.day.parameters import FlowParameters
from pulposus.mechanics.day.programme import Inputs, Phase, looks_of
from pulposus.mechanics.implicit import with_derivative
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp

Array = jax.Array


class Given(NamedTuple):
    """What a derivative can be taken with respect to; leaves lead with the batch b.

    ``loads_MPa`` (b, phases + 1) are the load of the start and those of the phases.
    """

    reference_mm: Array
    porosity: Array
    charge: Array
    parameters: MechanicsParameters
    flow: FlowParameters
    loads_MPa: Array


def day_outputs(
    given: Given,
    phases: Sequence[Phase],
    topology: ReducedTopology,
    start_nodes_mm: Array,
    error: float = settings.DAY_ERROR,
) -> dict[str, Array]:
    """Outputs of :func:`follow` by name, (b, t, ...), as a function that ``jax.jvp`` differentiates.

    ``start_nodes_mm`` is the equilibrium of ``given`` under its first load, as ``equilibrate`` finds it; it follows
    ``given``. The loads of ``phases`` are not read. Compiled once per batch size, and again for derivatives.
    """
    start = with_derivative(
        start_nodes_mm, given.reference_mm, given.porosity, given.charge, given.parameters, given.loads_MPa[:, 0],
        topology,
    )  # fmt: skip
    inputs = Inputs(
        given.reference_mm, given.porosity, given.charge, given.parameters, given.flow, start, given.loads_MPa
    )
    looks, _ = looks_of(inputs, phases, topology, error=error, differentiable=True)
    return {name: jnp.stack([look[name] for look in looks], axis=1) for name in looks[0]}
