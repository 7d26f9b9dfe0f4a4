"""Acidity from lactate: pH = pH0 - lactate / beta."""

from __future__ import annotations

from pulposus.numerics.backend import jax

Array = jax.Array


def ph(lactate_mM: Array, without_lactate: Array | float, lactate_per_pH_mM: Array | float) -> Array:
    """pH of the tissue water at a lactate concentration (mM), any shape (doi 10.3389/fbioe.2024.1384599)."""
    return without_lactate - lactate_mM / lactate_per_pH_mM
