"""Closed forms against the printed digits, and against limits and balances that follow without them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad, solve_bvp

from pulposus.library import facts, value
from pulposus.verification.closed import (
    consolidation,
    coupled,
    mandel,
    schroeder,
    semidiscrete,
    slabs,
    swelling,
    unconfined,
    viability,
)
from pulposus.verification.rigs.slab_family import BILAYER, NUCLEI

DIGITS = facts("verification")


def printed(prefix: str) -> dict[str, float]:
    """Digits whose name starts so, by the rest of their name."""
    found = {name.removeprefix(prefix): DIGITS[name].value for name in DIGITS if name.startswith(prefix)}
    assert found
    return found


def test_v1_digits_and_conservation() -> None:
    for T, digits in printed("v01_settlement_T").items():
        assert consolidation.settlement(float(T)) == pytest.approx(digits, abs=1e-6)
    for T, digits in printed("v01_base_pressure_T").items():
        assert consolidation.base_pressure(float(T)) == pytest.approx(digits, abs=1.5e-6)
    # What has settled is what the pressure no longer carries: u/uinf = 1 - integral of p/p0.
    for T in (0.05, 0.4):
        carried, _ = quad(lambda z, T=T: float(consolidation.pressure(T, z)), 0, 1)
        assert consolidation.settlement(T) == pytest.approx(1 - carried, rel=1e-8)


def test_v2_digits_and_superposition() -> None:
    for T, digits in printed("v02_stress_T").items():
        assert consolidation.ramp_stress(float(T), 0.1) == pytest.approx(digits, abs=1e-6)
    # A short ramp's early stress is that of a half-space: 2 sqrt(T / pi) / T0.
    assert consolidation.ramp_stress(1e-4, 0.1) == pytest.approx(2 * np.sqrt(1e-4 / np.pi) / 0.1, rel=1e-5)


@pytest.mark.parametrize("poisson", [0.0, 0.1, 0.3])
def test_v3_digits_and_limits(poisson: float) -> None:
    at_once = 3 / (2 * (1 + poisson))  # the limit at T = 0+, where the cylinder deforms without change of volume
    for T, digits in printed(f"v03_force_nu{poisson:g}_T").items():
        found = at_once if float(T) == 0 else unconfined.force(float(T), poisson)
        assert found == pytest.approx(digits, abs=6e-6)
    assert unconfined.force(0.0, poisson) == pytest.approx(at_once, rel=3e-4)
    assert unconfined.force(20.0, poisson) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("poisson", [0.0, 0.2])
def test_v4_digits_and_the_drained_side(poisson: float) -> None:
    for T, digits in printed(f"v04_pressure_nu{poisson:g}_T").items():
        assert mandel.centre_pressure(float(T), poisson) == pytest.approx(digits, abs=6e-6)
    assert mandel.pressure(0.1, 1.0, poisson) == pytest.approx(0.0, abs=1e-12)
    assert mandel.centre_pressure(1e-4, poisson) == pytest.approx(1.0, rel=1e-2)


def test_v5_v7_digits() -> None:
    for name, digits in printed("v05_volume_ratio_cF").items():
        charge, dimensions = name.removesuffix("D").split("_")
        found = swelling.free_swelling(float(charge), 0.15, 0.2, 0.5, 310.0, int(dimensions))
        assert found == pytest.approx(digits, abs=3e-5)  # the digits were made with R = 8.314
    for charge, digits in printed("v07_pressure_cF").items():
        assert swelling.donnan(float(charge), 0.15, 310.0) == pytest.approx(digits, abs=6e-6)


@pytest.mark.parametrize(("grade", "numbers"), [("healthy", (0.745, 0.29, 0.15)), ("gradeIII", (0.7, 0.221, 0.285))])
def test_v6_digits(grade: str, numbers: tuple[float, float, float]) -> None:
    for J, digits in printed(f"v06_pressure_{grade}_J").items():
        assert schroeder.swelling_pressure(float(J), *numbers, 293.0) == pytest.approx(digits, abs=6e-5)


def test_v8_v9_digits_and_collocation() -> None:
    assert slabs.first_order(2.0) == pytest.approx(DIGITS["v08_first_order_centre"].value, abs=1e-8)
    effectiveness = DIGITS["v08_first_order_effectiveness"].value
    assert slabs.first_order_effectiveness(2.0) == pytest.approx(effectiveness, abs=1e-8)
    for a, K in ((1.0, 0.5), (2.0, 0.5), (2.0, 0.1)):
        centre, slope = slabs.michaelis_menten(a, K)
        assert centre == pytest.approx(DIGITS[f"v09_centre_a{a:g}_K{K:g}"].value, abs=1e-8)
        assert slope == pytest.approx(DIGITS[f"v09_edge_slope_a{a:g}_K{K:g}"].value, abs=1e-8)
        found = solve_bvp(
            lambda _x, y, a=a, K=K: np.stack([y[1], a * y[0] / (K + y[0])]),
            lambda left, right: np.array([left[1], right[0] - 1]),
            np.linspace(0, 1, 50),
            np.ones((2, 50)),
            tol=1e-10,
        )
        assert found.y[0, 0] == pytest.approx(centre, abs=1e-9)
        assert slabs.michaelis_menten_profile(a, K)[1][-1] == pytest.approx(1.0, abs=1e-8)


def test_v10_v11_digits() -> None:
    for nucleus in NUCLEI:
        centre = coupled.slab(nucleus.layers).centre
        for k, solute in enumerate(coupled.SOLUTES):
            digits = DIGITS[f"v10_{solute}_h{nucleus.half_mm:g}_f{nucleus.crowding:g}"].value
            assert centre[k] == pytest.approx(digits, abs=1e-6)
    profile = coupled.slab(BILAYER)
    for place, values in (("centre", profile.centre), ("interface", profile.interface)):
        for k, solute in enumerate(coupled.SOLUTES):
            assert values[k] == pytest.approx(DIGITS[f"v11_{solute}_{place}"].value, abs=1.5e-6)


def test_v12_digits_and_integration() -> None:
    assert -np.log(viability.starved(1.0)) == pytest.approx(DIGITS["v12_starved_per_day"].value, rel=1e-12)
    assert -np.log(viability.acid(1.0)) == pytest.approx(DIGITS["v12_acid_per_day"].value, rel=1e-9)
    assert viability.integrated(1.5, 2.0) == pytest.approx(float(viability.starved(2.0)), rel=1e-10)


def test_v17_digits() -> None:
    h, H, k = (value("verification", f"v17_{name}") for name in ("element_mm", "modulus_MPa", "permeability_mm4_Ns"))
    assert round(h**2 / (6 * H * k)) == DIGITS["v17_shortest_step_s"].value


def test_semidiscrete_column_tends_to_the_series() -> None:
    """Under 1 - cos(w T) the settlement is a convolution of the step response; both agree as the mesh is refined."""
    T, w = 0.5, 4.0
    exact, _ = quad(lambda s: w * np.sin(w * s) * float(consolidation.settlement(T - s)) if s < T else 0.0, 0, T)
    errors = [abs(semidiscrete.smooth_creep(n, T, w, 0.375)[0] - exact) for n in (10, 20, 40)]
    assert errors[-1] < 5e-4
    assert np.log2(errors[0] / errors[1]) == pytest.approx(2, abs=0.2)
