"""Validation, the comparator: samples and conditions behind the measurements."""

from __future__ import annotations

from collections.abc import Sequence

from pulposus.credibility.comparator import Comparator
from pulposus.credibility.condition import Condition
from pulposus.credibility.judgement import judged
from pulposus.credibility.rules.asked import Asked, counted, except_for, short


def _numbers(comparators: Sequence[Comparator]) -> str:
    """Each comparator with its number of samples."""
    return short(
        [
            f"{each.name} ({each.behind.subject}, {each.behind.samples or 'number not in what was read'})"
            for each in comparators
        ]
    )


def _without(comparators: Sequence[Comparator]) -> str:
    return f"not for {_numbers(comparators)}" if comparators else "for all"


def test_samples(asked: Asked) -> tuple[Condition, ...]:
    """Some; several of each; enough of each, over the states of the use."""
    found = asked.measured
    several, enough = judged("several_samples"), judged("enough_samples")
    few = [each for each in found if (each.behind.samples or 0) < several]
    below = [each for each in found if (each.behind.samples or 0) < enough]
    covered = {state for each in found for state in each.behind.states}
    absent = [state for state in asked.context.population.states if state not in covered]
    return (
        Condition(1, "measurements with samples", _numbers(found), bool(found)),
        Condition(2, f"{several:.0f} samples or more behind each", _without(few), not few),
        Condition(3, f"{enough:.0f} samples or more behind each", _without(below), not below),
        Condition(3, "the states of discs of this use", except_for(absent), not absent),
    )


def test_conditions(asked: Asked) -> tuple[Condition, ...]:
    """One; several; many, up to the horizon of the use."""
    found = asked.measured
    number = sum(each.behind.conditions for each in found)
    varied = short([f"{each.behind.varied} ({each.name})" for each in found])
    latest = max((each.behind.months for each in found), default=0.0)
    horizon = asked.context.population.months
    several, many = judged("several_conditions"), judged("many_conditions")
    return (
        Condition(1, "a condition", f"{counted(number, 'condition')}: {varied}", number > 0),
        Condition(2, f"{several:.0f} or more", counted(number, "condition"), number >= several),
        Condition(3, f"{many:.0f} or more", counted(number, "condition"), number >= many),
        Condition(3, f"up to month {horizon:g}", f"the longest looks {latest:g} months ahead", latest >= horizon),
    )
