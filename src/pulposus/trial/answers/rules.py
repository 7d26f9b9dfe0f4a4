"""What each inclusion rule is worth: the same trial without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pulposus.trial.answers.closed_form import chance, needed
from pulposus.trial.answers.worlds import BAND, Expected, of
from pulposus.trial.design import Design
from pulposus.trial.people.select import rule_words

TARGET = 0.8


@dataclass(frozen=True)
class Variant:
    """One way of choosing people: expected gain with its 90 % band over worlds, spread between people, people screened
    for each enrolled, people needed for 80 % power in the middle world, and the chance of success with the planned
    people and with as many screened as the whole set of rules needs."""

    key: str
    words: str
    band: tuple[float, float, float]
    sd: float
    screened_per_enrolled: float
    needed: float | None
    chance: float
    chance_same_screened: float


@dataclass(frozen=True)
class Rule:
    """A rule: the trial without it, and how much it adds to the gain (5th, 50th, 95th percentile over worlds)."""

    without: Variant
    added_gain: tuple[float, float, float]
    added_chance: float
    added_chance_same_screened: float
    enrichment: bool


@dataclass(frozen=True)
class Rules:
    """All rules of one arm's comparison, those that add most to the chance of success first."""

    arm: str
    whole: Variant
    rules: tuple[Rule, ...]


def rules(groups: tuple[Expected, ...], design: Design, arm: str, seen: float) -> Rules | None:
    """The worth of every rule for one arm; None where the table has no rule."""
    everybody, without = of(groups, "all", arm), of(groups, "rule", arm)
    if not everybody or not without:
        return None
    whole = _variant(everybody[0], everybody[0], design, seen)
    enriching = {rule_words(rule.criterion()).strip("'") for rule in design.population.rules if rule.enrichment}
    found = []
    for one in without:
        variant = _variant(one, everybody[0], design, seen)
        shared, mine, theirs = np.intersect1d(everybody[0].world, one.world, return_indices=True)
        added = everybody[0].gain[mine] - one.gain[theirs]
        low, middle, high = np.quantile(added, BAND) if len(shared) else (np.nan,) * 3
        found.append(
            Rule(variant, (float(low), float(middle), float(high)), whole.chance - variant.chance,
                 whole.chance_same_screened - variant.chance_same_screened, one.key in enriching)
        )  # fmt: skip
    found.sort(key=lambda rule: (-rule.added_chance_same_screened, rule.without.key))
    return Rules(arm, whole, tuple(found))


def _variant(one: Expected, whole: Expected, design: Design, seen: float) -> Variant:
    times = whole.screened_per_enrolled / one.screened_per_enrolled if one.screened_per_enrolled > 0 else 1.0
    return Variant(
        one.key, one.words, one.band, one.sd, one.screened_per_enrolled, needed(one, design, seen, TARGET),
        chance(one, design, design.patients, seen), chance(one, design, times * design.patients, seen),
    )  # fmt: skip
