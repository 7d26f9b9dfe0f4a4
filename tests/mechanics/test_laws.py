"""Laws at a material point against closed forms evaluated here and published points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.spatial.transform import Rotation

from pulposus.disc.reduced import Region
from pulposus.mechanics.laws import composition, fibres, matrix, osmosis, schroeder
from pulposus.mechanics.laws.kinematics import first_invariant, squared_stretch, volume_ratio
from pulposus.mechanics.material import Composition, Laws, Material, energy, osmotic_pressure
from pulposus.mechanics.parameters import MechanicsParameters, material
from pulposus.numerics.backend import jax, jnp

R = 8.314462618  # J/(mol K)


def points(parameters: MechanicsParameters) -> Material:
    """Numbers of the four regions, leaves (4,)."""
    leaves = material(parameters, np.arange(4)[None])
    return jax.tree.map(lambda a: a[0, 0], leaves)


def at(numbers: Material, region: Region) -> Material:
    return jax.tree.map(lambda a: a[region], numbers)


def random_gradients(n: int, seed: int = 0) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [np.eye(3) + 0.15 * rng.normal(size=(3, 3)) for _ in range(n)]


@pytest.mark.parametrize(("fixed_charge", "published"), [(0.1, 0.04183), (0.2, 0.15608), (0.3, 0.32029), (0.4, 0.5155)])
def test_ideal_donnan_pressure_v7(fixed_charge: float, published: float) -> None:
    RT = R * 310 * 1e-3
    closed = RT * (np.sqrt(fixed_charge**2 + 4 * 0.15**2) - 2 * 0.15)
    found = float(osmosis.donnan_pressure(jnp.asarray(fixed_charge), 0.15, RT, 1.0))
    assert found == pytest.approx(closed, rel=1e-8)
    assert found == pytest.approx(published, abs=6e-6)


@pytest.mark.parametrize(
    ("charge", "dimensions", "published"),
    [(0.29, 1, 1.217418), (0.29, 3, 1.581121), (0.2, 1, 1.12611), (0.2, 3, 1.340137)],
)
def test_donnan_free_swelling_v5(charge: float, dimensions: int, published: float) -> None:
    """The minimum of the coded energy against the root of the closed-form balance."""
    mu, RT = 0.5, R * 310 * 1e-3

    def closed(J: float) -> float:
        c = charge * 0.8 / (J - 0.2)
        pressure = RT * (np.sqrt(c**2 + 4 * 0.15**2) - 2 * 0.15)
        stress = mu * (J - 1 / J) if dimensions == 1 else mu / J * (J ** (2 / 3) - 1)
        return float(stress - pressure)

    central = MechanicsParameters.central(1, Laws(matrix="neo_hookean"))
    one = np.ones((1, 4))
    numbers = replace(
        central,
        shear_modulus_MPa=mu * one,
        fibre_share=0 * one,
        fibril_water_g_g=0 * one,
        osmotic_coefficient=np.ones(1),
    )
    tissue = Composition(jnp.asarray(0.8), jnp.asarray(charge))
    where = at(points(numbers), Region.NUCLEUS)

    def total(j: jax.Array) -> jax.Array:
        stretch = jnp.array([1.0, 1.0, j]) if dimensions == 1 else jnp.full(3, j ** (1 / 3))
        return energy(jnp.diag(stretch), where, tissue, numbers.laws)

    slope = jax.jit(jax.grad(total))

    def coded(J: float) -> float:
        return float(slope(J))

    root = brentq(closed, 1.0, 3.0, xtol=1e-13)
    assert brentq(coded, 1.0, 3.0, xtol=1e-13) == pytest.approx(root, rel=1e-8)
    assert root == pytest.approx(published, abs=2e-4)


HEALTHY = (0.745, 0.29, 0.15, [0.308, 0.2327, 0.18, 0.1415, 0.1126, 0.0728])
GRADE_III = (0.7, 0.221, 0.285, [0.2489, 0.1813, 0.1364, 0.1049, 0.0821, 0.0519])


@pytest.mark.parametrize("case", [HEALTHY, GRADE_III], ids=["healthy", "grade III"])
def test_schroeder_pressure_v6(case: tuple[float, float, float, list[float]]) -> None:
    water_mass, charge, collagen, published = case
    porosity = water_mass * 1.4338 / (1 - water_mass + 1.4338 * water_mass)
    numbers = MechanicsParameters.published()
    numbers = replace(numbers, temperature_K=np.array([293.0]), collagen_fraction=np.full((1, 4), collagen))
    where, tissue = at(points(numbers), Region.NUCLEUS), Composition(jnp.asarray(porosity), jnp.asarray(charge))
    pressure = jax.jit(lambda J: osmotic_pressure(J, where, tissue, numbers.laws))
    found = [float(pressure(J)) for J in (0.8, 0.9, 1.0, 1.1, 1.2, 1.4)]
    np.testing.assert_allclose(found, published, atol=6e-5)
    corrected = float(osmotic_pressure(jnp.asarray(1.0), where, tissue, Laws(osmosis="schroeder_corrected")))
    assert corrected == pytest.approx({0.29: 0.2113, 0.221: 0.1561}[charge], abs=6e-5)


@pytest.mark.parametrize("law", ["donnan", "schroeder", "schroeder_corrected"])
def test_osmotic_energy_is_the_integral_of_the_pressure(law: str) -> None:
    from pulposus.mechanics.material import osmotic_energy

    numbers = MechanicsParameters.central(1, Laws(osmosis=law))  # type: ignore[arg-type]
    where, tissue = at(points(numbers), Region.INNER_ANNULUS), Composition(jnp.asarray(0.77), jnp.asarray(0.2))

    pressure = jax.jit(lambda J: osmotic_pressure(J, where, tissue, numbers.laws))
    stored = jax.jit(lambda J: osmotic_energy(J, where, tissue, numbers.laws))

    slope = float(jax.grad(lambda J: osmotic_energy(J, where, tissue, numbers.laws))(1.2))
    assert slope == pytest.approx(-float(pressure(1.2)), rel=1e-10)
    work, _ = quad(pressure, 0.85, 1.3, epsabs=1e-12)
    assert float(stored(0.85) - stored(1.3)) == pytest.approx(work, rel=1e-6)


def test_schroeder_energy_knows_its_parameters() -> None:
    numbers = MechanicsParameters.published()
    tissue = points(numbers).schroeder._replace(fluid=jnp.full(4, 0.8), charge=jnp.full(4, 0.22))

    @jax.jit
    def stored(bath: float) -> jax.Array:
        return jnp.sum(schroeder.energy(jnp.full(4, 1.2), tissue, bath, 2.5, True))

    step = 1e-5
    slope = (stored(0.15 + step) - stored(0.15 - step)) / (2 * step)
    assert float(jax.jit(jax.grad(stored))(0.15)) == pytest.approx(float(slope), rel=1e-6)


def test_wilson_stress_is_the_published_formula() -> None:
    G, s = 1.0, 0.2

    def coded(F: jax.Array) -> jax.Array:
        return matrix.wilson(first_invariant(F), volume_ratio(F), G, s)

    for F in random_gradients(5):
        J = np.linalg.det(F)
        log = np.log(J)
        volumetric = -(1 / 6) * (log / J) * G * (-1 + 3 * (J + s) / (s - J) + 3 * log * J * s / (s - J) ** 2)
        published = volumetric * np.eye(3) + G / J * (F @ F.T - J ** (2 / 3) * np.eye(3))
        found = np.asarray(jax.grad(coded)(jnp.asarray(F))) @ F.T / J
        np.testing.assert_allclose(found, published, atol=1e-12)


def test_wilson_aggregate_modulus() -> None:
    G = float(matrix.wilson_shear_modulus(jnp.asarray(0.1), jnp.asarray(0.2)))

    def confined(J: jax.Array) -> jax.Array:
        return matrix.wilson(2 + J**2, J, G, 0.2)

    assert float(jax.hessian(confined)(1.0)) == pytest.approx(0.1, rel=1e-12)


def test_energies_rise_without_bound_where_the_water_ends() -> None:
    assert np.isinf(matrix.wilson(jnp.asarray(3.0), jnp.asarray(0.19), 1.0, 0.2))
    assert np.isinf(osmosis.donnan_energy(jnp.asarray(-0.01), 0.2, 0.15, 2.5, 1.0))


def test_fibre_stress_and_slackness() -> None:
    stress = jax.grad(lambda e: fibres.exponential(jnp.exp(2 * e), 2.8, 11.0))
    assert float(stress(0.05)) == pytest.approx(2.8 * (np.exp(11 * 0.05) - 1), rel=1e-12)
    assert float(stress(-0.05)) == 0
    assert float(fibres.exponential(jnp.asarray(0.8), 2.8, 11.0)) == 0
    assert float(fibres.exponential_power(jnp.asarray(0.9), 1.0, 2.0, 3.0)) == 0
    ksi, alpha, beta, I4 = 0.7, 2.0, 3.0, 1.2
    published = ksi / (alpha * beta) * (np.exp(alpha * (I4 - 1) ** beta) - 1)
    assert float(fibres.exponential_power(jnp.asarray(I4), ksi, alpha, beta)) == pytest.approx(published, rel=1e-12)


def test_hgo_with_full_dispersion_is_isotropic() -> None:
    F = random_gradients(1, seed=3)[0]
    F[0, 0] += 0.5  # surely stretched
    values = []
    for angle in (0.0, 0.7):
        a = np.array([0, np.cos(angle), np.sin(angle)])
        I4 = squared_stretch(jnp.asarray(F), jnp.asarray(a))
        values.append(float(fibres.hgo(first_invariant(jnp.asarray(F)), I4, 1.0, 5.0, 1 / 3)))
    assert values[0] == pytest.approx(values[1], rel=1e-12)
    assert values[0] > 0


@pytest.mark.parametrize("laws", [Laws(), Laws(matrix="neo_hookean", osmosis="schroeder")], ids=str)
def test_objectivity_and_rest_v15(laws: Laws) -> None:
    numbers = MechanicsParameters.central(1, laws)
    where, tissue = at(points(numbers), Region.OUTER_ANNULUS), Composition(jnp.asarray(0.77), jnp.asarray(0.18))
    Q = Rotation.random(random_state=1).as_matrix()
    stored = jax.jit(lambda F: energy(F, where, tissue, laws))
    for F in random_gradients(3, seed=1):
        assert float(stored(Q @ F)) == pytest.approx(float(stored(F)), rel=1e-10)
    rest = jax.jit(jax.grad(stored))(Q)
    pressure = float(osmotic_pressure(jnp.asarray(1.0), where, tissue, laws))
    np.testing.assert_allclose(rest, -pressure * Q, atol=1e-10)  # only the fluid presses


def test_slack_fibres_add_nothing_in_isotropic_compression() -> None:
    numbers = MechanicsParameters.central()
    where, tissue = at(points(numbers), Region.OUTER_ANNULUS), Composition(jnp.asarray(0.77), jnp.asarray(0.18))
    bare = where._replace(fibre_share=jnp.asarray(0.0))
    F = 0.95 * jnp.eye(3)
    assert float(energy(F, where, tissue, Laws())) == float(energy(F, bare, tissue, Laws()))


def test_solid_and_charge_are_conserved() -> None:
    J = np.linspace(0.6, 1.6, 5)
    n, c = composition.porosity(np.full(5, 0.8), J), composition.fixed_charge(np.full(5, 0.25), np.full(5, 0.8), J)
    np.testing.assert_allclose((1 - n) * J, 0.2, rtol=1e-14)
    np.testing.assert_allclose(n * J * c, 0.8 * 0.25, rtol=1e-14)
    np.testing.assert_allclose(composition.reference_porosity(n, J), 0.8, rtol=1e-14)
    np.testing.assert_allclose(composition.reference_fixed_charge(c, n, J), 0.25, rtol=1e-14)
