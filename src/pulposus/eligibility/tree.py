"""The whole check as plain data, for a program."""

from __future__ import annotations

from pulposus import RESEARCH_ONLY
from pulposus.eligibility.check import NOT_APPROVAL, Eligibility
from pulposus.eligibility.judge import STATES, Finding, Judgement
from pulposus.eligibility.load import red_flags


def as_tree(found: Eligibility, only: str | None = None) -> dict[str, object]:
    """Everything, or the trial with the key ``only``, as what JSON can hold."""
    judged = [*found.trials, *([found.consensus] if found.consensus else [])]
    rates = [{"what": r.what, "share": r.words, "population": r.population, "source": r.source}
             for r in red_flags().base_rates]  # fmt: skip
    return {
        "stopped": found.stopped,
        "red_flags": {
            "raised": [flag.key for flag in found.flags.raised],
            "unanswered": [flag.key for flag in found.flags.unanswered],
            "what_to_do": found.flags.sentence or None,
            "base_rates": rates,
        },
        "trials": [_judgement(one) for one in judged if only in (None, one.criteria.key)],
        "ask_next": [{"key": question.key, "trials": count} for question, count in found.ask_next()],
        "not_approval": NOT_APPROVAL,
        "statement": RESEARCH_ONLY,
    }


def _judgement(one: Judgement) -> dict[str, object]:
    criteria = one.criteria
    return {
        "key": criteria.key,
        "kind": criteria.kind,
        "name": criteria.name,
        "product": criteria.product,
        "registry": criteria.registry,
        "status": criteria.status,
        "why": criteria.why,
        "verdict": one.verdict,
        "criteria_met": one.met,
        "criteria_asked": len(one.findings),
        "reasons": list(one.reasons),
        "missing": list(one.missing),
        "not_read": list(criteria.unread),
        "not_asked": list(criteria.not_asked),
        "criteria": [_finding(finding) for finding in one.findings],
        "warnings": [_finding(finding) for finding in one.warnings],
        "sources": [source.model_dump(exclude_none=True) for source in criteria.sources],
    }


def _finding(finding: Finding) -> dict[str, object]:
    criterion = finding.criterion
    return {
        "field": criterion.field,
        "rule": criterion.rule,
        "value": criterion.value,
        "unit": criterion.unit or None,
        "words": criterion.words,
        "source": criterion.source,
        "state": STATES[finding.state],
        "found": finding.found,
        "expected": finding.expected,
        "missing": list(finding.missing),
    }
