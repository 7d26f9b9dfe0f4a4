"""What is known after one treatment, topic by topic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pulposus.evidence.aftermath.records import Record, Topic
from pulposus.library.schema import Source


@dataclass(frozen=True)
class Answer:
    """One topic: findings (the first is shown first), sentences why there are none, sentences why there is nothing."""

    topic: Topic
    records: tuple[Record, ...] = ()
    unknown: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()

    @property
    def head(self) -> Record | None:
        """The finding that is shown first."""
        return self.records[0] if self.records else None


@dataclass(frozen=True)
class Aftermath:
    """Everything that is known of recovery and harms after one treatment; ``answers`` are in the order of TOPICS."""

    key: str
    name: str
    answers: tuple[Answer, ...]
    notes: tuple[str, ...] = ()

    def answer(self, topic: Topic) -> Answer:
        """One topic."""
        return next(answer for answer in self.answers if answer.topic == topic)


def sources(found: Iterable[Aftermath]) -> tuple[Source, ...]:
    """Sources behind all findings, each once, by key."""
    used = {r.source.key: r.source for one in found for answer in one.answers for r in answer.records}
    return tuple(used[key] for key in sorted(used, key=str.casefold))
