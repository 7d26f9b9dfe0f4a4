"""The thirteen factors are those of the standard, and each has its rule and a whole ladder."""

from __future__ import annotations

import made_results as made

from pulposus.credibility.comparator import comparators
from pulposus.credibility.context import contexts
from pulposus.credibility.factor import ACTIVITIES, factors, sources
from pulposus.credibility.rules import RULES, Asked

# ASME V&V 40-2018, Table 5-1.
NAMES = (
    "Software quality assurance", "Numerical code verification", "Discretization error", "Numerical solver error",
    "Use error", "Model form", "Model inputs", "Test samples", "Test conditions", "Equivalency of input parameters",
    "Output comparison", "Relevance of the quantities of interest", "Relevance of the validation activities to the COU",
)  # fmt: skip


def test_names_and_order_are_the_standard_s() -> None:
    assert tuple(factor.name for factor in factors()) == NAMES
    assert [factor.activity for factor in factors()] == [
        activity for activity, count in zip(ACTIVITIES, (5, 6, 2), strict=True) for _ in range(count)
    ]


def test_every_factor_has_a_rule_and_every_rule_a_factor() -> None:
    assert set(RULES) == {factor.key for factor in factors()}


def test_every_level_of_every_scale_asks_for_something() -> None:
    for context in contexts():
        asked = Asked(context, made.results(), comparators(made.results(), made.honesty()))
        for factor in factors():
            levels = [condition.level for condition in RULES[factor.key](asked)]
            assert set(levels) == set(range(1, factor.top + 1)), factor.key
            assert levels == sorted(levels), factor.key


def test_the_framework_has_addresses() -> None:
    assert {source.key for source in sources()} == {"VV40", "FDA2023", "Morrison2019"}
