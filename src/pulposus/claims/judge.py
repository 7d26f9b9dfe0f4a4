"""Judge statements against a base: every part by its rule, the whole by its parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pulposus.claims.base import Base
from pulposus.claims.clinical import longer, what_would_change
from pulposus.claims.load import claims
from pulposus.claims.parts import beside, description, effect, measured, reviews, shares
from pulposus.claims.plain import sentence
from pulposus.claims.result import Judgement, PartResult
from pulposus.claims.schema import Claim
from pulposus.claims.verdict import together

_JUDGES: dict[str, Callable[..., PartResult]] = {
    "effect": effect.judge,
    "reviews": reviews.judge,
    "measured": measured.judge,
    "shares": shares.judge,
    "practice": description.of_practice,
    "screening": description.of_screening,
    "start": description.of_start,
    "within": beside.of_within,
    "model": beside.of_model,
    "noise": beside.of_noise,
    "known": beside.of_known,
}


def judge(claim: Claim, base: Base | None = None) -> Judgement:
    """One statement, by default against the base of the package."""
    against = base or Base()
    parts = tuple(_JUDGES[part.kind](part, against) for part in claim.parts)
    judged = [part for part in parts if part.verdict is not None]
    verdict = together(part.verdict for part in judged if part.verdict is not None)
    return Judgement(
        claim=claim,
        verdict=verdict,
        parts=parts,
        sentence=sentence(verdict, judged),
        longer=longer(claim, verdict, parts),
        change=what_would_change(judged),
    )


def judge_all(base: Base | None = None, only: Sequence[Claim] | None = None) -> tuple[Judgement, ...]:
    """All statements, or those given, in the order of their ids."""
    against = base or Base()
    return tuple(judge(claim, against) for claim in (claims() if only is None else only))
