"""How fast cells use oxygen and glucose and make lactate, per 1e6 cells and hour.

Native cells follow the published coupled laws (Bibby 2005 as coded by Munoz-Moya 2024,
doi 10.3389/fbioe.2024.1384599):

    oxygen  = 7.28 O2 (pH - 4.95) / (1.46 + O2 + 4.03 (pH - 4.95))        nmol/(1e6 cells h), O2 in kPa
    lactate = exp(-2.47 + 0.93 pH + 0.16 O2 - 0.0058 O2^2)                nmol/(1e6 cells h)
    glucose = lactate / 2

Two additions, both declared: glucose and lactate rates carry the limiter G / (G + Km), without which glucose
turns negative; and stromal cells respire as V O2 / (K + O2), since they are far more oxidative than disc cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pulposus.library import value
from pulposus.numerics.backend import jax, jnp
from pulposus.transport.arrays import Real
from pulposus.transport.laws.ph import ph

Array = jax.Array


@dataclass(frozen=True)
class RateConstants:
    """Constants of the published rate laws and of pH; names and units as in ``library/facts/transport.yaml``."""

    oxygen_rate_nmol_1e6_h: float
    oxygen_rate_pH_zero: float
    oxygen_rate_half_kPa: float
    oxygen_rate_half_per_pH_kPa: float
    lactate_rate_log: float
    lactate_rate_log_per_pH: float
    lactate_rate_log_per_kPa: float
    lactate_rate_log_per_kPa2: float
    pH_without_lactate: float
    lactate_per_pH_mM: float

    def ph(self, lactate_mM: Array) -> Array:
        """pH at a lactate concentration, any shape."""
        return ph(lactate_mM, self.pH_without_lactate, self.lactate_per_pH_mM)


@cache
def published() -> RateConstants:
    """The constants of the library."""
    return RateConstants(**{name: value("transport", name) for name in RateConstants.__dataclass_fields__})


def native_oxygen(oxygen_kPa: Array, ph: Array, c: RateConstants) -> Array:
    """Oxygen use of a bovine nucleus cell, nmol/(1e6 cells h), any shape."""
    alkaline = ph - c.oxygen_rate_pH_zero
    half = c.oxygen_rate_half_kPa + c.oxygen_rate_half_per_pH_kPa * alkaline
    return c.oxygen_rate_nmol_1e6_h * alkaline * oxygen_kPa / (half + oxygen_kPa)


def saturating(concentration: Array, half: Real) -> Array:
    """Michaelis-Menten share of the largest rate, in [0, 1); ``half`` 0 switches it off (1 everywhere)."""
    return jnp.where(half > 0, concentration / jnp.where(half > 0, concentration + half, 1.0), 1.0)


def native_lactate(oxygen_kPa: Array, ph: Array, c: RateConstants) -> Array:
    """Lactate made by a bovine nucleus cell with glucose in plenty, nmol/(1e6 cells h), any shape."""
    return jnp.exp(
        c.lactate_rate_log
        + c.lactate_rate_log_per_pH * ph
        + c.lactate_rate_log_per_kPa * oxygen_kPa
        + c.lactate_rate_log_per_kPa2 * oxygen_kPa**2
    )
