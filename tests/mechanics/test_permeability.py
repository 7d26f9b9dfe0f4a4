"""Permeability laws against published points, and against their formulas in other variables."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.mechanics.laws import permeability
from pulposus.numerics.backend import jax, jnp

SOLID_DENSITY = 1.4338
# Record M1 (alpha, M, water by mass, collagen of dry mass, fibril water a, b, c) and M4 (pressure, k at J = 1).
NUCLEUS_WATER, ANNULUS_WATER = (0.4794, 3.218, 0.741), (0.5931, 3.396, 0.9222)
PUBLISHED = [
    ((1.6e-4, 1.2, 0.745, 0.15, NUCLEUS_WATER), (0.18, 0.0009116)),
    ((1.6e-4, 1.2, 0.704, 0.65, ANNULUS_WATER), (0.1683, 0.0003744)),
    ((0.017, 1.2, 0.589, 0.24, ANNULUS_WATER), (0.1129, 0.04135)),
    ((4.5e-4, 0.9, 0.7, 0.285, NUCLEUS_WATER), (0.1364, 0.001224)),
    ((4.5e-4, 0.9, 0.661, 0.78, ANNULUS_WATER), (0.2279, 0.0006962)),
    ((0.044, 8.5, 0.53, 0.24, ANNULUS_WATER), (0.0967, 6.119)),
]


@pytest.mark.parametrize(("numbers", "printed"), PUBLISHED)
def test_porosity_power_at_the_printed_points_m4(numbers, printed) -> None:  # type: ignore[no-untyped-def]
    alpha, M, mass, collagen, (a, b, c) = numbers
    pressure, k = printed
    n0 = mass * SOLID_DENSITY / (1 - mass + SOLID_DENSITY * mass)
    inside = (a * np.exp(-b * pressure) + c) * collagen * SOLID_DENSITY
    found = float(permeability.porosity_power(jnp.asarray(1.0), n0, inside, alpha, M))
    assert found == pytest.approx(k, rel=2e-3)  # printed pressure and porosity have four digits; M reaches 8.5


def test_porosity_power_follows_the_water_outside_the_fibrils() -> None:
    """The same tissue described from a swollen and from a pressed reference has one permeability."""
    n0, J = 0.8, 1.3
    n = (n0 - 1 + J) / J
    from_reference = permeability.porosity_power(jnp.asarray(J), n0, 0.2, 1e-3, 1.7)
    from_current = permeability.porosity_power(jnp.asarray(1.0), n, 0.2, 1e-3, 1.7)
    assert float(from_reference) == pytest.approx(float(from_current), rel=1e-13)


def test_argoubi_in_void_ratios() -> None:
    n0, k0, M = 0.75, 2e-3, 8.5
    J = np.array([0.5, 0.8, 1.0, 1.2])
    n = (n0 - 1 + J) / J
    e, e0 = n / (1 - n), n0 / (1 - n0)
    expected = k0 * (e * (1 + e0) / (e0 * (1 + e))) ** 2 * np.exp(M * (e / e0 - 1))
    np.testing.assert_allclose(permeability.argoubi(jnp.asarray(J), n0, k0, M), expected, rtol=1e-13)


def test_holmes_mow() -> None:
    """At rest k0; its logarithmic slope there is alpha/(1 - phi0) + M."""
    phi0, k0, alpha, M = 0.2, 1.5e-3, 2.0, 4.6

    def log_k(J: jax.Array) -> jax.Array:
        return jnp.log(permeability.holmes_mow(J, phi0, k0, alpha, M))

    assert float(jnp.exp(log_k(1.0))) == pytest.approx(k0, rel=1e-14)
    assert float(jax.grad(log_k)(1.0)) == pytest.approx(alpha / (1 - phi0) + M, rel=1e-12)


def test_pores_that_close_hold_the_water_back() -> None:
    J = jnp.linspace(0.4, 1.4, 30)
    laws = (
        permeability.holmes_mow(J, 0.2, 1e-3, 2.0, 2.0),
        permeability.argoubi(J, 0.8, 1e-3, 8.5),
        permeability.porosity_power(J, 0.8, 0.2, 1e-3, 1.2),
    )
    for k in laws:
        assert np.all(np.diff(k) > 0)
    np.testing.assert_array_equal(permeability.constant(J, 2e-3), 2e-3)
