"""Axial stress along the mid-plane of reduced discs, as a needle with a pressure gauge sees it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics import axisymmetric, newton
from pulposus.mechanics.equilibrium import Equilibrium, pose
from pulposus.numerics.backend import jnp
from pulposus.numerics.settings import VALIDATE_EVEN_STRESS
from pulposus.validation.people import Discs

Float = NDArray[np.float64]


def axial_stress_MPa(discs: Discs, at: Equilibrium) -> Float:
    """Compressive axial Cauchy stress of the elements at the mid-plane, from the axis outward, (b, n_r - 1)."""
    load = np.zeros(discs.count)
    problem = pose(
        jnp.asarray(discs.mesh.nodes_mm), jnp.asarray(discs.tissue.porosity),
        jnp.asarray(discs.tissue.fixed_charge_mEq_mL), discs.parameters, jnp.asarray(load), discs.mesh.topology,
    )  # fmt: skip
    nodes = newton.elements(jnp.asarray(at.nodes_mm))
    potential = jnp.zeros_like(axisymmetric.at_points(nodes[:, 0]))
    volume, axial = jnp.zeros(()), jnp.zeros(())
    for k, pushed in enumerate(potential):
        ops = axisymmetric.Operators(*(part[k] for part in problem.operators))
        f = axisymmetric.stretches(ops, nodes)
        J = axisymmetric.invariants(f, problem.material.fibre_along).J
        piola = axisymmetric.stress(f, problem.material, problem.tissue, discs.parameters.laws, pushed)
        volume = volume + ops.volume * J
        axial = axial + ops.volume * (piola.zR * f.zR + piola.zZ * f.zZ)
    return np.moveaxis(np.asarray(-axial[:, 0] / volume[:, 0]), -1, 0)


def functional_nucleus_mm(stress_MPa: Float, nodes_mm: Float) -> Float:
    """Diameter of the middle in which the stress (b, n_r - 1) stays near that at the axis, (b,)."""
    centre = stress_MPa[:, :1]
    even = np.abs(stress_MPa - centre) <= VALIDATE_EVEN_STRESS * np.abs(centre)
    count = np.cumprod(even, axis=1).sum(axis=1)
    return 2 * np.take_along_axis(nodes_mm[:, :, 0, 0], count[:, None], axis=1)[:, 0]
