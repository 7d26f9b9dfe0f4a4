"""Modic change beside the disc: a two-state chain, as the probability of having it.

It comes to 21.6 % of people in ten years and goes in 3.5 % (Maatta 2014, TwinsUK). The forecast carries the
probability, so that one draw is a person with a chance and not a coin. Its odds ratio for pain belongs to
case-control studies; nothing says that getting it changes one person's pain by as much, so it adds none here.
"""

from __future__ import annotations

from pulposus.numerics.backend import Array, jnp


def advance(probability: Array, comes: Array, goes: Array, dt: Array) -> Array:
    """Exact step of dP/dt = comes (1 - P) - goes P; rates and ``dt`` in the same time unit."""
    rate = comes + goes
    rest = comes / rate
    return rest + (probability - rest) * jnp.exp(-rate * dt)
