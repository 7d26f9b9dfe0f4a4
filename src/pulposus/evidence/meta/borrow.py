"""Standard deviations that were not printed: borrowed from the other arms of the base, and said so."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pulposus.evidence.meta.families import families, first_with
from pulposus.evidence.meta.gathered import months, usable
from pulposus.evidence.meta.scores import Score, change, final
from pulposus.evidence.schema import Measure, Study, Use

LENDS: tuple[Use, ...] = ("calibrate", "check")
"""Whose SDs are lent: how far people differ can be told from arms whose mean is in doubt."""


@dataclass(frozen=True)
class Lender:
    """Pooled SD over the arms that tell one, the root of the mean variance weighed by degrees of freedom (Furukawa et
    al., J Clin Epidemiol 2006, doi 10.1016/j.jclinepi.2005.06.006). None where no arm tells one."""

    change: float | None
    final: float | None
    change_arms: int
    final_arms: int

    def lend(self, score: Score | None) -> Score | None:
        """The score with an SD; None where there is nothing to borrow."""
        if score is None or score.sd is not None:
            return score
        sd, arms = (self.final, self.final_arms) if score.final else (self.change, self.change_arms)
        if sd is None:
            return None
        return replace(score, sd=sd, notes=(*score.notes, f"SD {sd:.3g} borrowed from {arms} other arms"))


def lender(studies: Sequence[Study], measure: Measure) -> Lender:
    """What the arms of the base tell of one measure: each at its last visit, nobody twice.

    Studies without a control do not lend: a flattering cohort must not make the interval of a trial narrower.
    """
    grouped = families([study for study in studies if study.controlled])
    change_sd, changes = _pooled([s for f in grouped for s in first_with(f, lambda o: _told(o, measure, change)) or []])
    final_sd, finals = _pooled([s for f in grouped for s in first_with(f, lambda o: _told(o, measure, final)) or []])
    return Lender(change_sd, final_sd, changes, finals)


def _told(study: Study, measure: Measure, read: Callable[..., Score | None]) -> list[tuple[int, float]] | None:
    """People and SD of each arm of a study at the last visit that has one; None where there is none."""
    told = []
    for arm in study.arms:
        for month in sorted(months(usable(study, arm, measure, LENDS)), reverse=True):
            score = read(study, arm, measure, month, LENDS)
            if score is not None and score.sd is not None:
                told.append((score.people, score.sd))
                break
    return told or None


def _pooled(told: Sequence[tuple[int, float]]) -> tuple[float | None, int]:
    freedom = sum(people - 1 for people, _ in told)
    if freedom < 1:
        return None, 0
    return math.sqrt(sum((people - 1) * sd**2 for people, sd in told) / freedom), len(told)
