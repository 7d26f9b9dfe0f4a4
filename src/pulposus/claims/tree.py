"""Judgements as plain dictionaries, for files and programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pulposus.claims.result import Judgement, PartResult, Record
from pulposus.claims.verdict import VERDICTS


def tree(found: Sequence[Judgement]) -> dict[str, Any]:
    """All judgements with counts of the verdicts."""
    counts = {verdict: sum(one.verdict == verdict for one in found) for verdict in VERDICTS}
    return {"counts": counts, "claims": [_judgement(one) for one in found]}


def _judgement(one: Judgement) -> dict[str, Any]:
    claim = one.claim
    return {
        "id": claim.id,
        "group": claim.group,
        "short": claim.short,
        "statement": claim.statement,
        "question": claim.question,
        "population": claim.population,
        "verdict": one.verdict,
        "sentence": one.sentence,
        "longer": one.longer,
        "change": one.change,
        "not_judged": claim.not_judged,
        "parts": [_part(part) for part in one.parts],
    }


def _part(part: PartResult) -> dict[str, Any]:
    return {
        "name": part.asked.name,
        "asks": part.asked.asks,
        "beside": part.asked.beside,
        "verdict": part.verdict,
        "rule": part.rule,
        "because": part.because,
        "finding": part.finding,
        "change": part.change,
        "numbers": [asdict(one) for one in part.numbers],
        "records": [_record(one) for one in part.records],
    }


def _record(one: Record) -> dict[str, Any]:
    return {**asdict(one), "read_in": list(one.read_in)}
