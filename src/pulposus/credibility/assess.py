"""All factors in all contexts: levels, goals, misses by name, and what follows for the use."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.credibility.comparator import Comparator, Comparison, comparators, unsorted
from pulposus.credibility.condition import Finding
from pulposus.credibility.context import Context, contexts
from pulposus.credibility.evidence import Category, categories
from pulposus.credibility.factor import factors
from pulposus.credibility.honesty import Honesty
from pulposus.credibility.results import Results
from pulposus.credibility.risk import goal
from pulposus.credibility.rules import RULES, Asked
from pulposus.listing import listing


@dataclass(frozen=True)
class Assessment:
    """One context with its thirteen findings. ``misses`` are relevant comparisons that fail, fitted ones among them;
    ``other_misses`` fail in quantities that this use does not read."""

    context: Context
    findings: tuple[Finding, ...]
    misses: tuple[Comparison, ...]
    other_misses: tuple[Comparison, ...]
    not_used: tuple[str, ...]
    """Comparators of quantities that this use does not read."""

    @property
    def risk(self) -> int:
        """Model risk, 1 to 5."""
        return self.context.risk

    @property
    def met(self) -> int:
        """How many factors reach their goal."""
        return sum(finding.met for finding in self.findings)

    @property
    def short_of(self) -> tuple[str, ...]:
        """Names of the factors that do not."""
        return tuple(finding.factor.name for finding in self.findings if not finding.met)

    @property
    def verdict(self) -> str:
        """What follows for the use, in one sentence."""
        if self.context.refused:
            return self.context.refused
        whole = len(self.findings)
        if not self.short_of:
            return f"All {whole} goals are met: within what is written here the answer can be used as it stands."
        return (
            f"{self.met} of {whole} goals are met. Short of its goal: {listing(self.short_of)}. "
            "Until they are met, an answer of this use is a hypothesis to be tested, not a finding."
        )


@dataclass(frozen=True)
class Credibility:
    """The whole page: contexts, kinds of evidence, and what was not shown at all."""

    assessments: tuple[Assessment, ...]
    categories: tuple[Category, ...]
    results: Results
    honesty: Honesty | None
    unsorted: tuple[str, ...]

    def of(self, key: str) -> Assessment:
        """The assessment of one context."""
        return next(found for found in self.assessments if found.context.key == key)


def assess_all(results: Results, honesty: Honesty | None = None) -> Credibility:
    """All contexts of use from results; ``honesty`` None means that left-out studies were not shown."""
    found = comparators(results, honesty)
    return Credibility(
        tuple(assess(context, results, found) for context in contexts()),
        categories(results, found),
        results,
        honesty,
        unsorted(results, honesty),
    )


def assess(context: Context, results: Results, found: tuple[Comparator, ...]) -> Assessment:
    """One context of use."""
    asked = Asked(context, results, found)
    relevant = {id(each) for each in asked.relevant}
    others = [each for each in found if id(each) not in relevant]
    missed = tuple(dict.fromkeys(c for each in asked.relevant for c in each.comparisons if not c.passed))
    return Assessment(
        context=context,
        findings=tuple(
            Finding(factor, goal(context.risk, factor.top), RULES[factor.key](asked)) for factor in factors()
        ),
        misses=missed,
        other_misses=tuple(c for each in others for c in each.comparisons if not c.passed and c not in missed),
        not_used=tuple(each.name for each in others),
    )
