"""Responders of two arms by a definition that both share, and of one arm."""

from __future__ import annotations

from pulposus.evidence.meta.gathered import Question, people, usable
from pulposus.evidence.meta.kinds import Change, Difference
from pulposus.evidence.meta.labels import label
from pulposus.evidence.meta.sizes import Size, log_odds, log_odds_ratio, log_risk_ratio
from pulposus.evidence.schema import Arm, Outcome, Study


def ratio(study: Study, arm: Arm, control: Arm, question: Question) -> Difference | None:
    """Logarithm of the ratio at the visit nearest to the one wanted; of several definitions the first in the file.
    None where the arms share none."""
    ours, theirs = (_counted(study, a, question) for a in (arm, control))
    shared = [(o, t) for o in ours for t in theirs if _same(o, t)]
    month = question.nearest({o.month for o, _ in shared})
    if month is None:
        return None
    own, other = next(pair for pair in shared if pair[0].month == month)
    (a, n, about_ours), (c, m, about_theirs) = _count(arm, own), _count(control, other)
    size = (log_odds_ratio if question.scale == "log odds ratio" else log_risk_ratio)(a, n, c, m)
    return Difference(
        study=study.key, name=label(study, arm.key, control.key), value=size.value,
        variance=size.variance, people=n, product=arm.product, notes=_notes(own, size, about_ours + about_theirs),
        month=month, arm=arm.key, control=control.key, arm_variance=size.arm_variance,
        control_variance=size.control_variance, control_people=m, control_share=other.value,
    )  # fmt: skip


def share(study: Study, arm: Arm, question: Question) -> Change | None:
    """Log odds of the responders of one arm."""
    counted = _counted(study, arm, question)
    month = question.nearest({o.month for o in counted})
    if month is None:
        return None
    own = next(o for o in counted if o.month == month)
    a, n, about_them = _count(arm, own)
    size = log_odds(a, n)
    return Change(
        study=study.key, name=label(study, arm.key), value=size.value, variance=size.variance, people=n,
        product=arm.product, notes=_notes(own, size, about_them), month=month, arm=arm.key,
    )  # fmt: skip


def _counted(study: Study, arm: Arm, question: Question) -> list[Outcome]:
    return [o for o in usable(study, arm, "responders", question.uses) if people(arm, o)[0]]


def _count(arm: Arm, outcome: Outcome) -> tuple[int, int, tuple[str, ...]]:
    """Responders and people of an arm: whole numbers, as people are."""
    n, about_them = people(arm, outcome)
    assert n is not None
    return round(outcome.value * n), n, about_them


def _same(ours: Outcome, theirs: Outcome) -> bool:
    if ours.month != theirs.month:
        return False
    if ours.definition is not None and theirs.definition is not None:
        return ours.definition == theirs.definition
    return ours.words is not None and ours.words == theirs.words


def _notes(outcome: Outcome, size: Size, about_them: tuple[str, ...]) -> tuple[str, ...]:
    return (_defined(outcome), *(("a half added to an empty cell",) if size.corrected else ()), *about_them)


def _defined(outcome: Outcome) -> str:
    """Who counts as a responder, in short."""
    definition = outcome.definition
    if definition is None:
        return f"responders: {outcome.words or 'definition not seen'}"
    parts = []
    for name, threshold in (("pain", definition.pain), ("ODI", definition.odi)):
        if threshold is None:
            continue
        limits = [f"{threshold.percent:g} %"] if threshold.percent is not None else []
        limits += [f"{threshold.points:g} points"] if threshold.points is not None else []
        fall = [f"{name} down by {' and '.join(limits)}"] if limits else []
        level = [f"{name} at most {threshold.to_at_most:g}"] if threshold.to_at_most is not None else []
        parts.append(" and ".join(fall + level))
    return f"responders: {f' {definition.combine} '.join(parts)}"
