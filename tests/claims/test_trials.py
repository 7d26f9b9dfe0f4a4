"""Controlled trials of a question: whose numbers, whose words, each group of people once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from made_up import flattering, trial

from pulposus.claims import Base
from pulposus.claims.schema import Effect
from pulposus.claims.trials import Trials, read
from pulposus.evidence.meta.analysis import cells_beyond_control

Make = Callable[..., Base]


def asked(**changes: Any) -> Effect:
    return Effect.model_validate(
        {"kind": "effect", "name": "less pain", "asks": "pain is lower", "measure": "pain", **changes}
    )


def told(base: Base, **changes: Any) -> Trials:
    part = asked(**changes)
    return read(base.studies, part, base.visit(part.visit))


def ways(found: Trials) -> dict[str, tuple[str, bool, bool]]:
    return {f.study.key: (f.trial.direction, f.trial.numbers, f.trial.strong) for f in found.found}


def test_two_trials_are_pooled_as_by_hand(only_studies: Make) -> None:
    """Equal variances of 2 x 20^2 / 100 = 8, equal effects: the mean, with t of one degree of freedom (12.706)."""
    found = told(only_studies(trial("one", pain=-40), trial("two", pain=-40)))
    assert found.benefit is not None
    assert found.benefit.value == pytest.approx(20)
    assert found.benefit.high - found.benefit.value == pytest.approx(12.7062 * 2, rel=1e-4)
    assert ways(found) == {"one": ("better", True, True), "two": ("better", True, True)}


def test_the_pooled_value_of_the_base_is_that_of_the_meta_analysis(base: Base) -> None:
    pooled, found = cells_beyond_control("pain", base.studies), told(base)
    assert pooled is not None
    assert found.pooled is not None
    # The same trials; only the SD that is borrowed differs, since here no cohort lends one.
    assert {i.study for i in found.pooled.effects.items} == {i.study for i in pooled.effects.items}
    assert found.pooled.random.value == pytest.approx(pooled.random.value, abs=0.5)


def test_cohorts_lend_no_spread(base: Base, with_studies: Make) -> None:
    before, after = told(base).pooled, told(with_studies(flattering())).pooled
    assert before is not None
    assert after is not None
    assert after.random == before.random


def test_words_count_where_there_are_no_numbers(only_studies: Make) -> None:
    found = told(
        only_studies(trial("said", pain=None, words={"pain": "better"}), trial("measured", words={"pain": "worse"}))
    )
    assert ways(found) == {"said": ("better", False, True), "measured": ("better", True, True)}
    assert found.silent == ()


@pytest.mark.parametrize("way", ["improved within arm", "unchanged within arm"])
def test_a_change_within_an_arm_is_no_comparison(only_studies: Make, way: str) -> None:
    found = told(only_studies(trial(pain=None, words={"pain": way})))
    assert found.found == ()
    assert [study.key for study in found.silent] == ["made_up"]


def test_the_least_favourable_words_count(only_studies: Make) -> None:
    study = trial(pain=None, words={"pain": "better"})
    worse = study.findings[0].model_copy(update={"direction": "no difference"})
    found = told(only_studies(study.model_copy(update={"findings": (*study.findings, worse)})))
    assert ways(found)["made_up"][0] == "no difference"


def test_words_of_another_visit_and_of_context_do_not_count(only_studies: Make) -> None:
    early = trial("early", pain=None, words={"pain": "better"}, month=1)
    context = trial("context", pain=None, words={"pain": "better"}, use="context")
    assert told(only_studies(early, context)).found == ()


def test_reports_of_the_same_people_count_once(only_studies: Make) -> None:
    found = told(only_studies(trial("first"), trial("second", same_people_as="first")))
    assert set(ways(found)) == {"first"}


def test_only_herniations_where_they_are_asked_for(only_studies: Make) -> None:
    found = told(only_studies(trial("root", roots=True), trial("other")), roots=True)
    assert set(ways(found)) == {"root"}


def test_arms_of_two_products_are_compared_with_each_other(only_studies: Make) -> None:
    study = trial(product={"carrier": "hyaluronan"})
    control = study.arms[1].model_copy(update={"product": trial().arms[0].product, "treatment": "bm_msc"})
    both = only_studies(study.model_copy(update={"arms": (study.arms[0], control)}))
    compared = {"product": {"carriers": ["hyaluronan"]}, "against_product": {"carriers": ["saline"]}}
    assert set(ways(told(both, **compared))) == {"made_up"}
    assert told(both).found == ()  # it has no control of its own


def test_words_name_no_arm_and_so_settle_no_comparison_of_products(only_studies: Make) -> None:
    study = trial(pain=None, words={"pain": "better"}, product={"carrier": "hyaluronan"})
    control = study.arms[1].model_copy(update={"product": trial().arms[0].product, "treatment": "bm_msc"})
    both = only_studies(study.model_copy(update={"arms": (study.arms[0], control)}))
    found = told(both, product={"carriers": ["hyaluronan"]}, against_product={"carriers": ["saline"]})
    assert found.found == ()


def test_shares_of_people_become_a_ratio(only_studies: Make) -> None:
    """10 of 100 against 20 of 100 operated: the logarithm of 0.5, variance 1/10 - 1/100 + 1/20 - 1/100 = 0.13."""
    share = {"month": 12, "measure": "surgery", "statistic": "share"}
    study = trial(outcomes=[{**share, "value": 0.1}], control_outcomes=[{**share, "value": 0.2}])
    found = told(only_studies(study), measure="surgery")
    assert found.benefit is not None
    assert found.benefit.value == pytest.approx(0.693147, abs=1e-6)
    assert found.benefit.low == pytest.approx(0.693147 - 1.959964 * 0.13**0.5, abs=1e-6)


def test_a_rise_of_water_is_a_benefit_and_a_rise_of_grade_is_none(only_studies: Make) -> None:
    change = {"month": 12, "statistic": "change", "sd": 5}
    more = [{**change, "measure": "t2_ms", "value": 10}, {**change, "measure": "pfirrmann", "value": 1}]
    none = [{**change, "measure": "t2_ms", "value": 0}, {**change, "measure": "pfirrmann", "value": -1}]
    base = only_studies(trial(outcomes=more, control_outcomes=none))
    assert ways(told(base, measure="t2_ms"))["made_up"][0] == "better"
    assert ways(told(base, measure="pfirrmann"))["made_up"][0] == "worse"


def test_what_was_read_in_news_only_is_weak(only_studies: Make) -> None:
    study = trial(words={"odi": "better"})
    news = study.model_copy(update={"sources": {"made_up": ("news", "https://example.org/news")}})
    for changes in ({}, {"measure": "odi"}):
        assert ways(told(only_studies(study), **changes))["made_up"][2]
        assert not ways(told(only_studies(news), **changes))["made_up"][2]


def test_what_the_base_says_of_pain_at_a_year(base: Base) -> None:
    assert ways(told(base)) == {
        "dream_2025": ("no difference", False, True),
        "mesoblast_phase3": ("better", False, False),
        "noriega_2017": ("no difference", True, True),
        "respine_2024": ("no difference", False, True),
        "vast_2021": ("no difference", True, True),
    }
