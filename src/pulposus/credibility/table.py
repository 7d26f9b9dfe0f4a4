"""The whole page as a tree, for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulposus.credibility.assess import Assessment, Credibility
from pulposus.credibility.condition import Condition, Finding
from pulposus.credibility.honesty import Honesty
from pulposus.credibility.risk import HIGHEST, table


def tree(page: Credibility) -> dict[str, Any]:
    """Contexts with their factors, misses and kinds of evidence."""
    results = page.results
    return {
        "version": results.software.version,
        "results_from": dict(results.versions),
        "not_run": {"verify": list(results.verification_missing), "validate": list(results.validation_missing)},
        "not_sorted": list(page.unsorted),
        "left_out_studies": _honesty(page.honesty),
        "risk_table": {influence: list(risks) for influence, risks in table()},
        "highest_risk": HIGHEST,
        "contexts": [_context(found) for found in page.assessments],
        "evidence": [
            {"kind": found.kind.name, "shown": found.shown, "found": list(found.found)} for found in page.categories
        ],
    }


def _honesty(honesty: Honesty | None) -> Mapping[str, Any] | None:
    """None: not shown."""
    if honesty is None:
        return None
    return {
        "groups": [
            {
                "what": group.what,
                "coverage": {
                    f"{level:g}": {"inside": inside, "of": whole, "compatible": group.compatible(level)}
                    for level, (inside, whole) in sorted(group.coverage.items())
                },
                "crps": {outcome: dict(scores) for outcome, scores in group.crps.items()},
            }
            for group in honesty.groups
        ],
        "studies": honesty.studies,
        "controlled": honesty.controlled,
        "arms": honesty.arms,
        "people": honesty.people,
        "months": honesty.months,
    }


def _context(found: Assessment) -> dict[str, Any]:
    context = found.context
    return {
        "key": context.key,
        "title": context.title,
        "who": context.who,
        "question_of_interest": context.question,
        "context_of_use": " ".join(context.use.split()),
        "decision": context.decision,
        "other_evidence": list(context.other_evidence),
        "model_influence": context.influence.model_dump(),
        "decision_consequence": context.consequence.model_dump(),
        "model_risk": found.risk,
        "goals_met": found.met,
        "goals": len(found.findings),
        "short_of": list(found.short_of),
        "verdict": found.verdict,
        "factors": [_finding(each) for each in found.findings],
        "misses": [{"name": each.name, "why": each.said, "fitted": each.fitted} for each in found.misses],
        "misses_elsewhere": [each.name for each in found.other_misses],
        "not_used": list(found.not_used),
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "factor": found.factor.name,
        "activity": found.factor.activity,
        "goal": found.goal,
        "level": found.level,
        "of": found.factor.top,
        "met": found.met,
        "goal_words": found.factor.levels[found.goal],
        "level_words": found.factor.levels[found.level],
        "decided_by": [_condition(each) for each in found.decided],
        "raised_by": [_condition(each) for each in found.raises],
    }


def _condition(found: Condition) -> dict[str, Any]:
    return {"level": found.level, "asks": found.asks, "found": found.found}
