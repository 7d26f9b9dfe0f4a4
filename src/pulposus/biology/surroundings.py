"""What the cells live in while a biology step lasts, and what a treatment keeps doing meanwhile."""

from __future__ import annotations

from typing import NamedTuple

from pulposus.numerics.backend import Array, jnp


class Surroundings(NamedTuple):
    """Element arrays (b, ...) over any mesh, disc arrays (b,)."""

    glucose_mM: Array
    start_glucose_mM: Array
    ph: Array
    start_ph: Array
    hazard_per_day: Array
    """Death rate from glucose and pH."""
    start_native_1e6_mL: Array
    """Native cells of the settled disc: what the working cells are measured against."""
    reference_native_1e6_mL: Array
    """Native cells that this tissue would hold if fed everywhere: what the upkeep floor is a share of."""
    structural_loss_per_year: Array
    """Height that natural narrowing takes beyond this disc's own loss of swelling, 1/year, (b,)."""
    stress_ratio: Array
    """Peak stress of the annulus over its value at the start, (b,)."""
    element_mm3: Array
    """Volume of every element."""
    nucleus_mm3: Array
    """Volume of nucleus elements, zero elsewhere: the weight of every nucleus mean."""


class Support(NamedTuple):
    """What goes on besides the disc's own biology, (b,)."""

    load_gain: Array
    """Rise of matrix synthesis because loading moved into the anabolic window."""
    carrier_half_life_day: Array
    carrier_death_factor: Array
    """Death of injected cells in a whole carrier over that without one."""


def unsupported(draws: int) -> Support:
    """Nothing besides the disc: no programme, no carrier."""
    one = jnp.ones(draws)
    return Support(load_gain=0 * one, carrier_half_life_day=one, carrier_death_factor=one)


def nucleus_mean(field: Array, nucleus_mm3: Array) -> Array:
    """Mean of an element field over the nucleus by volume, (b,)."""
    axes = tuple(range(1, field.ndim))
    return jnp.sum(field * nucleus_mm3, axis=axes) / jnp.sum(nucleus_mm3, axis=axes)


def per_nucleus(density: Array, element_mm3: Array, nucleus_mm3: Array) -> Array:
    """All of something in the disc per volume of its nucleus, (b,): cells in a fissure signal to the nucleus too."""
    axes = tuple(range(1, density.ndim))
    return jnp.sum(density * element_mm3, axis=axes) / jnp.sum(nucleus_mm3, axis=axes)
