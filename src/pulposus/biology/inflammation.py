"""The catabolic index (IL-1 and TNF in one number) and the anabolic factor, per disc.

    dC/dt = gamma [ (1 - beta) source (1 - X) / (1 + A) + beta (1 + K^2) C^2 / (K^2 + C^2) - C ]
    source = e + w_s senescent + w_L overload + w_D damage,   all 1 at the start, e = 1 - w_s - w_L - w_D
    A      = K_m lic(C) (young + o grown)
    dF/dt  = gamma_F (1 + theta m - F)

Sources: the secretory phenotype of senescent cells, overload of the annulus, fissures; whatever else keeps this disc
inflamed is e. Stromal cells damp it, young ones only as far as the disc licenses them (IL-1 does); a steroid blocks a
share X. beta is 0: relaxation. With beta above 0 the index feeds itself (Baker 2017, bistable), an alternative
structure. Cytokines are mixed through a nucleus in days by diffusion, which the index's own half-life covers: one
index a disc. All are scaled by this disc's own value before treatment, which nobody can measure in a patient.
"""

from __future__ import annotations

from typing import NamedTuple

from pulposus.numerics.backend import Array, jnp


class Sources(NamedTuple):
    """What feeds the index, each over its own value at the start, (b,)."""

    senescent: Array
    overload: Array
    damage: Array


class Shares(NamedTuple):
    """Their shares of the source at the start, (b,); the rest is constant."""

    senescent: Array
    overload: Array
    damage: Array


def relax(now: Array, target: Array, half_life: Array, dt: Array) -> Array:
    """Exact step of first-order relaxation to a frozen target; stays between the two."""
    return target + (now - target) * 0.5 ** (dt / half_life)


def source(now: Sources, shares: Shares) -> Array:
    """The catabolic source over its value at the start, (b,)."""
    total = jnp.ones_like(now.senescent)
    for share, ratio in zip(shares, now, strict=True):
        total = total + share * (ratio - 1)
    return total


def licensed(catabolic: Array, half: Array) -> Array:
    """How far the index licenses young stromal cells, 1 at the start's index, saturating at 1 + ``half``."""
    return catabolic * (1 + half) / (catabolic + half)


def catabolic_target(driven: Array, damping: Array, blocked: Array, feedback: Array, half: Array, now: Array) -> Array:
    """Value that the index relaxes to, from its source, what damps and blocks it, and its feedback on itself, (b,)."""
    itself = (1 + half**2) * now**2 / (half**2 + now**2)
    return (1 - feedback) * driven * (1 - blocked) / (1 + damping) + feedback * itself


def pain_driver(innervation_ratio: Array, catabolic: Array, stress_ratio: Array, weight: Array) -> Array:
    """What the disc sends to its nerves, over its value before treatment, (b,).

    Innervation multiplies because a disc without nerves cannot hurt; ``weight`` is inflammation's share, the
    rest is peak annulus stress over its value at the start. Wide priors on all: structure and pain may part.
    """
    return jnp.asarray(innervation_ratio * (weight * catabolic + (1 - weight) * stress_ratio))
