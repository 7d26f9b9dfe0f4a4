"""Nerves that grow into a damaged disc.

    dV/dt = k [ a C (D_n + 1 - G) / (D_n + 1 - G)_0 (1 - V) - V ],   a = V0 / (1 - V0)

V lies between 0 and 1. IL-1 induces nerve growth factors (Purmessur 2008), and fissures and the loss of aggrecan let
nerves in (Freemont 1997; ``access``); without either, nerves retreat at the rate k. V stays at its start while both do.
"""

from __future__ import annotations

from pulposus.numerics.backend import Array, jnp


def grow(innervation: Array, drive: Array, at_start: Array, relaxation_day: Array, dt: Array) -> Array:
    """Exact step with a frozen ``drive`` (1 at the start); stays within 0 to 1, all (b,)."""
    pull = drive * at_start / (1 - at_start)
    target = pull / (1 + pull)
    return target + (innervation - target) * jnp.exp(-(1 + pull) * dt / relaxation_day)


def access(structural_loss: Array, gag: Array, at_start: Array) -> Array:
    """How open the disc is to nerves over its start, from damage and GAG gained or lost since then, (b,)."""
    return jnp.maximum(at_start + structural_loss + 1 - gag, 0.0) / at_start
