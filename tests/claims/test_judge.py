"""The verdicts follow the records: a changed record changes them as the rule says, a cohort without a control none."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_up import flattering, trial

from pulposus.claims import Base, Judgement, Verdict, claim, judge, judge_all
from pulposus.claims.verdict import VERDICTS
from pulposus.evidence.schema import Outcome, Study

Make = Callable[..., Base]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "claims.md"
PACKAGED = dict(re.findall(r"^\| ([A-Z]\d) \|.*\| ([a-z ]+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
"""What the page says that the records of today say."""


@pytest.fixture(scope="module")
def packaged(base: Base) -> dict[str, Judgement]:
    return {one.claim.id: one for one in judge_all(base)}


def part(one: Judgement, name: str) -> Verdict | None:
    return next(p.verdict for p in one.parts if p.asked.name == name)


def with_numbers(study: Study, arm: str, **fields: Any) -> Study:
    """A study with one more outcome in one arm."""
    outcome = Outcome.model_validate({"read_in": next(iter(study.sources)), **fields})
    arms = tuple(a.model_copy(update={"outcomes": (*a.outcomes, outcome)}) if a.key == arm else a for a in study.arms)
    return study.model_copy(update={"arms": arms})


def test_verdicts_of_the_base(packaged: dict[str, Judgement]) -> None:
    """Where this fails, a record or a rule has changed: look at which and why, then correct the page."""
    assert {key: one.verdict for key, one in packaged.items()} == PACKAGED


def respine(base: Base, gain: float) -> Study:
    study = next(s for s in base.studies if s.key == "respine_2024")
    for arm, value in (("bm_msc", -20 - gain), ("sham", -20)):
        study = with_numbers(study, arm, month=12, measure="pain", statistic="change", value=value, sd=20)
    return study


def test_a_huge_gain_in_one_trial_makes_it_mixed(base: Base, with_studies: Make) -> None:
    assert part(judge(claim("S1"), with_studies(respine(base, 2))), "less pain") == "not supported"
    assert part(judge(claim("S1"), with_studies(respine(base, 60))), "less pain") == "mixed"


def test_a_second_trial_that_agrees_supports_it(only_studies: Make) -> None:
    first, second = trial("first", pain=-45, people=400), trial("second", pain=-45, people=400)
    assert part(judge(claim("S1"), only_studies(first)), "less pain") == "mixed"
    assert part(judge(claim("S1"), only_studies(first, second)), "less pain") == "supported"


def test_a_good_null_in_words_takes_it_back(only_studies: Make) -> None:
    trials = [
        trial("first", pain=-45, people=400),
        trial("second", pain=-45, people=400),
        trial("null", pain=None, words={"pain": "no difference"}),
    ]
    assert part(judge(claim("S1"), only_studies(*trials)), "less pain") == "mixed"
    weak = trial("null", pain=None, words={"pain": "no difference"}, grade="C")
    assert part(judge(claim("S1"), only_studies(*trials[:2], weak)), "less pain") == "supported"


def test_a_gain_too_small_to_count_is_not_supported(only_studies: Make) -> None:
    trials = [trial(f"trial_{n}", pain=-25, sd=5, people=1000) for n in "abc"]
    assert part(judge(claim("S1"), only_studies(*trials)), "less pain") == "not supported"


def test_without_records_all_that_needs_them_is_untested(base: Base) -> None:
    empty = replace(base, studies=())
    found = {one.claim.id: one.verdict for one in judge_all(empty)}
    assert {
        found[key] for key in ("S1", "S2", "S3", "S4", "A2", "A3", "E2", "E3", "M1", "M2", "P3", "P4", "C1", "T1")
    } == {"untested"}
    assert found["D1"] == "supported"


def test_without_the_trial_behind_it_a_verdict_goes(base: Base) -> None:
    left = replace(base, studies=tuple(s for s in base.studies if s.key != "gornet_2024"))
    assert part(judge(claim("E2"), left), "disc volume") == "untested"
    left = replace(base, studies=tuple(s for s in base.studies if s.key != "amirdelfan_2021"))
    assert judge(claim("A3"), left).verdict == "not supported"


def test_a_flattering_cohort_moves_no_verdict(packaged: dict[str, Judgement], with_studies: Make) -> None:
    after = {one.claim.id: one for one in judge_all(with_studies(flattering()))}
    assert {key: one.verdict for key, one in after.items()} == PACKAGED
    for key, one in after.items():
        before = packaged[key]
        assert [p.verdict for p in one.parts] == [p.verdict for p in before.parts], key
        if key not in ("T1", "T3", "A2"):  # these count studies and people, and say so
            assert one.sentence == before.sentence, key
    beside = {p.asked.name: p.finding for p in after["S1"].beside}
    assert beside["pain within arms"] != {p.asked.name: p.finding for p in packaged["S1"].beside}["pain within arms"]


def test_a_cohort_with_harm_speaks_against(with_studies: Make) -> None:
    harmed = trial(design="single arm", product={"donor": "own"},
                   events=[{"what": "serious adverse event", "count": 40, "of": 400}])  # fmt: skip
    found = judge(claim("A2"), with_studies(harmed))
    assert part(found, "serious harm") == "not supported"


def test_a_large_trial_without_harm_supports_it(with_studies: Make) -> None:
    safe = trial(product={"donor": "own"}, people=400,
                 events=[{"what": "serious adverse event", "count": 0, "of": 400},
                         {"what": "allergy", "count": 0, "of": 400}])  # fmt: skip
    assert judge(claim("A2"), with_studies(safe)).verdict == "supported"


def test_facts_move_the_verdicts_they_are_behind(with_facts: Make) -> None:
    fissure = {"value": 1.79, "spread": [1.2, 3.31]}
    others = {"odds_pain_high_intensity_zone": None, "odds_pain_any_modic": None}
    linked = with_facts("claims", odds_pain_annular_fissure=fissure, **others)
    assert part(judge(claim("D3"), linked), "a link of damage with pain") == "supported"
    measured = {"value": -0.4, "unit": "share of the peak", "spread_kind": "range", "spread": [-0.6, -0.2],
                "population": "people with cells", "source": "Adams1996"}  # fmt: skip
    for value, verdict in (
        (measured, "not supported"),
        ({**measured, "value": 0.4, "spread": [0.2, 0.6]}, "supported"),
    ):
        assert judge(claim("E1"), with_facts("validation", stress_after_cells=value)).verdict == verdict


def test_one_half_of_the_limit_can_change_a_verdict(with_facts: Make, base: Base) -> None:
    assert part(judge(claim("C1"), base), "opioid tablets") == "not supported"
    assert (
        part(judge(claim("C1"), with_facts("claims", important_pain={"value": 7.5})), "opioid tablets") == "supported"
    )


@pytest.mark.parametrize("gain", [5, 30, 80])
def test_no_better_record_of_the_base_worsens_a_verdict(
    base: Base, packaged: dict[str, Judgement], gain: float
) -> None:
    """Every number on pain of a treated arm of a controlled trial, one by one."""
    for study in base.studies:
        for arm in study.arms if study.controlled else ():
            told = any(o.measure == "pain" and o.month > 0 for o in arm.outcomes)
            if arm.role == "treatment" and arm.product is not None and told:
                outcomes = tuple(
                    o.model_copy(update={"value": o.value - gain}) if (o.measure, o.month > 0) == ("pain", True) else o
                    for o in arm.outcomes
                )
                arms = tuple(a.model_copy(update={"outcomes": outcomes}) if a.key == arm.key else a for a in study.arms)
                changed = tuple(s if s.key != study.key else s.model_copy(update={"arms": arms}) for s in base.studies)
                for key in ("S1", "A3"):
                    verdict = judge(claim(key), replace(base, studies=changed)).verdict
                    assert VERDICTS.index(verdict) >= VERDICTS.index(packaged[key].verdict), (key, study.key)


def test_all_are_judged_within_three_seconds(base: Base) -> None:
    start = time.process_time()
    judge_all(base)
    assert time.process_time() - start < 3
