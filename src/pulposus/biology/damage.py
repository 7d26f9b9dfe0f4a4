"""Structural height: what natural narrowing takes beyond swelling, and what a needle or an operation takes.

Discs narrow at a published rate (Videman 2008). What the disc's own loss of swelling does not explain of it is a
state of its own, since annulus collagen does not heal on the time scale of a trial (half-life 95 to 215 years).
"""

from __future__ import annotations

from pulposus.numerics.backend import Array, jnp


def wear(loss: Array, rate_per_day: Array, dt: Array) -> Array:
    """Height share lost after ``dt`` days: what remains falls at a constant relative rate."""
    return 1 - (1 - loss) * jnp.exp(-rate_per_day * dt)


def fatigue(stress_ratio: Array, collagen: Array, exponent: Array) -> Array:
    """Rate of wear over its value at the start: a power of the annulus stress per intact collagen."""
    return (jnp.maximum(stress_ratio, 0.0) / collagen) ** exponent


def puncture(loss: Array, step: Array) -> Array:
    """Height share lost after one needle puncture or operation that takes ``step`` of what remains."""
    return 1 - (1 - loss) * (1 - step)
