"""Native and injected cells: senescence, death by want of nutrients, growth, differentiation.

    d healthy / dt          = -(s + h) healthy
    d senescent / dt        =   s healthy - (m + h) senescent
    d undifferentiated / dt = (rho (1 - N/N_cap)+ - delta - l_u - h) undifferentiated
    d differentiated / dt   =   delta undifferentiated - (l_d + h) differentiated

h is the death rate from glucose and pH. Rates are frozen over a step and each pair is a linear chain, integrated
exactly: positive whatever the step, and what leaves one pool without dying arrives in the next. Why each term:
senescence because adult counts do not fall (Liebscher 2011) while function does; clearance m because senescent
cells are taken up where immune cells reach them, which in a disc is little; growth because stromal cells divide where
fed and less where crowded; loss l of injected cells because animals lose them within weeks (Tao 2016), faster in an
inflamed disc, slower in a carrier and with growth factors.
"""

from __future__ import annotations

from pulposus.numerics.backend import Array, jnp


def decay_chain(
    parent: Array, child: Array, transfer: Array, parent_loss: Array, child_loss: Array, dt: Array
) -> tuple[Array, Array]:
    """Exact step of parent -> child at rate ``transfer`` over ``dt`` (day); losses may be negative (growth).

    Returns the new parent and child; all arrays broadcast to one shape, rates in 1/day.
    """
    leaves = transfer + parent_loss
    x = (child_loss - leaves) * dt
    # (exp(x) - 1)/x, which is 1 where both rates are equal
    equal = jnp.abs(x) < jnp.finfo(float).tiny
    growth = jnp.where(equal, 1.0, jnp.expm1(x) / jnp.where(equal, 1.0, x))
    fed = parent * transfer * dt * growth
    return parent * jnp.exp(-leaves * dt), (child + fed) * jnp.exp(-child_loss * dt)


def room(crowd_1e6_mL: Array, capacity_1e6_mL: Array) -> Array:
    """Share of the full growth rate that crowding leaves, 0 to 1."""
    return jnp.clip(1 - crowd_1e6_mL / capacity_1e6_mL, 0.0, 1.0)
