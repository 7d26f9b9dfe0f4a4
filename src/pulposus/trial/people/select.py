"""Selection by inclusion and exclusion rules: who passes, how many fail, and which rule removes whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.eligibility import questions, screen
from pulposus.eligibility.schema import Criteria, Criterion
from pulposus.eligibility.screen import Count
from pulposus.eligibility.words import expected
from pulposus.errors import InputError
from pulposus.listing import listing
from pulposus.trial.people.population import Population
from pulposus.trial.people.rules import OWN
from pulposus.trial.people.screening import people_of

NAMED = 3
"""How many rules a refusal names where no single one removes everybody."""
BLAMED = 0.1
"""Part of the people that a rule must remove to be named: widening one that removes fewer lets hardly anybody in."""


@dataclass(frozen=True)
class Screened:
    """What a set of criteria does to the people who come forward.

    ``passed`` is a mask (n,) over ``people``. ``counts`` has, for each rule that could be judged, how many it removes
    and how many it alone removes. ``not_judged`` are the rules that no column answers for some people or for anybody:
    those people are taken to pass them, so ``failures`` is a lower bound. ``not_read`` are limits of the trial itself
    that nobody read.
    """

    criteria: Criteria
    people: Population
    passed: NDArray[np.bool_]
    counts: tuple[Count, ...]
    not_judged: tuple[Criterion, ...]
    not_read: tuple[str, ...]

    @property
    def screened(self) -> int:
        """People who were screened."""
        return len(self.passed)

    @property
    def failures(self) -> int:
        """People who were screened and may not enter."""
        return int(np.count_nonzero(~self.passed))

    @property
    def failure_share(self) -> float:
        """Failures over people screened."""
        return self.failures / self.screened

    @property
    def selected(self) -> Population:
        """Those who may enter."""
        return self.people.take(self.passed)

    @property
    def note(self) -> str:
        """One sentence on what could not be judged; empty where everything could."""
        open_ones = [questions()[one.field].words for one in self.not_judged] + list(self.not_read)
        if not open_ones:
            return ""
        return f"Taken as passed where nothing here answers it: {listing(open_ones)}."


def select(people: Population, criteria: Criteria) -> Screened:
    """Apply criteria (``rules.criteria_of``) to people.

    Raises:
        InputError: when nobody passes; it names the rules that remove everybody.
    """
    found = screen(criteria, people_of(people))
    judged = tuple(count for count in found.counts if count.unknown < len(people))
    open_ones = tuple(count.criterion for count in found.counts if count.unknown)
    passed = ~found.failed
    if not passed.any():
        raise InputError(_nobody(criteria, found.removes_all, judged, len(people)))
    return Screened(criteria, people, passed, judged, open_ones, criteria.unread)


def _nobody(criteria: Criteria, alone: tuple[Criterion, ...], judged: tuple[Count, ...], n: int) -> str:
    """One sentence on why nobody passes."""
    if alone:
        rules = listing([f"{rule_words(one)} ({_field(criteria, one)})" for one in alone])
        says = "removes everybody; widen that rule" if len(alone) == 1 else "each remove everybody; widen them"
        return f"Nobody of {n} people passes: {rules} {says}."
    ranked = sorted(judged, key=lambda count: -count.removed)
    most = [count for count in ranked if count.removed >= BLAMED * n][:NAMED] or ranked[:1]
    rules = listing([f"{rule_words(one.criterion)} ({_field(criteria, one.criterion)}: {one.removed})" for one in most])
    return f"Nobody of {n} people passes all rules together, most are removed by {rules}; widen one of them."


def _field(criteria: Criteria, rule: Criterion) -> str:
    """Field of a design that a rule comes from: its place among the rules of one's own, or the trial they add to."""
    own = [one for one in criteria.criteria if one.source == OWN.key]
    place = next((number for number, one in enumerate(own) if one is rule), None)
    return "population.criteria" if place is None else f"population.rules.{place}"


def rule_words(rule: Criterion) -> str:
    """A rule as its question and what it expects: "low back pain: at least 40 points of 100"."""
    return f"'{questions()[rule.field].words}: {expected(rule)}'"
