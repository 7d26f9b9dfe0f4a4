"""Damage that comes to a disc: when, and what it does. The only numbers of natural history that were calibrated.

A disc tears, or its endplate breaks, with a constant hazard a year from adolescence on. People differ in it (genes,
upbringing), so that discs of one person go together: their hazards share a log-normal frailty of mean 1.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.library import value

Float = NDArray[np.float64]
TOPIC = "natural_history"


@dataclass(frozen=True)
class Damage:
    """What damage is made of; the field names are facts of ``library/facts/natural_history.yaml``."""

    damage_hazard_per_year: float
    """Per disc, mean over people."""
    damage_frailty_log_sd: float
    damage_height_step: float
    """Share of height lost at the event, mean over discs."""
    damage_wear_per_year: float
    """Share of height that a damaged disc wears down a year, mean over discs."""
    damage_effect_log_sd: float
    """Spread of step and wear between people: in some, damage does little."""


def library_damage() -> Damage:
    """The calibrated numbers of the library."""
    return Damage(**{name: value(TOPIC, name) for name in Damage.__annotations__})


def onset_age_y(damage: Damage, people: int, discs: int, seed: int) -> Float:
    """Age at which damage comes to each disc, (people, discs): Exp(hazard x frailty) after the onset age."""
    rng = np.random.default_rng([seed, zlib.crc32(f"{TOPIC}/onset".encode())])
    sd = damage.damage_frailty_log_sd
    frailty = np.exp(sd * _strata(rng, people) - sd**2 / 2)
    waits = rng.exponential(size=(people, discs))
    return np.asarray(value(TOPIC, "damage_onset_age_y") + waits / (damage.damage_hazard_per_year * frailty[:, None]))


def effect(damage: Damage, people: int, seed: int) -> Float:
    """How much damage does in each person over the mean, (people,), log-normal of mean 1."""
    rng = np.random.default_rng([seed, zlib.crc32(f"{TOPIC}/effect".encode())])
    sd = damage.damage_effect_log_sd
    return np.asarray(np.exp(sd * _strata(rng, people) - sd**2 / 2))


def _strata(rng: np.random.Generator, n: int) -> Float:
    """Standard normal ranks, one per n-th of probability in random order."""
    from scipy.special import ndtri

    return np.asarray(ndtri((rng.permutation(n) + rng.uniform(size=n)) / n))
