"""The catabolic index (IL-1 and TNF in one number), the anabolic factor and the nerves, per disc.

    dC/dt = gamma (source / (1 + K m) - C)          source 1 at the start, m injected cells per nucleus volume
    dF/dt = gamma_F (1 + theta m - F)
    dV/dt = (C - V) / t_nerve                        nerves follow inflammation: IL-1 induces NGF and BDNF

Cytokines are mixed through the nucleus in days by diffusion, which the index's own half-life covers; so one
index a disc. All are scaled by this disc's own value before treatment, which nobody can measure in a patient.
"""

from __future__ import annotations

from pulposus.numerics.backend import Array


def relax(now: Array, target: Array, half_life: Array, dt: Array) -> Array:
    """Exact step of first-order relaxation to a frozen target; stays between the two."""
    return target + (now - target) * 0.5 ** (dt / half_life)


def catabolic_target(senescent_ratio: Array, senescent_share: Array, damping: Array) -> Array:
    """Value that the index relaxes to.

    Args:
        senescent_ratio: senescent share of living native cells over that share at the start, (b,).
        senescent_share: their share of the source at the start, (b,).
        damping: K m of the injected cells, (b,), at least 0.
    """
    return (1 + senescent_share * (senescent_ratio - 1)) / (1 + damping)


def pain_driver(innervation: Array, catabolic: Array, stress_ratio: Array, weight: Array) -> Array:
    """What the disc sends to its nerves, over its value before treatment, (b,).

    Innervation multiplies because a disc without nerves cannot hurt; ``weight`` is inflammation's share, the
    rest is peak annulus stress over its value at the start. Wide priors on all: structure and pain may part.
    """
    return innervation * (weight * catabolic + (1 - weight) * stress_ratio)
