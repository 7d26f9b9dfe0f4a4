"""Pointwise laws against published check values and closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.library import value
from pulposus.numerics.backend import jnp
from pulposus.transport.laws.diffusivity import flux_factor, obstruction
from pulposus.transport.laws.metabolism import native_lactate, native_oxygen, published, saturating
from pulposus.transport.laws.viability import death_rate, published_death_rate, survival


@pytest.mark.parametrize(
    ("oxygen", "lactate", "ph", "oxygen_rate", "lactate_rate"),
    [(5.1, 0.8, 7.3280, 4.3144e-4, 1.4993e-4), (1.0, 5.0, 6.9500, 1.0918e-4, 6.3286e-5)],
)
def test_published_rates_at_the_check_states(
    oxygen: float, lactate: float, ph: float, oxygen_rate: float, lactate_rate: float
) -> None:
    """Record T10: nucleus, 3.6e6 cells/mL, porosity 0.81, in kPa/s and mM/s."""
    rates = published()
    acidity = rates.ph(jnp.asarray(lactate))
    assert float(acidity) == pytest.approx(ph, abs=5e-5)
    per_s = 3.6e-3 / 3600
    used = float(native_oxygen(jnp.asarray(oxygen), acidity, rates)) * per_s * 0.81 / 0.010268
    made = float(native_lactate(jnp.asarray(oxygen), acidity, rates)) * per_s
    assert used == pytest.approx(oxygen_rate, rel=1e-4)
    assert made == pytest.approx(lactate_rate, rel=1e-4)


@pytest.mark.parametrize(
    ("mass_fraction_porosity", "expected"),
    [(0.8073, (1.374e-3, 6.368e-4, 4.199e-4)), (0.7732, (1.192e-3, 5.523e-4, 3.642e-4))],
)
def test_tissue_diffusivities(mass_fraction_porosity: float, expected: tuple[float, ...]) -> None:
    """Record T2b: oxygen, lactate, glucose in nucleus and annulus, mm2/s."""
    factor = float(obstruction(jnp.asarray(mass_fraction_porosity)))
    for solute, diffusivity in zip(("oxygen", "lactate", "glucose"), expected, strict=True):
        water = value("transport", f"{solute}_diffusivity_m2_s") * 1e6
        assert water * factor == pytest.approx(diffusivity, rel=2e-3)


def test_endplate_diffusivity_lies_inside_the_measured_scatter() -> None:
    """Wu 2016: glucose 2.68 +- 0.93, lactate 4.52 +- 1.47 e-6 cm2/s at a porosity of 0.673."""
    factor = float(obstruction(jnp.asarray(0.673)))
    for solute, mean, sd in (("glucose", 2.68e-10, 0.93e-10), ("lactate", 4.52e-10, 1.47e-10)):
        assert abs(value("transport", f"{solute}_diffusivity_m2_s") * factor - mean) < sd


def test_flux_per_fluid_area_carries_one_more_porosity() -> None:
    n = jnp.linspace(0.1, 0.9, 9)
    np.testing.assert_allclose(flux_factor(n, 1.0), n * flux_factor(n, 0.0), rtol=1e-14)


def test_limiter_is_off_at_zero_and_positive_otherwise() -> None:
    glucose = jnp.asarray([0.0, 0.1, 5.0])
    np.testing.assert_array_equal(saturating(glucose, jnp.zeros(3)), np.ones(3))
    np.testing.assert_allclose(saturating(glucose, jnp.full(3, 0.1)), [0, 0.5, 5 / 5.1])


def test_published_viability_is_exact() -> None:
    """V12: exp(-1.5 t) at G = K = 0.2 mM, Gt = 0.5; exp(-0.325728 t) below pH 6.78."""
    per_day = value("transport", "published_viability_acid_per_s") * 86400
    law = {
        "threshold_mM": value("transport", "published_viability_threshold_mM"),
        "half_mM": value("transport", "published_viability_half_mM"),
        "acid_per_day": per_day,
        "critical_pH": value("transport", "critical_pH"),
    }
    days = np.array([0.5, 1.0, 3.0])
    starved = published_death_rate(jnp.asarray(0.2), jnp.asarray(7.0), **law)
    np.testing.assert_allclose(survival(starved, days), np.exp(-1.5 * days), rtol=1e-8)
    acid = published_death_rate(jnp.asarray(1.0), jnp.asarray(6.7), **law)
    np.testing.assert_allclose(survival(acid, days), np.exp(-0.325728 * days), rtol=1e-8)


def test_death_law_reproduces_the_cultures() -> None:
    """5 % alive after 3 days without glucose, half alive after 7 days in acid, none dead in plenty."""
    law = {
        "starving_per_day": jnp.asarray(value("transport", "death_without_glucose_per_day")),
        "critical_glucose_mM": jnp.asarray(value("transport", "critical_glucose_mM")),
        "acid_per_day": jnp.asarray(value("transport", "death_in_acid_per_day")),
        "critical_pH": value("transport", "critical_pH"),
        "acid_pH": value("transport", "acid_culture_pH"),
    }

    def alive(glucose: float, ph: float, days: float) -> float:
        return float(survival(death_rate(jnp.asarray(glucose), jnp.asarray(ph), **law), days))

    assert alive(0.0, 7.2, 3) == pytest.approx(0.05, abs=0.005)
    assert alive(4.0, 6.2, 7) == pytest.approx(0.5, abs=0.005)
    assert alive(4.0, 7.0, 365) == 1.0
    assert alive(0.25, 7.2, 1) > alive(0.1, 7.2, 1) > alive(0.0, 6.5, 1)
