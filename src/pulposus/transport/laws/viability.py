"""Death of cells that starve or sit in acid.

``death_rate`` is the law of this project. Two published laws disagree with each other and with cell culture by
an order of magnitude, so one is fitted to the culture facts: a large share dead after 3 days without glucose,
half alive after 7 days in acid. It is piecewise linear and finite everywhere.

``published_death_rate`` is the viability law shipped with the abaqusIVD repository
(doi 10.3389/fbioe.2024.1384599), kept for comparison and for verification case V12.
"""

from __future__ import annotations

from pulposus.numerics.backend import jax, jnp

Array = jax.Array


def death_rate(
    glucose_mM: Array,
    ph: Array,
    *,
    starving_per_day: Array,
    critical_glucose_mM: Array,
    acid_per_day: Array,
    critical_pH: Array | float,
    acid_pH: Array | float,
) -> Array:
    """Hazard of death, 1/day, any shape.

    ``starving_per_day`` is the hazard at zero glucose, falling linearly to none at ``critical_glucose_mM``;
    ``acid_per_day`` is the hazard at ``acid_pH``, falling linearly to none at ``critical_pH``, and growing
    linearly below.
    """
    hunger = jnp.clip(1 - glucose_mM / critical_glucose_mM, 0, 1)
    acid = jnp.maximum((critical_pH - ph) / (critical_pH - acid_pH), 0)
    return starving_per_day * hunger + acid_per_day * acid


def published_death_rate(
    glucose_mM: Array,
    ph: Array,
    *,
    threshold_mM: float,
    half_mM: float,
    acid_per_day: float,
    critical_pH: float,
) -> Array:
    """Published hazard, 1/day: (|G - Gt| - (G - Gt)) / (G + K) below Gt, plus a constant in acid. K must be > 0."""
    starved = 2 * jnp.maximum(threshold_mM - glucose_mM, 0) / (glucose_mM + half_mM)
    return starved + jnp.where(ph < critical_pH, acid_per_day, 0.0)


def survival(hazard_per_day: Array, days: Array | float) -> Array:
    """Share of cells alive after ``days`` at a constant hazard, exact."""
    return jnp.exp(-hazard_per_day * days)
