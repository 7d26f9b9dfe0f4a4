"""The quasi-steady state of oxygen, glucose and lactate, as one pure function of arrays."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp
from pulposus.transport.arrays import Real
from pulposus.transport.assembly import geometry
from pulposus.transport.boundary import Boundary
from pulposus.transport.implicit import with_derivative
from pulposus.transport.iteration import iterate
from pulposus.transport.laws.metabolism import RateConstants, published
from pulposus.transport.parameters import TransportParameters
from pulposus.transport.problem import Fields, Problem, build, glucose_use, lactate_mM, oxygen_use, residuals

Array = jax.Array


class Solution(NamedTuple):
    """Result of :func:`steady_state`, batch first: fields (b, n_r, n_z), the rest (b,)."""

    oxygen_kPa: Array
    glucose_mM: Array
    lactate_mM: Array
    ph: Array
    change: Array
    """Last relative change of a concentration."""
    balance: Array
    """Largest of the three flux imbalances, relative to what is used or made."""
    steps: Array
    sound: Array
    """The mesh is not folded."""


def start_from_bone(shape: tuple[int, ...], boundary: Boundary) -> tuple[Array, Array]:
    """First guess of oxygen (kPa) and glucose (mM): one share of the bone's value everywhere, (b, n_r, n_z)."""

    def cold(bone: Real) -> Array:
        return jnp.broadcast_to(settings.TRANSPORT_START * jnp.asarray(bone)[:, None, None], shape)

    return cold(boundary.bone_oxygen_kPa), cold(boundary.bone_glucose_mM)


def steady_state(
    nodes_mm: Real,
    porosity: Real,
    cells_1e6_mL: Real,
    parameters: TransportParameters,
    boundary: Boundary,
    guess: tuple[Real, Real] | None = None,
    *,
    endplate_rows: int = 1,
    outer_open: bool = True,
    differentiable: bool = False,
    rates: RateConstants | None = None,
) -> Solution:
    """Solve a batch; compiled once per shape.

    Args:
        nodes_mm: (b, n_r, n_z, 2) loaded shape; the last row of nodes is bone, the first the mid-plane.
        porosity: (b, er, ez) fluid volume fraction.
        cells_1e6_mL: (b, types, er, ez) living cells per tissue volume, in the order of ``CellType``.
        guess: oxygen (kPa) and glucose (mM), each (b, n_r, n_z), for instance of the month before.
        endplate_rows: element rows of cartilage endplate, scaled by ``boundary.endplate_exchange``.
        outer_open: False insulates the outer annulus (one-dimensional verification cases).
        differentiable: attach the implicit derivative, so that jvp, vjp and grad of any output are exact at
            the converged state. Only the first derivative is.
        rates: constants of the native rate laws; the library's when None.

    Returns:
        A :class:`Solution`. Nothing is raised here: ``change``, ``sound`` and non-finite values tell of failure.
    """
    if guess is None:
        guess = start_from_bone(nodes_mm.shape[:3], boundary)
    return _solve(
        nodes_mm,
        porosity,
        cells_1e6_mL,
        parameters,
        boundary,
        guess,
        endplate_rows=endplate_rows,
        outer_open=outer_open,
        differentiable=differentiable,
        c=rates or published(),
    )


@partial(jax.jit, static_argnames=("endplate_rows", "outer_open", "differentiable", "c"))
def _solve(
    nodes_mm: Real,
    porosity: Real,
    cells: Real,
    parameters: TransportParameters,
    boundary: Boundary,
    guess: tuple[Real, Real],
    *,
    endplate_rows: int,
    outer_open: bool,
    differentiable: bool,
    c: RateConstants,
) -> Solution:
    shape = geometry(jnp.asarray(nodes_mm))
    live = build(shape, porosity, cells, parameters, boundary, endplate_rows, outer_open)
    n, m = live.native.shape[0] - int(outer_open), live.native.shape[1] - 1
    q, guess = jax.lax.stop_gradient((live, guess)) if differentiable else (live, guess)
    x, change, steps = iterate(q, c, guess, n, m)
    if differentiable:
        x = with_derivative(live, c, x, n, m)
    lactate = lactate_mM(x, live.parameters)
    first = partial(jnp.moveaxis, source=-1, destination=0)
    return Solution(
        oxygen_kPa=first(x.oxygen_kPa),
        glucose_mM=first(x.glucose_mM),
        lactate_mM=first(lactate),
        ph=first(c.ph(lactate)),
        change=change,
        balance=_balance(x, live, c, n, m),
        steps=jnp.broadcast_to(steps, change.shape),
        sound=shape.sound,
    )


def _balance(x: Fields, q: Problem, c: RateConstants, n: int, m: int) -> Array:
    """Net flux through the boundary against what the free nodes use or make, worst of the three solutes, (b,)."""
    p = q.parameters

    def total(field: Array) -> Array:
        return jnp.sum(field[:n, :m], axis=(0, 1))

    residual = residuals(x, q, c)
    use_o = total(oxygen_use(x, q, c)) / p.oxygen_diffusivity_mm2_day
    use_g = total(glucose_use(x, q, c)) / p.glucose_diffusivity_mm2_day
    made = 2 * p.glucose_diffusivity_mm2_day  # lactate and the invariant's share of glucose, per unit of it
    parts = (
        (total(residual.oxygen_kPa), use_o),
        (total(residual.glucose_mM), use_g),
        (total(residual.invariant) - made * total(residual.glucose_mM), made * use_g),
    )
    return jnp.max(jnp.stack([jnp.abs(r) / jnp.where(u > 0, u, 1.0) for r, u in parts]), axis=0)
