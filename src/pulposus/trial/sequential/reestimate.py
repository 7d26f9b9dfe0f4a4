"""Changing the sample size in mid-trial: from the blinded variance, or from the effect in a promising zone.

Two arms are compared. Where a trial has more, sizes are still people of all its arms: ``pair_first`` and ``pair_later``
are the shares of those enrolled before and after the look who are in the two arms, the latter the larger where other
arms were dropped.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from pulposus.errors import InputError
from pulposus.trial.sequential.conditional import conditional_power

Floats = NDArray[np.float64]
Zone = Literal["unfavourable", "promising", "favourable"]
ZONES: tuple[Zone, ...] = ("unfavourable", "promising", "favourable")
ROUNDING_PEOPLE = 1e-6
"""What floating point may add to a number of people; so little asks for nobody more."""


class NewSize(NamedTuple):
    """Sample size to go on with, (n,), the zone of each trial as a place in ``ZONES``, and its conditional power with
    the planned sample size under the current trend."""

    total: NDArray[np.int64]
    zone: NDArray[np.int64]
    conditional_power: Floats


def adjusted_variance(pooled: ArrayLike, people: int, effect: float, ratio: float = 1.0) -> Floats:
    """Variance within arms, from the variance of all people pooled as though in one arm, and so without unblinding.

    From ``pooled`` of ``people`` is taken what the assumed ``effect`` between two arms of sizes in ``ratio`` adds to it
    (Kieser & Friede 2003, doi 10.1002/sim.1585; with equal arms ``n / (4 (n - 1)) * effect ** 2``). Never below zero.
    """
    if people < 2 or ratio <= 0:
        raise InputError(f"No variance of {people} people in ratio {ratio:g}; give at least 2 and a ratio above 0.")
    added = people / (people - 1) * ratio / (1 + ratio) ** 2 * effect**2
    return np.maximum(np.asarray(pooled, dtype=float) - added, 0.0)


def needed(
    variance: ArrayLike, effect: float, *, alpha: float, sides: int, power: float, ratio: float = 1.0
) -> NDArray[np.int64]:
    """People of both arms together, by the normal approximation, for a difference of means ``effect``."""
    if effect == 0:
        raise InputError("No sample size shows an effect of 0; give the effect that the trial is to show.")
    quantiles = float(-ndtri(alpha / sides) + ndtri(power))
    total = (1 + ratio) ** 2 / ratio * quantiles**2 * np.asarray(variance, dtype=float) / effect**2
    return np.asarray(np.ceil(total), dtype=np.int64)


def blinded(
    pooled: ArrayLike,
    people: int,
    effect: float,
    *,
    alpha: float,
    sides: int,
    power: float,
    planned: int,
    cap: int,
    ratio: float = 1.0,
    pair_first: float = 1.0,
    pair_later: ArrayLike = 1.0,
    known: ArrayLike = 1.0,
    adjust: bool = True,
    may_shrink: bool = False,
) -> NDArray[np.int64]:
    """Recalculated total sample sizes, of the shape of ``pooled``, the variance of the first ``people`` in one pool.

    ``ratio`` is that of the two arms. ``known`` is the share of the first people who have a value at the endpoint,
    which is seen blinded: it is those who count, and as many will be lacking among those to come. ``adjust`` takes the
    assumed effect out of the pooled variance. The size is at least ``planned`` unless it may shrink, never below the
    people there are, never above ``cap``.
    """
    least = max(people, 0 if may_shrink else planned)
    if cap < least:
        raise InputError(f"The cap {cap} of the sample size is below {least}; give at least that many people.")
    there = people * pair_first
    # Of many arms two small ones may have hardly anybody, yet the variance is that of all.
    two_at_least = min(people, max(round(there), 2))
    variance = adjusted_variance(pooled, two_at_least, effect if adjust else 0.0, ratio)
    wanted = needed(variance, effect, alpha=alpha, sides=sides, power=power, ratio=ratio)
    lacking = wanted / np.asarray(known, dtype=float) - there
    total = people + np.ceil(lacking / np.asarray(pair_later, dtype=float) - ROUNDING_PEOPLE)
    return np.asarray(np.clip(total, least, cap), dtype=np.int64)


def promising_zone(
    z: ArrayLike,
    *,
    now: int,
    planned: int,
    cap: int,
    critical: float,
    target: float,
    threshold: float,
    pair_first: ArrayLike = 1.0,
    pair_later: ArrayLike = 1.0,
) -> NewSize:
    """Sample sizes after an interim look with statistics ``z`` (n,) at ``now`` of ``planned`` people.

    Where conditional power under the current trend is at least ``threshold`` but below ``target``, the sample size
    becomes what gives ``target``, up to ``cap``; else it stays (Mehta & Pocock 2011, doi 10.1002/sim.4102).
    ``critical`` is the last bound. The last test must weigh the stages as planned (``combine.combined`` with
    ``combine.weights([now / planned, 1])``), for which conditional power is reckoned here: the plain z of all data does
    not hold its level. These weights stay as planned where dropped arms leave more people to the two compared, but the
    z of the second stage then rises with the root of those people.
    """
    if not 0 < now < planned <= cap:
        raise InputError(f"Sizes now, planned and at most are {now}, {planned}, {cap}; give rising numbers.")
    if not 0 < threshold < target < 1:
        raise InputError(f"Conditional power {threshold:g} to {target:g} is no zone; give two rising numbers below 1.")
    z_now, t = np.asarray(z, dtype=float), now / planned
    density = np.asarray(pair_later, dtype=float) / np.asarray(pair_first, dtype=float)
    # The trend gives the second stage a mean z of z_now * sqrt(its people of the pair / those of the first stage).
    power = conditional_power(z_now, t, critical, z_now / np.sqrt(t) * np.sqrt(density))
    zone = (power >= threshold).astype(np.int64) + (power >= target)
    lacking = (critical - z_now * np.sqrt(t)) / np.sqrt(1 - t) + float(ndtri(target))
    promising = zone == ZONES.index("promising")
    trend = np.where(promising, z_now, 1.0)
    wanted = now + np.ceil(now * (lacking / trend) ** 2 / density)
    total = np.where(promising, np.clip(wanted, planned, cap), planned)
    return NewSize(total.astype(np.int64), zone, power)
