"""The reasons of one judgement in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulposus.eligibility.load import questions
from pulposus.eligibility.words import NOT_ANSWERED, missing
from pulposus.listing import listing

if TYPE_CHECKING:
    from pulposus.eligibility.judge import Judgement


def in_short(judgement: Judgement, most: int) -> tuple[str, ...]:
    """The criteria that are not met, each a line; or one line of what was not answered and one of what was not read.

    At most ``most`` things are named, the others are counted.
    """
    if judgement.failed:
        rest = len(judgement.failed) - most
        return judgement.reasons[:most] + ((f"and {rest} more",) if rest > 0 else ())
    asked = [questions()[key] for key in judgement.missing]
    told = [missing(question) for question in asked if question.when_missing]
    plain = [question.words for question in asked if not question.when_missing]
    if plain:
        rest = len(plain) - most
        told.append(f"{NOT_ANSWERED}: {'; '.join(plain[:most])}" + (f" and {rest} more" if rest > 0 else ""))
    if judgement.criteria.unread:
        told.append(f"not read: {listing(judgement.criteria.unread)}")
    return tuple(told)
