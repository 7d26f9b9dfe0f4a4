"""Who may enrol: candidates in the order in which they come forward, and the rules that each of them breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.eligibility import screen
from pulposus.eligibility.schema import Criteria, Criterion
from pulposus.errors import InputError
from pulposus.trial.design.design import Design
from pulposus.trial.people.draw import draw
from pulposus.trial.people.population import Population, joined
from pulposus.trial.people.rules import criteria_of
from pulposus.trial.people.screening import people_of
from pulposus.trial.people.select import rule_words, select
from pulposus.trial.people.table import read_people

Mask = NDArray[np.bool_]
PROBE = 20_000
"""Candidates from whom the share that may enrol is learnt before anything else is done."""
BLOCK = 10_000_000
"""Candidates kept for each piece, so that pieces draw different people whatever their share."""
RAREST = 0.002
"""Share that may enrol below which drawing candidates takes longer than a trial is worth."""


@dataclass(frozen=True)
class Screened:
    """Candidates (n,) and which of the rules (rules, n) each breaks."""

    people: Population
    broken: Mask
    rules: tuple[Criterion, ...]

    @property
    def failed(self) -> NDArray[np.int64]:
        """How many rules each breaks, (n,)."""
        return self.broken.sum(axis=0)

    @property
    def failed_rule(self) -> list[str]:
        """The rule that is the only one somebody breaks; empty for others."""
        first = self.broken.argmax(axis=0) if len(self.rules) else np.zeros(len(self.people), dtype=np.int64)
        return [rule_key(self.rules[k]) if n == 1 else "" for k, n in zip(first, self.failed, strict=True)]

    def upto(self, count: int) -> Screened:
        """The first candidates."""
        return Screened(self.people.take(np.arange(count)), self.broken[:, :count], self.rules)


def rule_key(rule: Criterion) -> str:
    """A rule in words that tell it from others."""
    return rule_words(rule).strip("'")


def criteria(design: Design) -> Criteria | None:
    """All rules of a design, None where everybody may enrol."""
    given = design.population
    if given.criteria is None and not given.rules:
        return None
    return criteria_of(given.criteria, [rule.stated for rule in given.rules])


def screened(people: Population, rules: Criteria | None) -> Screened:
    """Screen people by each rule alone."""
    if rules is None:
        return Screened(people, np.zeros((0, len(people)), dtype=bool), ())
    return Screened(people, broken(people, rules), rules.excluding)


def broken(people: Population, rules: Criteria) -> Mask:
    """Who breaks each of the rules that decide, (rules, n)."""
    answers = people_of(people)
    each = [screen(rules.model_copy(update={"criteria": (rule,)}), answers).failed for rule in rules.excluding]
    return np.stack(each)


def block_seed(design: Design, block: int) -> int:
    """Seed of the discs of a block of candidates."""
    return int(np.random.SeedSequence([design.seed, block]).generate_state(1)[0])


def passing_share(design: Design) -> float:
    """Share of candidates that may enrol, from a first look at some of them.

    Raises:
        InputError: nobody may, or too few; it names the rules that remove most.
    """
    rules = criteria(design)
    if design.population.table is not None:
        people = read_people(design.population.table, design.seed)
        if rules is not None:
            select(people, rules)
        return float(np.mean(screened(people, rules).failed == 0))
    if rules is None:
        return 1.0
    found = select(draw(PROBE, design.seed), rules)
    share = 1 - found.failure_share
    if share < RAREST:
        worst = max(found.counts, key=lambda count: count.removed)
        raise InputError(
            f"Only {share:.2%} of people pass all rules, the most are removed by {rule_words(worst.criterion)} "
            f"({worst.removed} of {PROBE}); widen a rule."
        )
    return share


def from_table(design: Design) -> Screened:
    """Everybody of the user's table."""
    assert design.population.table is not None
    return screened(read_people(design.population.table, design.seed), criteria(design))


def until_enough(design: Design, piece: int, eligible: int, share: float) -> Screened:
    """Candidates of a piece up to the last of ``eligible`` people who may enrol."""
    rules = criteria(design)
    parts: list[Screened] = []
    found = 0
    for first, count in _chunks(piece * BLOCK, eligible, share):
        part = screened(draw(count, design.seed, first), rules)
        parts.append(part)
        found += int(np.sum(part.failed == 0))
        if found >= eligible:
            break
    whole = Screened(
        joined([part.people for part in parts]), np.concatenate([part.broken for part in parts], axis=1), parts[0].rules
    )
    return whole.upto(int(np.flatnonzero(whole.failed == 0)[eligible - 1]) + 1)


def _chunks(first: int, eligible: int, share: float) -> Iterator[tuple[int, int]]:
    """Beginnings and sizes of groups of candidates: one that most likely holds enough, then small ones."""
    size = int(np.ceil(eligible / share * MARGIN))
    while True:
        yield first, size
        first += size
        size = max(int(np.ceil(size * (MARGIN - 1))), 1)


MARGIN = 1.15
