"""A population beside one set of criteria: who passes, and which criterion removes how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.eligibility.answers import Answers
from pulposus.eligibility.load import questions
from pulposus.eligibility.people import Column, People
from pulposus.eligibility.schema import Criteria, Criterion

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Count:
    """What one criterion does to a population.

    ``removed`` do not meet it; ``removed_alone`` fail no other, so that without it they would not fail; for ``unknown``
    it cannot be judged.
    """

    criterion: Criterion
    removed: int
    removed_alone: int
    unknown: int


@dataclass(frozen=True)
class Selection:
    """Masks (people,) of those who meet all criteria that were read, who fail one, and the counts of each criterion."""

    criteria: Criteria
    passed: Mask
    failed: Mask
    counts: tuple[Count, ...]

    @property
    def unknown(self) -> Mask:
        """Those who fail nothing and leave something open."""
        return ~self.passed & ~self.failed

    @property
    def removes_all(self) -> tuple[Criterion, ...]:
        """Criteria that nobody meets or leaves open: each of them alone removes everybody."""
        return tuple(count.criterion for count in self.counts if len(self.passed) and count.removed == len(self.passed))


def screen(criteria: Criteria, people: People | Sequence[Answers]) -> Selection:
    """Which people pass, and which criterion removes how many. Criteria that only warn remove nobody.

    Red flags are not part of it: ask `pulposus.eligibility.flags.check_flags` of each person first.
    """
    many = people if isinstance(people, People) else People.of(people)
    rules = criteria.excluding
    met = np.empty((len(rules), many.count), dtype=bool)
    not_met = np.empty_like(met)
    for row, criterion in enumerate(rules):
        met[row], not_met[row] = _states(criterion, many)
    failures = not_met.sum(axis=0)
    counts = tuple(
        Count(
            criterion=criterion,
            removed=int(not_met[row].sum()),
            removed_alone=int((not_met[row] & (failures == 1)).sum()),
            unknown=int((~met[row] & ~not_met[row]).sum()),
        )
        for row, criterion in enumerate(rules)
    )
    return Selection(criteria, np.logical_and.reduce(met), np.logical_or.reduce(not_met), counts)


def _states(criterion: Criterion, people: People) -> tuple[Mask, Mask]:
    """Masks (people,) of those who meet a criterion in every treated disc and of those who do not in one."""
    met = np.zeros(people.treated.shape, dtype=bool)
    not_met = np.ones_like(met)
    for one in (criterion, *criterion.unless):
        yes, no = _holds(one, people.found(one.field))
        met, not_met = met | yes, not_met & no
    everywhere = np.logical_and.reduce(met | ~people.treated, axis=1)
    return everywhere, np.logical_or.reduce(not_met & people.treated, axis=1)


def _holds(criterion: Criterion, column: Column | None) -> tuple[Mask, Mask]:
    """Masks of yes and no to a rule, of the shape of the column; neither where the answer is unknown."""
    if column is None:
        nobody = np.zeros((1, 1), dtype=bool)
        return nobody, nobody
    choice = questions()[criterion.field].kind == "choice"
    known = column != "" if choice else ~np.isnan(column)
    value = criterion.value
    if criterion.rule == "one_of":
        good = np.isin(column, value)  # type: ignore[arg-type]
    elif criterion.rule in ("must_be", "must_not"):
        good = column == (criterion.rule == "must_be")
    elif isinstance(value, tuple):
        good = (column >= value[0]) & (column <= value[1])
    else:
        compare = {"at_least": np.greater_equal, "at_most": np.less_equal, "above": np.greater, "below": np.less}
        good = compare[criterion.rule](column, value)  # type: ignore[arg-type]
    return known & good, known & ~good
