"""All answers of a run."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.trial.answers.baseline import Baseline, baseline
from pulposus.trial.answers.closed_form import seen_share
from pulposus.trial.answers.control_response import ControlResponse, control_response
from pulposus.trial.answers.courses import Course, Gap, courses, gaps
from pulposus.trial.answers.coverage import Coverage, coverage
from pulposus.trial.answers.decision import Decision, decision
from pulposus.trial.answers.emulated import Emulated, emulated
from pulposus.trial.answers.endpoint_table import EndpointLine, endpoint_table
from pulposus.trial.answers.event_free import EventFree, event_free
from pulposus.trial.answers.false_claims import FalseClaims, false_claims
from pulposus.trial.answers.happened import Happened, happened
from pulposus.trial.answers.looks import Length, length
from pulposus.trial.answers.maps import Map, dose_map
from pulposus.trial.answers.power import SCENARIOS, Curve, comparison_curves, trial_curve
from pulposus.trial.answers.rules import Rules, rules
from pulposus.trial.answers.screening import Screening, screening
from pulposus.trial.answers.side_by_side import Analysis, side_by_side
from pulposus.trial.answers.smallest import TARGETS, Smallest, smallest
from pulposus.trial.answers.subgroups import Forest, forest
from pulposus.trial.answers.tables import Tables
from pulposus.trial.answers.worlds import expected, lead_arm
from pulposus.trial.answers.worth import Worth, worth
from pulposus.trial.design import Design


@dataclass(frozen=True)
class Answers:
    """Everything that a report shows; None or empty where the design did not ask for it.

    ``lead`` is the active arm with the largest expected gain, for which rules and subgroups are told; ``seen`` the
    share of people measured at the end.
    """

    arms: dict[str, str]
    lead: str
    seen: float
    decision: Decision
    trial_curves: tuple[Curve, ...]
    comparison_curves: tuple[Curve, ...]
    smallest: tuple[tuple[str, tuple[Smallest, ...]], ...]
    worth: tuple[Worth, ...]
    endpoints: tuple[EndpointLine, ...]
    false_claims: tuple[FalseClaims, ...]
    coverage: tuple[Coverage, ...]
    lengths: tuple[Length, ...]
    map: Map | None
    rules: Rules | None
    forest: Forest | None
    response: ControlResponse | None
    side_by_side: tuple[Analysis, ...]
    happened: tuple[Happened, ...]
    screening: Screening
    baseline: Baseline
    courses: tuple[Course, ...]
    gaps: tuple[Gap, ...]
    event_free: tuple[EventFree, ...]
    emulated: tuple[Emulated, ...]


def answer(design: Design, tables: Tables) -> Answers:
    """Every answer that the tables of a run hold."""
    arms = {arm.key: arm.words for arm in design.arms}
    groups = expected(tables, design)
    lead, seen = lead_arm(groups, design), seen_share(tables, design)
    curves = {name: curve for name in SCENARIOS if (curve := trial_curve(tables, name)) is not None}
    sizes = tuple(
        (name, tuple(smallest(curves[name], target) for target in TARGETS))
        for name in ("assurance", "fixed") if name in curves
    )  # fmt: skip
    gained = worth(groups, design)
    response = control_response(tables, design, lead)
    errors = emulated(tables)
    return Answers(
        arms=arms,
        lead=lead,
        seen=seen,
        decision=decision(design, curves.get("assurance"), curves.get("fixed"), dict(sizes).get("assurance", ()),
                          gained, response, errors, arms),
        trial_curves=tuple(curves.values()),
        comparison_curves=comparison_curves(tables, "assurance", design.hypotheses()),
        smallest=sizes,
        worth=gained,
        endpoints=endpoint_table(tables, design, "assurance"),
        false_claims=false_claims(tables, design, arms),
        coverage=coverage(tables, design),
        lengths=tuple(one for name in SCENARIOS if (one := length(tables, design, name)) is not None),
        map=dose_map(groups, design, lead, seen),
        rules=rules(groups, design, lead, seen),
        forest=forest(groups, design, lead, seen),
        response=response,
        side_by_side=side_by_side(tables, design),
        happened=happened(tables, design),
        screening=screening(tables),
        baseline=baseline(tables, design),
        courses=courses(tables, design),
        gaps=gaps(tables, design),
        event_free=event_free(tables, design),
        emulated=errors,
    )  # fmt: skip
