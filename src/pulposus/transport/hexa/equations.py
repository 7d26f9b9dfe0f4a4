"""The discrete equations of oxygen, glucose and the invariant of glucose and lactate, compiled once per mesh size."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from pulposus.numerics.backend import jax, jnp
from pulposus.transport.arrays import Real
from pulposus.transport.hexa.elements import Elements, at_points, discretise, outflow, slope_blocks, to_nodes
from pulposus.transport.hexa.problem import Inputs
from pulposus.transport.laws.diffusivity import flux_factor
from pulposus.transport.laws.metabolism import RateConstants
from pulposus.transport.parameters import TransportParameters
from pulposus.transport.problem import Fields, demand_densities, glucose_use, invariant, oxygen_use

Array = jax.Array


class PointDemand(NamedTuple):
    """What the cells at each point of each element use, (e, 8); a ``Demand`` of transport/problem.py."""

    native: Array
    respiration: Array
    lactate: Array
    parameters: TransportParameters


class Discrete(NamedTuple):
    """A problem on its mesh."""

    elements: Elements
    demand: PointDemand
    storage_mm3: Array
    """(n,) fluid volume of each node."""


def build(inputs: Inputs, connectivity: Real, starved: Real) -> Discrete:
    """Operators and demands; ``connectivity`` (e, 8 or 20), ``starved`` (e,)."""
    p, n = inputs.parameters, jnp.asarray(inputs.porosity)
    factor = flux_factor(n, p.flux_porosity_exponent) * inputs.open_share
    e = discretise(inputs.nodes_mm, connectivity, factor, starved)
    densities = demand_densities(jnp.asarray(inputs.cells_1e6_mL)[..., None], n[:, None], p)  # each (e, 1)
    native, respiration, lactate = (part * e.volume_mm3 for part in densities)
    demand = PointDemand(native, respiration, lactate, p)
    count = jnp.shape(inputs.nodes_mm)[0]
    storage = jax.ops.segment_sum((n[:, None] * e.share_mm3).ravel(), e.corners.ravel(), num_segments=count)
    return Discrete(e, demand, storage)


build_compiled = jax.jit(build)


def held_fields(inputs: Inputs) -> Fields:
    """Oxygen, glucose and invariant at the held nodes, each (k,)."""
    w = invariant(inputs.held_lactate_mM, inputs.held_glucose_mM, inputs.parameters)
    return Fields(jnp.asarray(inputs.held_oxygen_kPa), jnp.asarray(inputs.held_glucose_mM), w)


def as_fields(oxygen: Real, glucose: Real, w: Real) -> Fields:
    """Arrays of any library as fields."""
    return Fields(jnp.asarray(oxygen), jnp.asarray(glucose), jnp.asarray(w))


def points(d: Discrete, x: Fields) -> Fields:
    """Nodal fields (n,) at the points of the elements (e, 8)."""
    return Fields(*(at_points(d.elements, f) for f in x))


def residuals(d: Discrete, x: Fields, c: RateConstants) -> Fields:
    """Outflow plus use at every node over the water diffusivity; zero at free nodes of the solution."""
    e, p, at, count = d.elements, d.demand.parameters, points(d, x), x.oxygen_kPa.shape[0]
    return Fields(
        outflow(e, x.oxygen_kPa) + to_nodes(e, oxygen_use(at, d.demand, c), count) / p.oxygen_diffusivity_mm2_day,
        outflow(e, x.glucose_mM) + to_nodes(e, glucose_use(at, d.demand, c), count) / p.glucose_diffusivity_mm2_day,
        outflow(e, x.invariant),
    )


@partial(jax.jit, static_argnames=("c", "field"))
def linearise(d: Discrete, x: Fields, c: RateConstants, field: int) -> tuple[Array, Array]:
    """Residual (n,) of oxygen (0) or glucose (1), and its element matrices (e, 8, 8) with respect to that field."""
    use, p = (oxygen_use, glucose_use)[field], d.demand.parameters
    diffusivity = (p.oxygen_diffusivity_mm2_day, p.glucose_diffusivity_mm2_day)[field]
    at = points(d, x)
    tangent = Fields(*(jnp.full_like(f, k == field) for k, f in enumerate(at)))
    used, slope = jax.jvp(lambda v: use(v, d.demand, c), (at,), (tangent,))
    e = d.elements
    residual = outflow(e, x[field]) + to_nodes(e, used, x[field].shape[0]) / diffusivity
    return residual, e.stiffness + slope_blocks(e, jnp.maximum(slope, 0) / diffusivity)


@partial(jax.jit, static_argnames="c")
def uses(d: Discrete, x: Fields, c: RateConstants) -> tuple[Array, Array]:
    """Oxygen (kPa mm3/day) and glucose (mM mm3/day) that the cells use, handed to the nodes, each (n,)."""
    at, count = points(d, x), x.oxygen_kPa.shape[0]
    return (
        to_nodes(d.elements, oxygen_use(at, d.demand, c), count),
        to_nodes(d.elements, glucose_use(at, d.demand, c), count),
    )


flows = jax.jit(outflow)
