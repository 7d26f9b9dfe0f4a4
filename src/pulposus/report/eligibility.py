"""What the report says about entering a trial: red flags first, then each trial with its reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from pulposus.eligibility import Eligibility, Judgement, red_flags
from pulposus.eligibility.check import NOT_APPROVAL
from pulposus.eligibility.judge import STATES, Finding
from pulposus.eligibility.short import in_short
from pulposus.library.schema import Source
from pulposus.report.sources import Reference, reference
from pulposus.report.words import lower_first

# Which look of a tag each verdict and each state of a criterion has.
LOOKS = {
    "eligible": "given",
    "met": "given",
    "not eligible": "flagged",
    "not met": "flagged",
    "warning": "flagged",
    "unknown": "not-covered",
}
SHOWN_REASONS = 4
SHOWN_QUESTIONS = 8


@dataclass(frozen=True)
class Line:
    """One criterion: as the trial words it, whether it is met, what was found."""

    words: str
    state: str
    look: str
    found: str


@dataclass(frozen=True)
class Row:
    """One trial, or the project's own rule: the verdict, the first reasons, and every criterion."""

    key: str
    name: str
    registry: str
    address: str
    product: str
    status: str
    verdict: str
    look: str
    met: str
    reasons: tuple[str, ...]
    lines: tuple[Line, ...]
    unread: str
    not_asked: str
    why: str
    sources: tuple[Reference, ...]


@dataclass(frozen=True)
class EligibilityView:
    """The section as the template needs it; ``stop`` is what to do where a red flag is raised, and ends the section."""

    stop: str
    unanswered: tuple[str, ...]
    none_answered: bool
    base_rates: tuple[tuple[str, str], ...]
    population: str
    rate_source: Reference
    summary: str
    rows: tuple[Row, ...]
    own_rule: Row | None
    ask_next: tuple[tuple[str, int], ...]
    not_approval: str


def view(found: Eligibility) -> EligibilityView:
    """The section for one checked person."""
    flags = red_flags()
    rates = flags.base_rates
    source = next(source for source in flags.sources if source.key == rates[0].source)
    return EligibilityView(
        stop=found.flags.sentence,
        unanswered=tuple(flag.words for flag in found.flags.unanswered),
        none_answered=len(found.flags.unanswered) == len(flags.flags),
        base_rates=tuple((rate.what, rate.words) for rate in rates),
        population=rates[0].population,
        rate_source=reference(source),
        summary=summary(found),
        rows=tuple(row(judgement) for judgement in found.trials),
        own_rule=row(found.consensus) if found.consensus else None,
        ask_next=tuple((question.words, count) for question, count in found.ask_next()[:SHOWN_QUESTIONS]),
        not_approval=NOT_APPROVAL,
    )


def summary(found: Eligibility) -> str:
    """How many trials have which verdict, as one sentence; empty where a red flag stopped the check."""
    if found.stopped:
        return ""
    count = {verdict: sum(one.verdict == verdict for one in found.trials) for verdict in ("eligible", "unknown")}
    rest = len(found.trials) - sum(count.values())
    return (
        f"Of {len(found.trials)} trials, this person meets all criteria that were read in {count['eligible']} and "
        f"fails at least one in {rest}; in {count['unknown']} something is not known."
    )


def row(judgement: Judgement) -> Row:
    """One trial as the template needs it."""
    criteria = judgement.criteria
    return Row(
        key=criteria.key,
        name=criteria.name,
        registry=criteria.registry or "",
        address=f"https://clinicaltrials.gov/study/{criteria.registry}" if criteria.registry else "",
        product=lower_first(criteria.product),
        status=criteria.status or "not read",
        verdict=judgement.verdict,
        look=LOOKS[judgement.verdict],
        met=f"{judgement.met} of {len(judgement.findings)}",
        reasons=in_short(judgement, SHOWN_REASONS),
        lines=tuple(_line(finding) for finding in (*judgement.findings, *judgement.warnings)),
        unread="; ".join(criteria.unread),
        not_asked="; ".join(criteria.not_asked),
        why=" ".join((criteria.why or "").split()),
        sources=tuple(_source(source) for source in criteria.sources),
    )


def _source(source: Source) -> Reference:
    """A source whose link is named by its host, since the addresses of copies are long."""
    found = reference(source)
    return replace(found, link=urlsplit(found.address).netloc) if found.link == found.address else found


def _line(finding: Finding) -> Line:
    state = STATES[finding.state]
    if finding.criterion.effect == "warn":
        state = "warning"
    return Line(finding.criterion.words, state, LOOKS[state], finding.found)
