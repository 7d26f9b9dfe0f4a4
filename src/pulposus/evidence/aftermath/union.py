"""Several treatments at once: what is known of each part stands side by side, the worst first, never summed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pulposus.evidence.aftermath.answer import Aftermath, Answer
from pulposus.evidence.aftermath.records import RECOVERY, TOPICS, Amount, Ratio, Record, Share, Topic

NOT_STUDIED = (
    "Nobody has counted recovery or harms of this combination: what is shown belongs to its parts, the worst first. "
    "Harms of a combination can be more frequent than those of each part."
)


def union(key: str, name: str, parts: Sequence[Aftermath], notes: Sequence[str] = ()) -> Aftermath:
    """Recovery and harms of treatments given together."""
    return Aftermath(key, name, tuple(_answer(topic, parts) for topic in TOPICS), tuple(notes))


def _answer(topic: Topic, parts: Sequence[Aftermath]) -> Answer:
    heads, rest, unknown, nothing = [], [], [], []
    for part in parts:
        answer = part.answer(topic)
        records = [replace(record, part=record.part or part.name) for record in answer.records]
        heads += records[:1]
        rest += records[1:]
        unknown += [f"{part.name}: {sentence}" for sentence in answer.unknown]
        nothing += [f"{part.name}: {sentence}" for sentence in answer.nothing]
    heads.sort(key=lambda r: severity(r, topic), reverse=True)
    return Answer(topic, tuple(heads + rest), tuple(unknown), tuple(nothing) if not (heads or unknown) else ())


def severity(record: Record, topic: Topic) -> tuple[int, float]:
    """What stands first: a share before an amount before a ratio before words, and within each kind the worse.

    A share of a recovery topic counts those who are home or back, so the smaller is worse.
    """
    match record.measure:
        case Share(share=share):
            return 3, (1 - share if topic in RECOVERY else share)
        case Amount(value=value):
            return 2, value
        case Ratio(value=value):
            return 1, value
    return 0, 0.0
