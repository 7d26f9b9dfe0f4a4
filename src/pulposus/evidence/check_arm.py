"""Whether the numbers of one arm agree with each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pulposus.evidence.check_number import HUNDRED, SCORES
from pulposus.evidence.grades import NO_TABLE, SCALES
from pulposus.evidence.problem import Problem, doubt, place, refused
from pulposus.evidence.schema import Arm, Definition, Measure, Outcome, Threshold
from pulposus.library import value


def arm_problems(arm: Arm) -> Iterator[Problem]:
    """Problems of an arm beyond those of each number."""
    yield from _visit_problems(arm)
    for measure in SCORES:
        yield from _change_problems(arm, measure)
    for outcome in arm.outcomes:
        yield from _definition_problems(arm, outcome)
    if len({outcome.measure for outcome in arm.outcomes if outcome.measure in SCALES}) > 1:
        yield doubt(place(arm), f"found grades on {' and '.join(SCALES)}, expected one scale, as {NO_TABLE}; keep one")
    for event in arm.events:
        where = f"{place(arm)}, events, {event.what}"
        if event.count > event.of:
            yield refused(where, f"found {event.count} of {event.of} people, expected no more than all; correct it")
        if arm.n is not None and event.of > arm.n:
            yield doubt(where, f"found {event.of} people, expected at most the {arm.n} of the arm; say who was counted")


def _visit_problems(arm: Arm) -> Iterator[Problem]:
    series: dict[tuple[object, ...], list[Outcome]] = {}
    for outcome in arm.outcomes:
        series.setdefault((outcome.measure, outcome.statistic, outcome.definition, outcome.words), []).append(outcome)
    for visits in series.values():
        for before, after in pairwise(visits):
            if after.month == before.month:
                yield refused(place(arm, after), f"found {before.value:g} and {after.value:g}, expected one; keep one")
            elif after.month < before.month:
                yield refused(
                    place(arm, after), f"found it after {before.month:g} months, expected visits in order; sort them"
                )
            elif after.measure == "surgery" and after.value < before.value:
                yield doubt(
                    place(arm, after), f"found {after.value:g} after {before.value:g} at {before.month:g} months, "
                    "expected the share of all people so far, which does not fall; check who was counted"
                )  # fmt: skip


def _change_problems(arm: Arm, measure: Measure) -> Iterator[Problem]:
    """Start, end, change and percent change of one score have to fit."""
    given = {(o.statistic, o.month): o for o in arm.outcomes if o.measure == measure}
    start = given.get(("mean", 0))
    if start is None:
        return
    rounding = value("study_ranges", "change_rounding_points")
    slip = value("study_ranges", "change_disagreement_points")
    for outcome in given.values():
        if outcome.month == 0 or outcome.statistic == "mean":
            continue
        in_points = outcome.value * (start.value / HUNDRED if outcome.statistic == "percent_change" else 1)
        end = given.get(("mean", outcome.month))
        other = given.get(("change", outcome.month)) if outcome.statistic == "percent_change" else None
        expected = [(end.value - start.value, f"{end.value:g} less {start.value:g}")] if end else []
        expected += [(other.value, f"the printed change {other.value:g}")] if other else []
        for points, words in expected:
            gap = abs(points - in_points)
            if gap > rounding:
                say = refused if gap > slip else doubt
                yield say(
                    place(arm, outcome), f"found {outcome.value:g}, which is {in_points:.3g} points, "
                    f"expected {points:.3g} ({words}); check both, or who was counted"
                )  # fmt: skip
        if start.value + in_points < -rounding or start.value + in_points > HUNDRED + rounding:
            yield refused(
                place(arm, outcome), f"found {outcome.value:g} from a start of {start.value:g}, expected an end "
                f"from 0 to {HUNDRED:g}; check both"
            )  # fmt: skip


def _definition_problems(arm: Arm, outcome: Outcome) -> Iterator[Problem]:
    where = place(arm, outcome)
    found = outcome.definition
    if outcome.measure == "responders" and found is None:
        yield refused(where, "found no definition, expected who counts as a responder; give thresholds of pain or odi")
    if outcome.measure != "responders" and found is not None:
        yield doubt(where, f"found a definition, expected one for responders only; describe {outcome.measure} in words")
    if outcome.measure in ("composite", "grade_improved") and not outcome.words:
        yield refused(where, "found no words, expected what counts as success; write it as printed")
    if found is not None:
        yield from _threshold_problems(where, found)


def _threshold_problems(where: str, found: Definition) -> Iterator[Problem]:
    scores = {name: part for name in SCORES if (part := getattr(found, name)) is not None}
    if not scores:
        yield refused(where, "found a definition without pain or odi, expected a threshold of at least one; add it")
    for name, part in scores.items():
        assert isinstance(part, Threshold)
        given = [limit for limit in (part.points, part.percent, part.to_at_most) if limit is not None]
        if not given:
            yield refused(
                f"{where}, definition.{name}", "found nothing, expected points, percent or to_at_most; add one"
            )
        if any(limit < 0 or limit > HUNDRED for limit in given):
            yield refused(
                f"{where}, definition.{name}", f"found {', '.join(f'{limit:g}' for limit in given)}, expected a fall "
                f"as a number from 0 to {HUNDRED:g}; leave out the sign"
            )  # fmt: skip
