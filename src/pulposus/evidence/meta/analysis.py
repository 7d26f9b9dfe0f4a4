"""The meta-analyses of the base: cells beyond their controls, and apart from that what happens within arms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pulposus.errors import RunError
from pulposus.evidence.load import studies as load_studies
from pulposus.evidence.meta.controlled import differences
from pulposus.evidence.meta.dose import Dose, by_dose
from pulposus.evidence.meta.gathered import Gathered, LeftOut, Question, Target, Visit
from pulposus.evidence.meta.influence import Without, leave_one_out
from pulposus.evidence.meta.kinds import Changes, Differences, Effects, Scale
from pulposus.evidence.meta.pool import Pooled, pool
from pulposus.evidence.meta.small_studies import Asymmetry, answerable, asymmetry
from pulposus.evidence.meta.subgroups import Subgroups, subgroups
from pulposus.evidence.meta.trim_and_fill import Filled, trim_and_fill
from pulposus.evidence.meta.uncontrolled import Group, changes
from pulposus.evidence.schema import Study

By = Literal["class", "carrier", "dose"]
GROUPS: tuple[Group, ...] = ("cohorts", "treated arms", "control arms")
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Analysis:
    """One set of effects and what can be said of it; parts are None or empty where there are too few studies."""

    question: Question
    pooled: Pooled | None
    left_out: tuple[LeftOut, ...]
    without: tuple[Without, ...] = ()
    asymmetry: Asymmetry | None = None
    filled: Filled | None = None
    groups: Subgroups | None = None
    dose: Dose | None = None


@dataclass(frozen=True)
class Controlled:
    """Cells beyond sham or saline, the answer of the base; beside it, at any visit (None where the same studies answer
    as at the visit wanted), against their own carrier, and against usual care that nobody was blinded to."""

    main: Analysis
    any_visit: Analysis | None
    carrier: Analysis
    usual_care: Analysis


def any_visit(wanted: Visit) -> Visit:
    """The same month wanted, with no visit too far from it."""
    return wanted[0], 0.0, math.inf


def controlled(
    measure: Target, *, scale: Scale | None = None, by: By | None = None, studies: Sequence[Study] | None = None
) -> Controlled:
    """Differences from a control, by default of the studies of the base."""
    base = load_studies() if studies is None else tuple(studies)
    asked = Question(measure, scale)

    def analysed(question: Question) -> Analysis:
        return _analysed(question, differences(base, question), by)

    main, wide = analysed(asked), analysed(replace(asked, visit=any_visit(asked.visit)))
    return Controlled(
        main=main,
        any_visit=None if _same(main, wide) else wide,
        carrier=analysed(replace(asked, against=("carrier",), visit=any_visit(asked.visit))),
        usual_care=analysed(replace(asked, against=("natural course",), visit=any_visit(asked.visit))),
    )


def within_arms(
    measure: Target, *, by: By | None = None, studies: Sequence[Study] | None = None
) -> dict[Group, Analysis]:
    """Changes within arms of cohorts, of treated and of control arms, each pooled by itself."""
    base = load_studies() if studies is None else tuple(studies)
    asked = Question(measure)
    return {group: _analysed(asked, changes(base, asked, group), by) for group in GROUPS}


def cells_beyond_control(measure: Target, studies: Sequence[Study] | None = None) -> Pooled | None:
    """Pooled effect of cells beyond sham or saline near twelve months: points, or a log risk ratio of responders; None
    where no study has numbers."""
    base = load_studies() if studies is None else tuple(studies)
    found = differences(base, Question(measure)).effects
    return pool(found) if len(found) else None


def _analysed(question: Question, gathered: Gathered[Differences] | Gathered[Changes], by: By | None) -> Analysis:
    effects: Effects = gathered.effects
    if not len(effects):
        return Analysis(question, None, gathered.left_out)
    asked = answerable(effects)
    return Analysis(
        question=question,
        pooled=pool(effects),
        left_out=gathered.left_out,
        without=leave_one_out(effects),
        asymmetry=asymmetry(effects) if asked else None,
        filled=_filled(effects) if asked else None,
        groups=subgroups(effects, [_group(item.product, by) for item in effects.items]) if by in _NAMED else None,
        dose=by_dose(effects) if by == "dose" else None,
    )


def _filled(effects: Effects) -> Filled | None:
    """Trim and fill, None where it does not settle."""
    try:
        return trim_and_fill(effects)
    except RunError:
        return None


_NAMED: tuple[By | None, ...] = ("class", "carrier")


def _group(product: object, by: By | None) -> str:
    found = getattr(product, "product_class" if by == "class" else "carrier", None)
    return NOT_STATED if found is None else str(found)


def _same(one: Analysis, other: Analysis) -> bool:
    if one.pooled is None or other.pooled is None:
        return one.pooled is other.pooled
    return one.pooled.effects.items == other.pooled.effects.items
