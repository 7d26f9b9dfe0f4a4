"""How many people: events, responders, recovery and harms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from made_up import trial

from pulposus.claims import Base, PartResult
from pulposus.claims.parts.shares import judge
from pulposus.claims.schema import Shares
from pulposus.evidence.aftermath import aftermath
from pulposus.evidence.aftermath.records import counted

Make = Callable[..., Base]
SERIOUS = {"count": "events", "rule": "rarer than", "limit": "common_share", "words": "serious|severe|major",
           "product": {"donor": "own"}}  # fmt: skip
SILENT = {"count": "responders", "rule": "at least", "limit": "very_common_share", "product": {}, "others": True}
HOME = {
    "count": "aftermath",
    "rule": "at least",
    "limit": "half_share",
    "treatments": {"group": "cells"},
    "topic": "nights",
}


def judged(base: Base, fields: dict[str, Any]) -> PartResult:
    return judge(Shares.model_validate({"kind": "shares", "name": "a part", "asks": "it is so", **fields}), base)


def harmed(count: int, of: int, what: str = "serious event", **changes: Any) -> Any:
    return trial(events=[{"what": what, "count": count, "of": of}], product={"donor": "own"}, **changes)


def test_events_add_up_with_exact_intervals(only_studies: Make) -> None:
    base = only_studies(harmed(1, 100, key="one"), harmed(1, 36, key="two", design="single arm"))
    found = judged(base, SERIOUS)
    sums = {n.what: (n.note, n.high) for n in found.numbers if n.what.startswith("in ")}
    assert sums["in controlled trials"][0] == "1 of 100"
    assert sums["in all studies"] == ("2 of 136", pytest.approx(0.0521, abs=1e-4))  # Clopper-Pearson, from scipy
    assert [n.kind for n in found.numbers[:2]] == ["counted", "uncontrolled"]


def test_none_of_any_harm_is_none_of_the_grave_ones(only_studies: Make) -> None:
    found = judged(only_studies(harmed(0, 400, "adverse event")), SERIOUS)
    assert found.verdict == "supported"
    assert judged(only_studies(harmed(9, 400, "adverse event")), SERIOUS).verdict == "untested"
    refused = {**SERIOUS, "words": "reject|allerg"}
    assert judged(only_studies(harmed(0, 400, "adverse event")), refused).verdict == "untested"


def test_only_the_product_asked_for_counts(only_studies: Make) -> None:
    donor = trial(events=[{"what": "serious event", "count": 0, "of": 400}])
    assert judged(only_studies(donor), SERIOUS).finding == "nobody has counted it"


def test_people_without_a_response_are_counted_in_controlled_trials(base: Base, only_studies: Make) -> None:
    """RESPINE: 15 of 58 with cells did not respond; Amirdelfan: 17 and 15 of 30."""
    found = judged(base, SILENT)
    assert [number.note for number in found.numbers if number.note] == ["17 of 30", "15 of 30", "15 of 58"]
    assert found.verdict == "supported"
    half = {"month": 12, "measure": "responders", "statistic": "share", "value": 0.5, "words": "half"}
    cohort = trial(design="single arm", outcomes=[half])
    assert judged(only_studies(cohort), SILENT).verdict == "untested"


def test_advice_and_borrowed_counts_answer_nothing(base: Base) -> None:
    assert judged(base, HOME).verdict == "untested"
    told = [record for record in aftermath("bm_expanded").answer("nights").records if record.advice]
    assert told  # there is advice, and it does not count


def test_a_count_of_its_own_answers(base: Base) -> None:
    def known(key: str) -> Any:
        found = aftermath(key)
        answer = found.answer("nights")
        records = tuple(replace(r, advice=False, borrowed=None, measure=counted(90, 100)) for r in answer.records)
        return replace(found, answers=tuple(replace(a, records=records) if a is answer else a for a in found.answers))

    assert judged(replace(base, aftermath=known), HOME).verdict == "supported"


def test_those_who_are_not_back_are_the_others(base: Base) -> None:
    """QOD registry: 66 % of 502 back at work three months after fusion, so 34 % are not."""
    fields = {**HOME, "limit": "very_common_share", "treatments": {"keys": ["fusion"]}, "topic": "work", "others": True}
    found = judged(base, fields)
    assert found.numbers[0].value == pytest.approx(0.34)
    assert found.numbers[0].low == pytest.approx(0.30, abs=0.01)
    assert found.numbers[0].what.startswith("others than those who were back at work")
