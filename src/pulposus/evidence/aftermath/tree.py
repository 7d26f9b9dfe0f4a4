"""Recovery and harms as plain lists and dictionaries, for files and programs."""

from __future__ import annotations

from dataclasses import asdict

from pulposus.evidence.aftermath.answer import Aftermath, Answer
from pulposus.evidence.aftermath.records import Record


def tree(found: Aftermath) -> dict[str, object]:
    """Everything as JSON holds it; ``measure`` is None where words say all."""
    return {
        "key": found.key,
        "name": found.name,
        "notes": list(found.notes),
        "topics": {answer.topic: _answer(answer) for answer in found.answers},
    }


def _answer(answer: Answer) -> dict[str, object]:
    return {
        "known": bool(answer.records),
        "records": [_record(record) for record in answer.records],
        "unknown": list(answer.unknown),
        "nothing": list(answer.nothing),
    }


def _record(record: Record) -> dict[str, object]:
    measure = None if record.measure is None else {"kind": type(record.measure).__name__, **asdict(record.measure)}
    return {
        "what": record.what,
        "measure": measure,
        "followed": None if record.followed is None else asdict(record.followed),
        "population": record.population,
        "source": record.source.model_dump(exclude_none=True),
        "borrowed": record.borrowed,
        "advice": record.advice,
        "part": record.part,
    }
