"""Differences from a control: every arm with the products asked for against the control arm of its own setting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

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
from pulposus.evidence.meta.kinds import Difference, Differences
from pulposus.evidence.meta.labels import label
from pulposus.evidence.meta.printed import printed_difference
from pulposus.evidence.meta.responders import ratio
from pulposus.evidence.meta.scores import Score, change, final
from pulposus.evidence.meta.sizes import mean_difference, standardised_difference
from pulposus.evidence.schema import Arm, Study

Read = Callable[..., Score | None]


def differences(studies: Sequence[Study], question: Question) -> Gathered[Differences]:
    """All differences that answer the question.

    A trial whose arms share a control gives one difference for each; ``Differences`` knows their covariance.
    """
    lending = None if question.measure == "responders" else lender(studies, question.measure)
    items: list[Difference] = []
    missing: list[LeftOut] = []
    for family in families(study for study in studies if study.controlled):
        asked = [study for study in family if _pairs(study, question)]
        if not asked:
            continue
        found = first_with(asked, lambda study: _of_study(study, question, lending) or None)
        items += found or []
        if not found:
            missing.append(left_out(asked[0], question.measure, question.uses, partial(_lack, asked[0], question)))
    scale = question.scale or ("log risk ratio" if question.measure == "responders" else "points")
    return Gathered(Differences(tuple(items), scale), tuple(missing))


def _pairs(study: Study, question: Question) -> list[tuple[Arm, Arm]]:
    """Arms asked for, each with the controls that it shares its setting with, else with any that is asked for."""
    controls = [arm for arm in study.arms if arm.role == "control" and comparator(arm) in question.against]
    pairs = []
    for arm in study.arms:
        if arm.role == "treatment" and question.asks_of(arm.product):
            own = [control for control in controls if control.setting == arm.setting] or controls
            pairs += [(arm, control) for control in own]
    return pairs


def _of_study(study: Study, question: Question, lending: Lender | None) -> list[Difference]:
    found = (_difference(study, arm, control, question, lending) for arm, control in _pairs(study, question))
    return [one for one in found if one is not None]


def _difference(study: Study, arm: Arm, control: Arm, question: Question, lending: Lender | None) -> Difference | None:
    if lending is None:
        return ratio(study, arm, control, question)
    for read in (change, final):
        pair = _pair(study, arm, control, question, lending, read)
        if pair is not None:
            return _from_scores(study, arm, pair, question)
    return printed_difference(study, arm, control, question)


def _pair(
    study: Study, arm: Arm, control: Arm, question: Question, lending: Lender, read: Read
) -> tuple[Score, Score] | None:
    """Scores of both arms at the visit nearest to the one wanted."""
    found = {}
    for month in months(usable(study, arm, question.measure, question.uses)):
        ours, theirs = (lending.lend(read(study, a, question.measure, month, question.uses)) for a in (arm, control))
        if ours is not None and theirs is not None:
            found[month] = ours, theirs
    nearest = question.nearest(set(found))
    return None if nearest is None else found[nearest]


def _from_scores(study: Study, arm: Arm, pair: tuple[Score, Score], question: Question) -> Difference:
    ours, theirs = pair
    assert ours.sd is not None
    assert theirs.sd is not None
    formula = standardised_difference if question.scale == "SMD" else mean_difference
    size = formula(ours.value, ours.sd, ours.people, theirs.value, theirs.sd, theirs.people)
    return Difference(
        study=study.key, name=label(study, ours.arm, theirs.arm), value=size.value,
        variance=size.variance, people=ours.people, product=arm.product,
        notes=tuple(dict.fromkeys((*ours.notes, *theirs.notes))), month=ours.month, arm=ours.arm, control=theirs.arm,
        arm_variance=size.arm_variance, control_variance=size.control_variance, control_people=theirs.people,
    )  # fmt: skip


def _lack(study: Study, question: Question) -> str:
    measure = words(question.measure)
    seen = [[usable(study, arm, question.measure, question.uses) for arm in pair] for pair in _pairs(study, question)]
    if not any(question.nearest(months([*ours, *theirs])) for ours, theirs in seen):
        return f"no {measure} in numbers {question.span}"
    if not any(question.nearest(months(ours) & months(theirs)) for ours, theirs in seen):
        return f"{measure} in numbers of one arm only"
    if not any(people(arm, o)[0] for arm in study.arms for o in usable(study, arm, question.measure, question.uses)):
        return "the people of its arms are not known"
    if question.measure == "responders":
        return "no definition of a responder that both arms share"
    return f"no change of {measure} in points can be told for both arms"
