"""Native and injected cells: senescence, death by want of nutrients, differentiation.

    d healthy / dt          = -(senescence C + h) healthy
    d senescent / dt        =   senescence C healthy - h senescent
    d undifferentiated / dt = -(1/t_diff + ln2/t_half + h) undifferentiated
    d differentiated / dt   =   undifferentiated / t_diff - (ln2/t_half + h) differentiated

with h the death rate from glucose and pH and C the catabolic index. Each pair is a linear chain whose rates are
frozen over a step, so it is integrated exactly: positive, and cells that leave one pool arrive in the next.
Native cells are not lost with age by themselves: counts do not fall after adolescence (Liebscher 2011).
"""

from __future__ import annotations

from pulposus.numerics.backend import Array, jnp


def decay_chain(parent: Array, child: Array, transfer: Array, loss: Array, dt: Array) -> tuple[Array, Array]:
    """Exact step of parent -> child at rate ``transfer``, both lost at rate ``loss``, over ``dt`` (day).

    Returns the new parent and child; all arrays share one shape, rates in 1/day.
    """
    lives = jnp.exp(-loss * dt)
    stays = jnp.exp(-transfer * dt)
    return parent * lives * stays, (child + parent * (1 - stays)) * lives
