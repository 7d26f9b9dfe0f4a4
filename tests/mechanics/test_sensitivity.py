"""Derivatives of the day against finite differences."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from discs import healthy

from pulposus.disc.reduced import ReducedTopology
from pulposus.mechanics import MechanicsParameters, equilibrate
from pulposus.mechanics.day import FlowParameters, Phase
from pulposus.mechanics.day.sensitivity import Given, day_outputs
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp

SMALL = ReducedTopology(nucleus=3, inner=2, outer=2, disc=3, endplate=1)
NAMES = ("mean_height_mm", "bulge_mm", "nucleus_pressure_MPa", "volume_mm3", "outflow_mm3")
LOADS = np.array([[0.12, 0.4]])


@pytest.mark.slow
def test_derivatives_of_a_loaded_hour_against_finite_differences(monkeypatch: pytest.MonkeyPatch) -> None:
    """Matrix, permeability, radius and height of the shape, charge, and load, with the steps held."""
    # No step is ever refused or lengthened by the error estimate, so that both sides march the same steps.
    monkeypatch.setattr(settings, "DAY_GROW", 2.0)
    monkeypatch.setattr(settings, "DAY_FORCE", 1e-7)
    monkeypatch.setattr(settings, "DAY_CONTENT", 1e-9)
    mesh, tissue = healthy(1, SMALL)
    central = jax.tree.map(jnp.asarray, MechanicsParameters.central(1))
    flow = jax.tree.map(jnp.asarray, FlowParameters.central(1))

    def given(change: jax.Array) -> Given:
        return Given(
            jnp.asarray(mesh.nodes_mm) * jnp.stack([1 + change[2], 1 + change[3]]),
            jnp.asarray(tissue.porosity),
            jnp.asarray(tissue.fixed_charge_mEq_mL) * (1 + change[4]),
            replace(central, shear_modulus_MPa=central.shear_modulus_MPa * (1 + change[0])),
            replace(flow, scale_mm4_Ns=flow.scale_mm4_Ns * (1 + change[1])),
            jnp.asarray(LOADS) * jnp.stack([jnp.ones(()), 1 + change[5]]),
        )

    def start(change: jax.Array) -> np.ndarray:
        at = given(change)
        shape = replace(mesh, nodes_mm=np.asarray(at.reference_mm))
        there = replace(tissue, fixed_charge_mEq_mL=np.asarray(at.charge))
        return equilibrate(shape, there, at.parameters, LOADS[:, 0]).nodes_mm

    phases = [Phase(0.4, 1.0)]

    def outputs(change: jax.Array, begin: np.ndarray) -> jax.Array:
        found = day_outputs(given(change), phases, SMALL, jnp.asarray(begin), error=1e3)
        return jnp.stack([found[name][0, 1] for name in NAMES])

    zero = jnp.zeros(6)
    begin = start(zero)
    step = 1e-4
    for k, e in enumerate(jnp.eye(6)):
        slope = jax.jvp(lambda c: outputs(c, begin), (zero,), (e,))[1]
        near, far = (
            outputs(s * step * e, start(s * step * e)) - outputs(-s * step * e, start(-s * step * e)) for s in (1, 2)
        )
        np.testing.assert_allclose(slope, (8 * near - far) / (12 * step), rtol=1e-5, atol=1e-5, err_msg=str(k))
