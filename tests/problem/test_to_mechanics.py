"""Every law of a problem file reaches the solver as the formula that the documentation gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hexboxes import box, mesh_of

from pulposus.errors import InputError
from pulposus.mechanics.hexa import Block
from pulposus.mechanics.material import fibre_energy, matrix_energy, osmotic_pressure, permeability
from pulposus.numerics.backend import jnp
from pulposus.problem.posed import pose
from pulposus.problem.problem import problem_from
from pulposus.problem.to_mechanics import model_of

S = 0.25  # solid fraction
J, I1, I4 = 1.1, 3.3, 1.08
NEO = {"neo_hookean": {"mu_MPa": 0.4, "lambda_MPa": 0.3}}
FLOW = {"constant": {"k_mm4_Ns": 1e-3}}
HEAT = 8.314462618e-3 * 310  # MPa per mEq/mL


def block(kind: str = "creep", **changes: Any) -> Block:
    material = {"solid_fraction": S, "matrix": NEO, "permeability": FLOW, **changes}
    problem = problem_from(
        {
            "physics": "mechanics",
            "mesh": "box",
            "materials": {"m": {name: value for name, value in material.items() if value is not None}},
            "assign": {"rest": "m"},
            "fibres": {"rest": {"around": {"centre_mm": [-5, -5, 0]}, "angle_deg": 30}},
            "fixed": [{"nodes": "bottom"}],
            "potential": [{"nodes": "top"}],
            "programme": {"kind": kind, "end_s": 1} if kind == "creep" else {"kind": kind},
        }
    )
    return model_of(pose(problem, mesh_of(*box((1, 1, 1))))).blocks[0]


def test_matrix_laws() -> None:
    log = np.log(J)
    b = block()
    energy = float(matrix_energy(jnp.asarray(I1), jnp.asarray(J), b.material, b.tissue, b.laws))
    assert energy == pytest.approx(0.2 * (I1 - 3) - 0.4 * log + 0.15 * log**2)
    b = block(matrix={"neo_hookean": {"E_MPa": 0.9, "nu": 0.2}})
    assert (b.material.shear, b.material.lame) == (pytest.approx(0.375), pytest.approx(0.25))
    b = block(matrix={"wilson": {"shear_MPa": 0.6}})
    energy = float(matrix_energy(jnp.asarray(I1), jnp.asarray(J), b.material, b.tissue, b.laws))
    assert energy == pytest.approx(0.3 * (I1 - 3 * J ** (2 / 3)) + 0.1 * log**2 * (2 * J + S) / (J - S))


@pytest.mark.parametrize(
    ("law", "energy"),
    [
        # each family: ksi/(alpha beta)(exp(alpha (I4 - 1)^beta) - 1), added without weights
        ({"exponential_power": {"ksi_MPa": 2, "alpha": 20, "beta": 3}}, 2 / 60 * np.expm1(20 * (I4 - 1) ** 3)),
        (
            {"hgo": {"k1_MPa": 0.5, "k2": 9, "kappa": 0.1}},
            0.5 / 18 * np.expm1(9 * (0.1 * (I1 - 3) + 0.7 * (I4 - 1)) ** 2),
        ),
        # both together weighted by their share
        (
            {"exponential": {"modulus_MPa": 3, "exponent": 15, "share": 0.4}},
            0.4 / 2 * (3 / 15 * np.expm1(15 * np.log(I4) / 2) - 3 * np.log(I4) / 2),
        ),
    ],
)
def test_fibre_laws(law: dict[str, Any], energy: float) -> None:
    b = block(fibres=law)
    both = float(fibre_energy(jnp.asarray(I1), jnp.asarray(I4), b.material, b.laws))
    assert both / 2 == pytest.approx(energy)  # the solver adds half of it for each family
    assert b.fibres is not None
    assert b.fibres.shape == (1, 2, 3)


@pytest.mark.parametrize(
    ("law", "value"),
    [
        (FLOW, 1e-3),
        (
            {"holmes_mow": {"k0_mm4_Ns": 2e-3, "M": 3, "alpha": 2}},
            2e-3 * ((J - S) / (1 - S)) ** 2 * np.exp(1.5 * (J**2 - 1)),
        ),
        (
            {"argoubi": {"k0_mm4_Ns": 2e-3, "M": 3}},
            2e-3 * ((J - S) / (1 - S) / J) ** 2 * np.exp(3 * ((J - S) / (1 - S) - 1)),
        ),
        ({"porosity_power": {"alpha_mm4_Ns": 2e-3, "M": 1.5}}, 2e-3 / (S / J) ** 1.5),
    ],
)
def test_permeability_laws(law: dict[str, Any], value: float) -> None:
    b = block(permeability=law)
    found = permeability(jnp.asarray(J), b.permeability, b.material, b.tissue, b.laws)
    assert float(found) == pytest.approx(value)


def test_donnan_crowds_the_charge_into_the_water_outside_the_fibrils() -> None:
    donnan = {
        "fixed_charge_mEq_mL": 0.2,
        "osmotic_coefficient": 0.7,
        "fibril_water_g_g": 1.1,
        "collagen_fraction": 0.5,
    }
    b = block(osmosis={"donnan": donnan})
    charge = 0.2 * (1 - S) / (J - S - 1.1 * 0.5 * 1.4338 * S)
    found = float(osmotic_pressure(jnp.asarray(J), b.material, b.tissue, b.laws))
    assert found == pytest.approx(0.7 * HEAT * (np.hypot(charge, 0.3) - 0.3), rel=1e-9)
    with pytest.raises(InputError, match="hold more water than there is"):
        block(solid_fraction=0.5, osmosis={"donnan": {**donnan, "fibril_water_g_g": 3}})


def test_schroeder_gives_the_published_nucleus() -> None:
    """Record V6: 0.1800 MPa at J = 1 for a healthy nucleus at 293 K (water 0.745 by mass is a porosity of 0.8073)."""
    problem = {
        "solid_fraction": 1 - 0.8073,
        "osmosis": {"schroeder": {"fixed_charge_mEq_mL": 0.29, "collagen_fraction": 0.15}},
    }
    b = block(**problem)
    cold = b.material._replace(RT=b.material.RT * 293 / 310)
    found = float(osmotic_pressure(jnp.asarray(1.0), cold, b.tissue, b.laws))
    assert found == pytest.approx(0.18, abs=2e-4)


def test_an_equilibrium_needs_no_permeability() -> None:
    assert block("swelling", permeability=None, osmosis="none").laws.osmosis == "none"
