"""Expected differences in subgroups, and whether a subgroup can be told from everybody at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pulposus.trial.answers.closed_form import chance
from pulposus.trial.answers.unit import unit_of
from pulposus.trial.answers.worlds import BAND, Expected, of
from pulposus.trial.design import Design


@dataclass(frozen=True)
class Subgroup:
    """Gain with its 90 % band over worlds, the same beside everybody (paired by world), and the chance of success of a
    trial of the planned size in these people alone."""

    key: str
    words: str
    share: float
    people: float
    band: tuple[float, float, float]
    beside_all: tuple[float, float, float]
    chance: float
    least: float

    @property
    def differs(self) -> bool:
        """Whether 90 of 100 worlds put it on the same side of everybody, also after rounding to whole points: what is
        less may be the chance of who is in the cohort. Else no difference is claimed."""
        low, _, high = (round(end / self.least) for end in self.beside_all)
        return low > 0 or high < 0


@dataclass(frozen=True)
class Forest:
    """Everybody, then the subgroups in their order."""

    arm: str
    everybody: Subgroup
    groups: tuple[Subgroup, ...]


def forest(groups: tuple[Expected, ...], design: Design, arm: str, seen: float) -> Forest | None:
    """The forest of one arm; None where the table has no subgroup."""
    everybody, parts = of(groups, "all", arm), of(groups, "subgroup", arm)
    if not everybody or not parts:
        return None
    whole = everybody[0]
    return Forest(
        arm, _subgroup(whole, whole, design, seen), tuple(_subgroup(one, whole, design, seen) for one in parts)
    )


def _subgroup(one: Expected, whole: Expected, design: Design, seen: float) -> Subgroup:
    shared, mine, theirs = np.intersect1d(one.world, whole.world, return_indices=True)
    beside = np.quantile(one.gain[mine] - whole.gain[theirs], BAND) if len(shared) else np.full(3, np.nan)
    return Subgroup(
        one.key, one.words, one.share, one.people, one.band, (float(beside[0]), float(beside[1]), float(beside[2])),
        chance(one, design, design.patients, seen), unit_of(design.main).least,
    )  # fmt: skip
