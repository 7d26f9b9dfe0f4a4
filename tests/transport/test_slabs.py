"""Verification on slabs with the operator of the disc: closed forms, published digits, an independent solver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_bvp

from pulposus.numerics.backend import jnp
from pulposus.transport import Boundary, nutrients, published_boundary, published_parameters, steady_state
from pulposus.transport.laws.metabolism import published

# Rates without any coupling, so that glucose obeys D u'' = rho s (24/1000) / 2 G / (G + Km).
PLAIN = replace(
    published(),
    lactate_rate_log=0.0,
    lactate_rate_log_per_pH=0.0,
    lactate_rate_log_per_kPa=0.0,
    lactate_rate_log_per_kPa2=0.0,
)
POROSITY = 0.8
OBSTRUCTION = (POROSITY / (2 - POROSITY)) ** 2


def unit_slab(slab: Callable, elements: int, strength: list[float], half: list[float]) -> np.ndarray:
    """Glucose at z = 0 of u'' = a u / (K + u), u'(0) = 0, u(1) = 1, for each (a, K)."""
    b = len(strength)
    density = np.asarray(strength)[:, None] * 2 * 1000 / 24
    case = slab(np.repeat(np.linspace(0, 1, elements + 1)[None], b, 0), POROSITY, density)
    p = replace(
        published_parameters(b),
        glucose_limiter_mM=np.asarray(half, dtype=float),
        glucose_diffusivity_mm2_day=np.full(b, 1 / OBSTRUCTION),
        lactate_scale=np.ones((b, 3)),
    )
    supply = replace(published_boundary(b), bone_glucose_mM=np.ones(b))
    out = steady_state(*(case.nodes_mm, case.porosity, case.cells), p, supply, outer_open=False, rates=PLAIN)
    return np.asarray(out.glucose_mM[:, 0, 0])


def test_v8_zero_and_first_order(slab: Callable) -> None:
    """Zero order (Km = 0): 1 - a/2, exact at the nodes. First order (Km large), Thiele 2: .26580223."""
    first, zero = 4.0, 0.7
    large = 1e9
    u = unit_slab(slab, 40, [zero, first * large], [0.0, large])
    assert u[0] == pytest.approx(1 - zero / 2, rel=1e-10)
    assert u[1] == pytest.approx(1 / np.cosh(2), rel=1e-3)
    assert u[1] == pytest.approx(0.26580223, rel=1e-3)


def test_v9_michaelis_menten_and_its_order(slab: Callable) -> None:
    expected = np.array([0.70047012, 0.47568680, 0.23583216])
    errors = []
    for elements in (20, 40):
        u = unit_slab(slab, elements, [1.0, 2.0, 2.0], [0.5, 0.5, 0.1])
        errors.append(np.abs(u / expected - 1))
    assert np.max(errors[1]) < 1e-3
    assert np.all(np.abs(np.log2(errors[0] / errors[1]) - 2) < 0.2)


SUPPLY = (5.1, 0.8, 4.0)  # kPa, lactate, glucose
V10 = {  # half thickness mm, density factor: centre oxygen, lactate, glucose
    (3, 1): (3.885163, 1.719184, 3.303092),
    (5, 1): (2.520437, 2.856180, 2.441042),
    (7, 1): (1.468064, 4.082114, 1.511562),
    (5, 1.5): (1.875142, 3.537733, 1.924301),
    (5, 2): (1.438701, 4.126746, 1.477723),
    (5, 2.5): (1.131807, 4.656169, 1.076324),
}


def centre(slab: Callable, elements: int) -> np.ndarray:
    """Centre values (cases, 3) of V10 with the limiter off."""
    h, factor = np.array(list(V10)).T
    case = slab(h[:, None] * np.linspace(0, 1, elements + 1)[None], 0.8, 3.6 * factor[:, None])
    p = replace(published_parameters(h.size), glucose_limiter_mM=np.zeros(h.size))
    out = nutrients(case.nodes_mm, case.porosity, case.cells, p, published_boundary(h.size), outer_open=False)
    assert out.converged.all()
    return np.stack([f[:, 0, 0] for f in (out.oxygen_kPa, out.lactate_mM, out.glucose_mM)], axis=1)


def test_v10_coupled_slab(slab: Callable) -> None:
    """1e-4 of the published digits, and second order, on 40 and 80 elements."""
    expected = np.array(list(V10.values()))
    coarse, fine = centre(slab, 40), centre(slab, 80)
    np.testing.assert_allclose(fine, expected, rtol=2e-4)
    np.testing.assert_allclose((4 * fine - coarse) / 3, expected, rtol=2e-5)
    np.testing.assert_allclose(fine[1], expected[1], rtol=1e-4)


def bilayer(
    layers: list[tuple[float, float, dict[str, float]]], exponent: float, km: float
) -> tuple[np.ndarray, np.ndarray]:
    """Centre and interface (oxygen, lactate, glucose) by collocation, written from the published formulas.

    ``layers`` from the centre out: thickness mm, porosity, densities 1e6/mL with keys native and stromal.
    """
    water = np.array([3.0e-3, 1.39e-3, 0.916667e-3])

    def derivative(_x: np.ndarray, y: np.ndarray) -> np.ndarray:
        out = np.zeros_like(y)
        for k, (thickness, n, cells) in enumerate(layers):
            oxygen, lactate, glucose = y[6 * k : 6 * k + 3]
            ph = 7.4 - lactate / 11.11
            per_s = 1e-3 / 3600
            alkaline = ph - 4.95
            native = 7.28 * oxygen * alkaline / (1.46 + oxygen + 4.03 * alkaline)
            stromal = 98 * oxygen / (oxygen + 0.008 / 0.010268)
            used = per_s * n / 0.010268 * (cells["native"] * native + cells["stromal"] * stromal)
            reference = np.exp(-2.47 + 0.93 * (7.4 - 0.8 / 11.11) + 0.16 * 5.1 - 0.0058 * 5.1**2)
            law = np.exp(-2.47 + 0.93 * ph + 0.16 * oxygen - 0.0058 * oxygen**2)
            made = per_s * (cells["native"] + cells["stromal"] * 440 / reference) * law * glucose / (glucose + km)
            d = water * (n / (2 - n)) ** 2 * n**exponent
            for i, rate in enumerate((used, -made, made / 2)):
                out[6 * k + i] = thickness * y[6 * k + 3 + i] / d[i]
                out[6 * k + 3 + i] = thickness * rate
        return out

    def ends(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.r_[a[3:6], b[0:6] - a[6:12], b[6:9] - np.array(SUPPLY)]

    x = np.linspace(0, 1, 100)
    start = np.zeros((12, x.size))
    for k in (0, 6):
        start[k : k + 3] = np.array([[3.0], [2.0], [3.0]])
    solution = solve_bvp(derivative, ends, x, start, tol=1e-8, max_nodes=20000)
    assert solution.status == 0
    return solution.y[:3, 0], solution.y[:3, -1]


def ours(
    slab: Callable, layers: list[tuple[float, float, dict[str, float]]], exponent: float, km: float, elements: int
) -> tuple[np.ndarray, np.ndarray]:
    """The same by the disc's operator; ``elements`` in all, an eighth of them in the outer layer."""
    (inner, n0, c0), (outer, n1, c1) = layers
    many, few = elements * 7 // 8, elements // 8
    z = np.concatenate([np.linspace(0, inner, many + 1), inner + outer * np.arange(1, few + 1) / few])
    where = np.repeat([0, 1], [many, few])
    case = slab(z, np.array([n0, n1])[where], np.array([c0["native"], c1["native"]])[where])
    case.cells[:, 1] = np.array([c0["stromal"], c1["stromal"]])[where]
    p = replace(
        published_parameters(), flux_porosity_exponent=np.array([exponent]), glucose_limiter_mM=np.array([km])
    )
    out = nutrients(case.nodes_mm, case.porosity, case.cells, p, published_boundary(), outer_open=False)
    fields = (out.oxygen_kPa, out.lactate_mM, out.glucose_mM)
    return np.array([f[0, 0, 0] for f in fields]), np.array([f[0, 0, many] for f in fields])


V11 = [
    (6.2, 0.80, {"native": 3.6, "stromal": 0.0}),
    (0.8, 0.66, {"native": 13.5, "stromal": 0.0}),
]


def test_v11_bilayer_per_total_area(slab: Callable) -> None:
    coarse, fine = (ours(slab, V11, 0.0, 0.0, n) for n in (40, 80))
    published_centre, published_interface = (1.162039, 4.638609, 1.089638), (3.376667, 2.385785, 2.797687)
    for k, expected in enumerate((published_centre, published_interface)):
        np.testing.assert_allclose(fine[k], expected, rtol=5e-4)
        np.testing.assert_allclose((4 * fine[k] - coarse[k]) / 3, expected, rtol=5e-5)


def test_v11_flux_per_fluid_area_halves_the_glucose(slab: Callable) -> None:
    """Section 8a of the physics notes: 1.09 mM or 0.47 mM."""
    assert ours(slab, V11, 1.0, 0.0, 80)[0][2] == pytest.approx(0.47, abs=0.005)
    assert ours(slab, V11, 0.0, 0.0, 80)[0][2] == pytest.approx(1.09, abs=0.005)


@pytest.mark.parametrize(("exponent", "km", "stromal"), [(0.0, 0.1, 0.0), (0.5, 0.1, 0.4), (1.0, 0.5, 1.0)])
def test_agrees_with_collocation(slab: Callable, exponent: float, km: float, stromal: float) -> None:
    layers = [(4.5, 0.78, {"native": 3.6, "stromal": stromal}), (0.8, 0.63, {"native": 13.5, "stromal": 0.0})]
    expected = bilayer(layers, exponent, km)
    coarse, fine = (ours(slab, layers, exponent, km, n) for n in (40, 80))
    for k in range(2):
        np.testing.assert_allclose(fine[k], expected[k], rtol=5e-3)
        np.testing.assert_allclose((4 * fine[k] - coarse[k]) / 3, expected[k], rtol=3e-4)


def test_supply_of_the_slab_is_the_published_one() -> None:
    b: Boundary = published_boundary()
    assert (b.bone_oxygen_kPa[0], b.bone_lactate_mM[0], b.bone_glucose_mM[0]) == SUPPLY
    assert jnp.asarray(b.endplate_exchange)[0] == 1
