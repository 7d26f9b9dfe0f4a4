"""Glycosaminoglycan and collagen of each element over years: slow synthesis against slow removal.

    dG/dt = k s - k r G,   r = (1 + pi C) / (1 + pi)
    s = balance * cells * glucose * acid * load * (1 + gain) * inhibition * drug
    dQ/dt = k_Q balance_Q cells - k_Q r Q

k is the removal rate of the disc as it is before treatment, so that G = 1 and C = 1 lose (1 - balance) k a year.
From a steady state (balance 1) doubling s gains 1 - exp(-k t): 8.1 % in one year and 15.5 % in two at 0.084 a
year, whatever is injected (Sivan 2006). That limit is a test.
"""

from __future__ import annotations

from pulposus.numerics.backend import Array, jnp


def removal(catabolic: Array, gain: Array) -> Array:
    """Removal rate over its value at the start, from the catabolic index and its gain, any shape."""
    return (1 + gain * catabolic) / (1 + gain)


def inhibition(catabolic: Array, half: Array) -> Array:
    """Synthesis over its value at the start, under the catabolic index; ``half`` is its half inhibition."""
    return (1 + 1 / half) / (1 + catabolic / half)


def anabolic_gain(anabolic: Array, largest: Array) -> Array:
    """Relative gain of synthesis from the rise of the anabolic factor over its start, saturating."""
    rise = jnp.maximum(anabolic - 1, 0.0)
    return largest * rise / (1 + rise)


def glucose_factor(glucose_mM: Array, start_mM: Array, half_mM: Array) -> Array:
    """Synthesis over its value at the start from the local glucose, Michaelis-Menten."""
    return glucose_mM / (half_mM + glucose_mM) * (half_mM + start_mM) / start_mM


def acid_factor(ph: Array, start_ph: Array, half_ph: Array, width: Array) -> Array:
    """Synthesis over its value at the start from the local pH: a logistic fall about ``half_ph`` (Wuertz 2009)."""
    return (1 + jnp.exp((half_ph - start_ph) / width)) / (1 + jnp.exp((half_ph - ph) / width))


def turnover(amount: Array, synthesis: Array, removal_ratio: Array, rate_per_day: Array, dt: Array) -> Array:
    """Exact step of dG/dt = rate (synthesis - removal_ratio G) with frozen rates; positive."""
    rest = synthesis / removal_ratio
    return rest + (amount - rest) * jnp.exp(-rate_per_day * removal_ratio * dt)
