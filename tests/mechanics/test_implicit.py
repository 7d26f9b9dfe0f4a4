"""Derivatives of the swelling equilibrium against finite differences."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from discs import TOPOLOGY, healthy

from pulposus.mechanics import MechanicsParameters
from pulposus.mechanics.implicit import equilibrium_outputs
from pulposus.numerics.backend import jax, jnp

NAMES = ("mean_height_mm", "bulge_mm", "nucleus_pressure_MPa", "annulus_peak_stress_MPa", "water_volume_mm3")


def outputs(change: jax.Array) -> jax.Array:
    """Five outputs of a healthy disc whose inputs are scaled by what is in ``change``."""
    mesh, tissue = healthy(1)
    central = jax.tree.map(jnp.asarray, MechanicsParameters.central(1))
    parameters = replace(
        central,
        shear_modulus_MPa=central.shear_modulus_MPa * (1 + change[0]),
        fibre_modulus_MPa=central.fibre_modulus_MPa * (1 + change[1]),
        osmotic_coefficient=central.osmotic_coefficient * (1 + change[2]),
        fibre_angle_rad=central.fibre_angle_rad * (1 + change[3]),
    )
    found = equilibrium_outputs(
        mesh.nodes_mm * jnp.stack([1 + change[4], 1 + change[5]]),
        tissue.porosity * (1 + change[6]),
        tissue.fixed_charge_mEq_mL * (1 + change[7]),
        parameters,
        jnp.array([0.3]) * (1 + change[8]),
        jnp.asarray(mesh.nodes_mm),
        TOPOLOGY,
    )
    return jnp.stack([found[name][0] for name in NAMES])


@pytest.mark.slow
def test_derivatives_against_finite_differences() -> None:
    """Material, fibres, osmosis, angle, radius, height, porosity, charge and load; forward and reverse."""
    zero = jnp.zeros(9)
    reverse = np.asarray(jax.jacrev(outputs)(zero))
    forward = np.stack([jax.jvp(outputs, (zero,), (e,))[1] for e in jnp.eye(9)], axis=1)
    np.testing.assert_allclose(forward, reverse, rtol=1e-9, atol=1e-9)
    step = 1e-4
    for k, e in enumerate(np.eye(9)):
        # Fourth order in the step, so that neither it nor rounding shows.
        near, far = (outputs(s * step * e) - outputs(-s * step * e) for s in (1, 2))
        slope = np.asarray(8 * near - far) / (12 * step)
        np.testing.assert_allclose(forward[:, k], slope, rtol=1e-5, atol=1e-6)
