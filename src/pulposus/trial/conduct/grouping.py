"""Groups of people about whom a design asks: without one rule, subgroups, and limits of a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.conduct.screened import broken
from pulposus.trial.design.design import Design
from pulposus.trial.design.people import InclusionRule
from pulposus.trial.people.population import Population
from pulposus.trial.people.rules import criteria_of

Mask = NDArray[np.bool_]
FEWEST = 20
"""People below which nothing is told of a group."""
STANDARD: tuple[tuple[str, str, str, object], ...] = (
    ("pfirrmann_2", "pfirrmann", "between", [2, 2]),
    ("pfirrmann_3", "pfirrmann", "between", [3, 3]),
    ("pfirrmann_4", "pfirrmann", "between", [4, 4]),
    ("pfirrmann_5", "pfirrmann", "between", [5, 5]),
    ("level_l4_5", "level", "one_of", ["L4/5"]),
    ("level_l5_s1", "level", "one_of", ["L5/S1"]),
    ("modic_none", "modic", "at_most", 0),
    ("modic_some", "modic", "at_least", 1),
    ("pain_below_60", "pain_0_100", "below", 60),
    ("pain_60_or_more", "pain_0_100", "at_least", 60),
    ("age_below_45", "age_y", "below", 45),
    ("age_45_or_more", "age_y", "at_least", 45),
    ("duration_below_24", "duration_months", "below", 24),
    ("duration_24_or_more", "duration_months", "at_least", 24),
)
"""Subgroups that are told of every trial, with limits that trials of discs use."""


@dataclass(frozen=True)
class Group:
    """People of the cohort (n,) about whom something is told."""

    kind: str
    key: str
    words: str
    mask: Mask
    limit: float
    share: float  # of those who may enrol
    screened_per_enrolled: float


@dataclass(frozen=True)
class Cohort:
    """People who may enrol, or break one rule only, with what screening found of them."""

    people: Population
    failed: NDArray[np.int64]
    failed_rule: NDArray[np.str_]
    together: Mask
    screened_per_enrolled: float


def groups(design: Design, cohort: Cohort) -> list[Group]:
    """All groups of a design that hold enough people."""
    able = cohort.failed == 0
    found = [_group("all", "all", "everybody who may enrol", able, able, cohort)]
    for rule in dict.fromkeys(cohort.failed_rule[cohort.failed == 1].tolist()):
        without = cohort.together & (able | ((cohort.failed == 1) & (cohort.failed_rule == rule)))
        if np.sum(without & ~able) < FEWEST:
            continue
        more = float(np.sum(without)) / float(np.sum(cohort.together & able))
        found.append(Group("rule", rule, f"without {rule}", without, np.nan, more, cohort.screened_per_enrolled / more))
    subgroups, chosen = _subgroups(design), design.explore.selection
    limits = {limit: chosen.limit(limit) for limit in chosen.values} if chosen else {}
    holds = _held(cohort.people, [*(rule for _, rules in subgroups for rule in rules), *limits.values()])
    for key, rules in subgroups:
        mask = able & np.logical_and.reduce([holds[rule] for rule in rules])
        words = " and ".join(rule.words for rule in rules)
        found.append(_group("subgroup", key, words, mask, able, cohort))
    for limit, rule in limits.items():
        key, mask = f"{rule.field}_{limit:g}", able & holds[rule]
        found.append(_group("selection", key, rule.words, mask, able, cohort, limit))
    return [group for group in found if np.sum(group.mask) >= FEWEST or group.kind == "all"]


def _group(kind: str, key: str, words: str, mask: Mask, able: Mask, cohort: Cohort, limit: float = np.nan) -> Group:
    share = float(np.sum(mask)) / max(int(np.sum(able)), 1)
    screened = cohort.screened_per_enrolled / share if share > 0 else float("inf")
    return Group(kind, key, words, mask, limit, share, screened)


def _subgroups(design: Design) -> list[tuple[str, tuple[InclusionRule, ...]]]:
    usual = [
        (key, (InclusionRule.model_validate({"field": field, "rule": rule, "value": value}),))
        for key, field, rule, value in STANDARD
    ]
    return [*usual, *((one.key, one.rules) for one in design.explore.subgroups)]


def _held(people: Population, rules: Sequence[InclusionRule]) -> dict[InclusionRule, Mask]:
    """Who does not break each rule, (n,)."""
    breaks = broken(people, criteria_of(None, [rule.stated for rule in rules]))
    return dict(zip(rules, ~breaks, strict=True))
