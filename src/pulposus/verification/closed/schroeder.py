"""Schroeder's osmotic law as published, written again with the standard library: a root in place of an iteration."""

from __future__ import annotations

from math import exp, hypot, sqrt

from scipy.optimize import brentq

from pulposus.library import value
from pulposus.verification.closed.swelling import RT_MPa


def _fact(name: str) -> float:
    return value("mechanics", f"schroeder_{name}")


def _activity(concentration: float) -> float:
    power = concentration ** _fact("activity_power")
    return _fact("activity_scale") * exp(-_fact("activity_rate") * power) + _fact("activity_floor")


def porosity(water_mass_fraction: float) -> float:
    """Fluid volume fraction of a tissue whose water is this share of its mass."""
    density = value("mechanics", "solid_density_g_mL")
    return water_mass_fraction * density / (1 - water_mass_fraction + density * water_mass_fraction)


def swelling_pressure(
    J: float, water_mass_fraction: float, charge_mEq_mL: float, collagen: float, temperature_K: float
) -> float:
    """Swelling pressure of nucleus tissue above the bath at the volume ratio J, MPa.

    The outer activity is taken at the reference fixed charge, as the published code does. ``collagen`` is per dry
    mass.
    """
    n0, density, bath = porosity(water_mass_fraction), value("mechanics", "solid_density_g_mL"), _bath()
    n = (n0 - 1 + J) / J
    solid = (1 - n) * density
    charge = charge_mEq_mL * n0 / J  # per tissue volume
    phi, manning, RT = _fact("osmotic_coefficient"), _fact("manning"), RT_MPa(temperature_K)
    letters = [_fact(f"fibril_water_nucleus_{letter}") for letter in "abc"]
    outer = _activity(charge_mEq_mL)

    def given(pressure: float) -> float:
        inside = letters[0] * exp(-letters[1] * pressure) + letters[2]
        outside = max((n - inside * collagen * solid) / (n + solid), _fact("least_extrafibrillar_g_g"))
        local = charge / (outside * (n + solid))

        def unbalanced(ions: float) -> float:
            bound = manning * local / (local + ions)
            ratio = outer / (_activity(ions / 2) * exp(-bound / 2))
            return ions - sqrt(local**2 + (2 * ratio * bath) ** 2)

        ions = brentq(unbalanced, 0.0, 10 * (local + bath), xtol=1e-15)
        return RT * (phi * (1 - manning * local / (local + ions) / 2) * ions - 2 * phi * bath)

    highest = RT * (hypot(10 * charge_mEq_mL, 2 * bath))
    return float(brentq(lambda p: given(p) - p, 0.0, highest, xtol=1e-15))


def _bath() -> float:
    return value("mechanics", "bath_mEq_mL")
