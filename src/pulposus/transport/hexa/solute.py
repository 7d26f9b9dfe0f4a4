"""One solute with Michaelis-Menten uptake, steady: div(n D grad c) = n Vmax c / (Km + c).

The same elements, linear solver and protection of positive concentrations as the three solutes. Any unit of time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.errors import InputError, RunError
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp
from pulposus.transport.arrays import Real
from pulposus.transport.hexa import newton
from pulposus.transport.hexa.elements import Elements, at_points, discretise, outflow, slope_blocks, to_nodes
from pulposus.transport.hexa.mesh import TransportMesh
from pulposus.transport.hexa.space import Space
from pulposus.transport.laws.metabolism import saturating

Array = jax.Array
Float = NDArray[np.float64]
Bool = NDArray[np.bool_]


class Uptake(NamedTuple):
    """A solute on its mesh: largest uptake at each point (e, 8), and the concentration (e, 1) at which it halves."""

    elements: Elements
    largest: Array
    half_mM: Array


@dataclass(frozen=True, eq=False)
class SoluteField:
    """``concentration_mM`` (n,), positive at free nodes; ``flux_balance`` relative to what is used."""

    concentration_mM: Float
    starved: Bool
    steps: int
    flux_balance: float


def solve_solute(
    mesh: TransportMesh,
    porosity: ArrayLike,
    diffusivity_mm2_s: ArrayLike,
    vmax_mM_s: ArrayLike,
    half_mM: ArrayLike,
    held_nodes: NDArray[np.int64],
    held_mM: ArrayLike,
) -> SoluteField:
    """Solve one solute.

    Args:
        porosity: fluid volume fraction, one number or (e,); likewise the next three.
        diffusivity_mm2_s: in the fluid of the tissue, above 0.
        vmax_mM_s: largest uptake per fluid volume, from 0 up.
        half_mM: Michaelis-Menten constant; 0 for uptake that does not depend on the concentration.
        held_nodes: (k,) nodes with given concentrations ``held_mM``, one number or (k,).

    Raises:
        InputError: values outside what they mean, or a part of the mesh without a held node.
        RunError: no convergence.
    """
    e = len(mesh.elements)
    n, diffusivity, vmax, half = (
        np.array(np.broadcast_to(np.asarray(v, dtype=float), (e,)))
        for v in (porosity, diffusivity_mm2_s, vmax_mM_s, half_mM)
    )
    if not (np.all(n > 0) and np.all(n <= 1) and np.all(diffusivity > 0) and np.all(vmax >= 0) and np.all(half >= 0)):
        raise InputError(
            f"Porosity from {n.min():.3g} to {n.max():.3g}, lowest diffusivity {diffusivity.min():.3g} mm2/s, uptake "
            f"{vmax.min():.3g} mM/s and half {half.min():.3g} mM: expect porosity in (0, 1], the diffusivity "
            f"above 0 and the others from 0 up."
        )
    space = Space(mesh, np.unique(held_nodes))
    space.check_supplied()
    field = np.zeros(mesh.count)
    field[held_nodes] = held_mM
    scale = float(field.max())
    field[space.free] = settings.TRANSPORT_START * scale
    starved = np.zeros(e, dtype=bool)
    for count in range(1, settings.TRANSPORT_3D_STEPS + 1):
        u = _build(mesh.nodes_mm, mesh.elements, n * diffusivity, n * vmax, half, starved)
        residual, _, blocks = _linearise(u, field)
        step = newton.step(space, field, np.asarray(residual), space.matrix(np.asarray(blocks)), scale)
        field = step.field
        more = space.touching(step.starved) & ~starved
        starved |= more
        if step.moved <= settings.TRANSPORT_CHANGE * scale and not more.any():
            residual, use, _ = _linearise(u, field)
            whole = float(np.sum(use))
            off = abs(float(np.sum(np.asarray(residual)[space.free])))
            balance = off / whole if whole > 0 else off
            if balance <= settings.TRANSPORT_3D_BALANCE:
                return SoluteField(mesh.fill(field), starved, count, balance)
    raise RunError(
        f"Transport: one solute did not converge in {settings.TRANSPORT_3D_STEPS} steps (lowest {field.min():.2g} mM); "
        f"set the Michaelis-Menten constant above 0 where it is used up."
    )


@jax.jit
def _build(nodes: Real, elements: Real, factor: Real, density: Real, half: Real, starved: Real) -> Uptake:
    parts = discretise(nodes, elements, factor, starved)
    return Uptake(parts, jnp.asarray(density)[:, None] * parts.volume_mm3, jnp.asarray(half)[:, None])


@jax.jit
def _linearise(u: Uptake, field: Real) -> tuple[Array, Array, Array]:
    """Residual and use at the nodes (n,), and the element matrices (e, 8, 8)."""
    at = at_points(u.elements, field)
    used, slope = jax.jvp(lambda v: u.largest * saturating(v, u.half_mM), (at,), (jnp.ones_like(at),))
    use = to_nodes(u.elements, used, field.shape[0])
    return outflow(u.elements, field) + use, use, u.elements.stiffness + slope_blocks(u.elements, slope)
