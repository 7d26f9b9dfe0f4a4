"""What the credibility page and its short section show of a context of use, and of left-out studies."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.credibility.assess import Assessment
from pulposus.credibility.comparator import Comparison
from pulposus.credibility.condition import Condition, Finding
from pulposus.credibility.honesty import Group, Honesty
from pulposus.credibility.risk import HIGHEST
from pulposus.listing import listing

NOT_SHOWN = (
    "Forecasts of studies that the model had not seen were not handed over, so whether its bands keep their promise in "
    "new studies is not shown here."
)


@dataclass(frozen=True)
class Miss:
    """A comparison that fails: its name, why as far as known, and whether the model was fitted to it."""

    name: str
    why: str
    fitted: bool


@dataclass(frozen=True)
class FactorView:
    """One factor in one context."""

    key: str
    name: str
    activity: str
    asks: str
    level: int
    goal: int
    top: int
    met: bool
    level_words: str
    goal_words: str
    decided: tuple[Condition, ...]
    raises: tuple[Condition, ...]


@dataclass(frozen=True)
class ContextView:
    """One context of use; ``met`` of ``whole`` goals."""

    key: str
    title: str
    short: str
    facts: tuple[tuple[str, str], ...]
    other_evidence: str
    risk: int
    met: int
    whole: int
    verdict: str
    refused: bool
    factors: tuple[FactorView, ...]
    misses: tuple[Miss, ...]
    other_misses: tuple[Miss, ...]
    not_used: tuple[str, ...]


def context_view(found: Assessment) -> ContextView:
    """One context of use."""
    context = found.context
    return ContextView(
        key=context.key,
        title=context.title,
        short=context.short,
        facts=(
            ("Who asks", upper_first(context.who)),
            ("Question of interest", context.question),
            ("Context of use", " ".join(context.use.split())),
            ("Decision", context.decision),
            ("Model influence", f"{upper_first(context.influence.grade)}. {context.influence.why}"),
            ("Decision consequence", f"{upper_first(context.consequence.grade)}. {context.consequence.why}"),
            ("Model risk", f"{found.risk} of {HIGHEST}, by the table under the rules"),
        ),
        other_evidence=upper_first("; ".join(context.other_evidence)),
        risk=found.risk,
        met=found.met,
        whole=len(found.findings),
        verdict=found.verdict,
        refused=bool(context.refused),
        factors=tuple(_factor(context.key, each) for each in found.findings),
        misses=tuple(_miss(each) for each in found.misses),
        other_misses=tuple(_miss(each) for each in found.other_misses),
        not_used=found.not_used,
    )


def upper_first(text: str) -> str:
    """The first letter of a sentence."""
    return text[:1].upper() + text[1:]


def _factor(context: str, found: Finding) -> FactorView:
    factor = found.factor
    return FactorView(
        key=f"{context}-{factor.key}",
        name=factor.name,
        activity=factor.activity,
        asks=factor.asks,
        level=found.level,
        goal=found.goal,
        top=factor.top,
        met=found.met,
        level_words=factor.levels[found.level],
        goal_words=factor.levels[found.goal],
        decided=found.decided,
        raises=found.raises,
    )


def _miss(found: Comparison) -> Miss:
    return Miss(found.name, found.said, found.fitted)


def left_out(honesty: Honesty | None) -> tuple[str, ...]:
    """What forecasts of left-out studies say, in sentences."""
    if honesty is None:
        return (NOT_SHOWN,)
    said = [
        f"{honesty.studies} studies ({honesty.controlled} controlled, {honesty.arms} arms, {honesty.people:,} people) "
        "were left out one at a time and forecast from the others."
    ]
    for group in honesty.groups:
        held = "; ".join(
            f"{100 * level:.0f} % intervals held {inside} of {whole} numbers, which "
            f"{'agrees' if group.compatible(level) else 'does not agree'} with {100 * level:.0f} %"
            for level, (inside, whole) in sorted(group.coverage.items())
        )
        said.append(f"{group.what.capitalize()}: {held}.")
        said += [_ahead(group, outcome) for outcome in group.crps]
    return tuple(said)


def _ahead(group: Group, outcome: str) -> str:
    """The mean score of the whole band (CRPS) beside baselines, in words."""
    name = {"odi": "disability (ODI)"}.get(outcome, outcome)
    behind = group.behind(outcome)
    found = f"not closer than {listing(behind)}" if behind else "closer than every baseline"
    return f"{group.what.capitalize()}, {name}: {found}, by the score of the whole band (CRPS)."
