"""The discrete quasi-steady problem of a batch: what each node conducts, uses and is supplied with.

Glucose and lactate react in a fixed ratio (1 to 2) and diffuse through the same tissue, so

    w = D_lactate lactate + 2 D_glucose glucose

obeys div(f grad w) = 0 exactly, without any reaction. It replaces lactate as the third field.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from pulposus.numerics import ninepoint
from pulposus.numerics.backend import jax, jnp
from pulposus.transport.arrays import Real
from pulposus.transport.assembly import Geometry, conductances, to_nodes
from pulposus.transport.boundary import Boundary
from pulposus.transport.laws.diffusivity import flux_factor
from pulposus.transport.laws.metabolism import RateConstants, native_lactate, native_oxygen, saturating
from pulposus.transport.parameters import TransportParameters
from pulposus.units import HOURS_PER_DAY, MM3_PER_ML

Array = jax.Array


class Fields(NamedTuple):
    """Nodal fields, batch last: (n_r, n_z, b)."""

    oxygen_kPa: Array
    glucose_mM: Array
    invariant: Array
    """w of the module's first lines, mM mm2/day."""


class Demand(Protocol):
    """What the cells at some points use and make; any shape that parameters (b,) broadcast with."""

    @property
    def native(self) -> Array:
        """Oxygen demand per unit of the native law."""

    @property
    def respiration(self) -> Array: ...

    @property
    def lactate(self) -> Array:
        """Lactate output per unit of the native law."""

    @property
    def parameters(self) -> TransportParameters: ...


class Problem(NamedTuple):
    """Everything that the equations read, batch last; ``edges`` carry unit water diffusivity."""

    edges: ninepoint.Conductances
    native: Array
    """Nodal oxygen demand per unit of the native law, kPa mm3/day; likewise ``respiration``."""
    respiration: Array
    lactate: Array
    """Nodal lactate output per unit of the native law, mM mm3/day."""
    parameters: TransportParameters
    boundary: Fields
    """Boundary values on the boundary nodes, zero elsewhere."""


def demand_densities(density: Array, porosity: Array, p: TransportParameters) -> tuple[Array, Array, Array]:
    """Native oxygen demand, respiration (kPa/day) and lactate output (mM/day) per tissue volume and unit of the laws.

    ``density`` (types, ..., b) in 1e6/mL, ``porosity`` (..., b); batch last.
    """

    def of_all_types(scale: Real, weight: Array) -> Array:
        by_type = scale.T.reshape(scale.shape[1], *(1,) * (porosity.ndim - 1), scale.shape[0])
        return jnp.sum(density * by_type, axis=0) * weight * (HOURS_PER_DAY / MM3_PER_ML)

    carries = porosity**p.oxygen_porosity_exponent / p.oxygen_solubility_mM_kPa
    return (
        of_all_types(p.native_oxygen_scale, carries),
        of_all_types(p.respiration_nmol_1e6_h, carries),
        of_all_types(p.lactate_scale, jnp.ones_like(porosity)),
    )


def build(
    shape: Geometry,
    porosity: Real,
    cells: Real,
    p: TransportParameters,
    supply: Boundary,
    endplate_rows: int,
    outer_open: bool,
) -> Problem:
    """Assemble: porosity (b, er, ez), cells (b, types, er, ez) in 1e6/mL of tissue."""
    n = jnp.moveaxis(jnp.asarray(porosity), 0, -1)
    density = jnp.moveaxis(jnp.asarray(cells), 0, -1)  # (types, er, ez, b)
    exchange = jnp.asarray(supply.endplate_exchange)
    exchange = exchange.T if exchange.ndim == 2 else exchange[None]
    factor = flux_factor(n, p.flux_porosity_exponent)
    factor = factor.at[:, n.shape[1] - endplate_rows :].multiply(exchange[:, None])

    def edge(bone: Real, annulus: Real) -> Array:
        field = jnp.zeros((n.shape[0] + 1, n.shape[1] + 1, n.shape[2]))
        field = field.at[-1].set(annulus) if outer_open else field
        return field.at[:, -1].set(bone)

    native, respiration, lactate = (to_nodes(shape, part) for part in demand_densities(density, n, p))
    return Problem(
        edges=conductances(shape, factor),
        native=native,
        respiration=respiration,
        lactate=lactate,
        parameters=p,
        boundary=Fields(
            edge(supply.bone_oxygen_kPa, supply.annulus_oxygen_kPa),
            edge(supply.bone_glucose_mM, supply.annulus_glucose_mM),
            edge(
                invariant(supply.bone_lactate_mM, supply.bone_glucose_mM, p),
                invariant(supply.annulus_lactate_mM, supply.annulus_glucose_mM, p),
            ),
        ),
    )


def invariant(lactate: Real, glucose: Real, p: TransportParameters) -> Array:
    """w of the module's first lines from lactate and glucose (mM), mM mm2/day."""
    total: Array = jnp.asarray(p.lactate_diffusivity_mm2_day) * lactate + 2 * p.glucose_diffusivity_mm2_day * glucose
    return total


def lactate_mM(x: Fields, p: TransportParameters) -> Array:
    """Lactate at the nodes, from the invariant and glucose."""
    return (x.invariant - 2 * p.glucose_diffusivity_mm2_day * x.glucose_mM) / p.lactate_diffusivity_mm2_day


def oxygen_use(x: Fields, q: Demand, c: RateConstants) -> Array:
    """Oxygen that the cells of each point use, kPa mm3/day."""
    native = native_oxygen(x.oxygen_kPa, c.ph(lactate_mM(x, q.parameters)), c)
    return q.native * native + q.respiration * saturating(x.oxygen_kPa, q.parameters.respiration_half_kPa)


def glucose_use(x: Fields, q: Demand, c: RateConstants) -> Array:
    """Glucose that the cells of each point use, mM mm3/day; they make twice as much lactate."""
    plenty = native_lactate(x.oxygen_kPa, c.ph(lactate_mM(x, q.parameters)), c)
    return q.lactate * plenty * saturating(x.glucose_mM, q.parameters.glucose_limiter_mM) / 2


def residuals(x: Fields, q: Problem, c: RateConstants) -> Fields:
    """Outflow plus use at every node over the water diffusivity: zero at free nodes of the solution."""
    p = q.parameters
    return Fields(
        ninepoint.laplacian(q.edges, x.oxygen_kPa) + oxygen_use(x, q, c) / p.oxygen_diffusivity_mm2_day,
        ninepoint.laplacian(q.edges, x.glucose_mM) + glucose_use(x, q, c) / p.glucose_diffusivity_mm2_day,
        ninepoint.laplacian(q.edges, x.invariant),
    )
