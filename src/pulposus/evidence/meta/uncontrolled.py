"""Changes within an arm: what people in cohorts, in treated arms and in control arms felt, none of it an effect."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

from pulposus.evidence.meta.borrow import Lender, lender
from pulposus.evidence.meta.families import families, first_with
from pulposus.evidence.meta.gathered import (
    Gathered,
    LeftOut,
    Question,
    comparator,
    left_out,
    months,
    people,
    usable,
    words,
)
from pulposus.evidence.meta.kinds import Change, Changes
from pulposus.evidence.meta.labels import label
from pulposus.evidence.meta.responders import share
from pulposus.evidence.meta.scores import change
from pulposus.evidence.meta.sizes import mean_change
from pulposus.evidence.schema import Arm, Study

Group = Literal["cohorts", "treated arms", "control arms"]
"""Arms with the products in studies without a control; the same in controlled studies; their control arms."""


def changes(studies: Sequence[Study], question: Question, group: Group) -> Gathered[Changes]:
    """All changes within the arms of one group: responders as log odds, scores in points."""
    lending = None if question.measure == "responders" else lender(studies, question.measure)
    items: list[Change] = []
    missing: list[LeftOut] = []
    for family in families(studies):
        asked = [study for study in family if _arms(study, question, group)]
        if not asked:
            continue
        found = first_with(asked, lambda study: _of_study(study, question, group, lending) or None)
        items += found or []
        if not found:
            lack = partial(_lack, asked[0], question, group)
            missing.append(left_out(asked[0], question.measure, question.uses, lack))
    return Gathered(Changes(tuple(items), "log odds" if question.measure == "responders" else "points"), tuple(missing))


def _arms(study: Study, question: Question, group: Group) -> list[Arm]:
    if group == "control arms":
        treated = study.controlled and any(question.asks_of(arm.product) for arm in study.arms)
        return [a for a in study.arms if treated and a.role == "control" and comparator(a) in question.against]
    if study.design == "meta-analysis" or study.controlled != (group == "treated arms"):
        return []
    return [a for a in study.arms if a.role == "treatment" and question.asks_of(a.product)]


def _of_study(study: Study, question: Question, group: Group, lending: Lender | None) -> list[Change]:
    arms = _arms(study, question, group)
    found = [share(study, a, question) if lending is None else _change(study, a, question, lending) for a in arms]
    return [one for one in found if one is not None]


def _change(study: Study, arm: Arm, question: Question, lending: Lender) -> Change | None:
    found = {}
    for month in months(usable(study, arm, question.measure, question.uses)):
        score = lending.lend(change(study, arm, question.measure, month, question.uses))
        if score is not None:
            found[month] = score
    nearest = question.nearest(set(found))
    if nearest is None:
        return None
    score = found[nearest]
    assert score.sd is not None
    size = mean_change(score.value, score.sd, score.people)
    return Change(
        study=study.key, name=label(study, arm.key), value=size.value, variance=size.variance,
        people=score.people, product=arm.product, notes=score.notes, month=score.month, arm=arm.key,
    )  # fmt: skip


def _lack(study: Study, question: Question, group: Group) -> str:
    known = [(a, o) for a in _arms(study, question, group) for o in usable(study, a, question.measure, question.uses)]
    if question.nearest(months([o for _, o in known])) is None:
        return f"no {words(question.measure)} in numbers {question.span}"
    if not any(people(arm, o)[0] for arm, o in known):
        return "the people of its arms are not known"
    return f"no change of {words(question.measure)} in points can be told"
