"""Verification on slabs with the operator of the disc: closed forms, published digits, an independent solver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_bvp

from pulposus.transport import nutrients, published_boundary, published_parameters, steady_state
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


ZERO, FIRST = (0.7, 0.0), (4e9, 1e9)  # a, K: zero order; first order with Thiele modulus 2
MICHAELIS = ((1.0, 0.5), (2.0, 0.5), (2.0, 0.1))


@pytest.fixture(scope="module")
def unit_slabs(slab: Callable[..., Any]) -> dict[int, np.ndarray]:
    """Glucose at z = 0 of u'' = a u / (K + u), u'(0) = 0, u(1) = 1, by number of elements, in the order above."""
    strength, half = np.array([ZERO, FIRST, *MICHAELIS]).T
    b = strength.size
    p = replace(
        published_parameters(b),
        glucose_limiter_mM=half,
        glucose_diffusivity_mm2_day=np.full(b, 1 / OBSTRUCTION),
        lactate_scale=np.ones((b, 3)),
    )
    supply = replace(published_boundary(b), bone_glucose_mM=np.ones(b))
    out = {}
    for elements in (20, 40):
        z = np.repeat(np.linspace(0, 1, elements + 1)[None], b, axis=0)
        case = slab(z, POROSITY, strength[:, None] * 2 * 1000 / 24)
        solution = steady_state(case.nodes_mm, case.porosity, case.cells, p, supply, outer_open=False, rates=PLAIN)
        out[elements] = np.asarray(solution.glucose_mM[:, 0, 0])
    return out


def test_v8_zero_and_first_order(unit_slabs: dict[int, np.ndarray]) -> None:
    """Zero order (Km = 0): 1 - a/2, exact at the nodes. First order (Km large), Thiele 2: .26580223."""
    assert unit_slabs[20][0] == pytest.approx(1 - ZERO[0] / 2, rel=1e-9)
    errors = [unit_slabs[n][1] - 1 / np.cosh(2) for n in (20, 40)]
    assert unit_slabs[40][1] == pytest.approx(0.26580223, rel=1e-3)
    assert np.log2(errors[0] / errors[1]) == pytest.approx(2, abs=0.2)


def test_v9_michaelis_menten_and_its_order(unit_slabs: dict[int, np.ndarray]) -> None:
    expected = np.array([0.70047012, 0.47568680, 0.23583216])
    errors = [np.abs(unit_slabs[n][2:] / expected - 1) for n in (20, 40)]
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


Layers = list[tuple[float, float, dict[str, float]]]
V11: Layers = [(6.2, 0.80, {"native": 3.6, "stromal": 0.0}), (0.8, 0.66, {"native": 13.5, "stromal": 0.0})]


def thin(stromal: float) -> Layers:
    return [(4.5, 0.78, {"native": 3.6, "stromal": stromal}), (0.8, 0.63, {"native": 13.5, "stromal": 0.0})]


# Layers, exponent of the porosity in the flux, limiter Km.
MIXED: list[tuple[Layers, float, float]] = [(thin(0.0), 0.0, 0.1), (thin(0.4), 0.5, 0.1), (thin(0.1), 1.0, 0.5)]
BILAYERS: list[tuple[Layers, float, float]] = [(V11, 0.0, 0.0), (V11, 1.0, 0.0), *MIXED]


@dataclass(frozen=True)
class Solved:
    """Oxygen, lactate, glucose at the centre and at the interface of each case (cases, 3)."""

    centre: np.ndarray
    interface: np.ndarray


@pytest.fixture(scope="module")
def slabs(slab: Callable[..., Any]) -> dict[int, Solved]:
    """V10 (six cases), then the bilayers, in one batch on 40 and 80 elements, an eighth in the outer layer."""

    def uniform(h: float, factor: float) -> Layers:
        cells = {"native": 3.6 * factor, "stromal": 0.0}
        return [(h * 7 / 8, 0.8, cells), (h / 8, 0.8, cells)]

    cases = [*((uniform(h, f), 0.0, 0.0) for h, f in V10), *BILAYERS]
    b = len(cases)
    p = replace(
        published_parameters(b),
        flux_porosity_exponent=np.array([c[1] for c in cases]),
        glucose_limiter_mM=np.array([c[2] for c in cases]),
    )
    out = {}
    for elements in (40, 80):
        many, few = elements * 7 // 8, elements // 8
        share = np.concatenate([np.arange(many + 1) / many, np.arange(1, few + 1) / few])
        outer = np.arange(elements + 1) > many
        z = np.stack([np.where(outer, c[0][0][0] + c[0][1][0] * share, c[0][0][0] * share) for c in cases])
        where = np.repeat([0, 1], [many, few])

        def density(kind: str, where: np.ndarray = where) -> np.ndarray:
            return np.array([[c[0][k][2][kind] for k in where] for c in cases])

        case = slab(z, np.array([[c[0][k][1] for k in where] for c in cases]), density("native"))
        case.cells[:, 1] = density("stromal")[:, None]
        solved = nutrients(case.nodes_mm, case.porosity, case.cells, p, published_boundary(b), outer_open=False)
        assert solved.converged.all()
        fields = np.stack([solved.oxygen_kPa, solved.lactate_mM, solved.glucose_mM], axis=-1)
        out[elements] = Solved(fields[:, 0, 0], fields[:, 0, many])
    return out


def extrapolated(slabs: dict[int, Solved], k: int) -> tuple[np.ndarray, np.ndarray]:
    coarse, fine = slabs[40], slabs[80]
    return (4 * fine.centre - coarse.centre)[k] / 3, (4 * fine.interface - coarse.interface)[k] / 3


def test_v10_coupled_slab(slabs: dict[int, Solved]) -> None:
    """The published digits at h = 5 mm to 1e-4 on 80 elements; the others extrapolated at second order."""
    expected = np.array(list(V10.values()))
    np.testing.assert_allclose(slabs[80].centre[1], expected[1], rtol=1e-4)
    np.testing.assert_allclose(slabs[80].centre[:6], expected, rtol=2e-4)
    for k in range(6):
        np.testing.assert_allclose(extrapolated(slabs, k)[0], expected[k], rtol=2e-5)


def test_v11_bilayer_per_total_area(slabs: dict[int, Solved]) -> None:
    centre, interface = extrapolated(slabs, 6)
    np.testing.assert_allclose(centre, (1.162039, 4.638609, 1.089638), rtol=1e-4)
    np.testing.assert_allclose(interface, (3.376667, 2.385785, 2.797687), rtol=1e-4)


def test_v11_flux_per_fluid_area_halves_the_glucose(slabs: dict[int, Solved]) -> None:
    """Section 8a of the physics notes: 1.09 mM or 0.47 mM."""
    np.testing.assert_allclose(slabs[80].centre[6:8, 2], (1.09, 0.47), atol=0.005)


@pytest.mark.parametrize("k", range(len(MIXED)))
def test_agrees_with_collocation(slabs: dict[int, Solved], k: int) -> None:
    """Limiter, stromal cells and the flux area mixed, against an independent solver and formulas."""
    expected = bilayer(*MIXED[k])
    for ours, theirs in zip(extrapolated(slabs, 8 + k), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=3e-4)


def test_supply_of_the_slab_is_the_published_one() -> None:
    supply = published_boundary()
    assert (supply.bone_oxygen_kPa[0], supply.bone_lactate_mM[0], supply.bone_glucose_mM[0]) == SUPPLY
    assert supply.endplate_exchange[0] == 1
