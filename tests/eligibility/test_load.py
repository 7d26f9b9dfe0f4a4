"""The data: every criterion asks a question that exists, in its unit, and says where it was read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pulposus.eligibility import consensus, questions, red_flags, trials
from pulposus.eligibility.load import read_criteria
from pulposus.eligibility.schema import Criteria
from pulposus.errors import RunError
from pulposus.levels import DISCS

EVERY = [*trials(), consensus()]
BY_KEY = {criteria.key: criteria for criteria in EVERY}


def limits(key: str, field: str) -> list[tuple[str, object]]:
    return [(one.rule, one.value) for one in BY_KEY[key].criteria if one.field == field]


def test_keys_and_registry_numbers_are_those_of_one_trial_each() -> None:
    assert len(BY_KEY) == len(EVERY)
    numbers = [criteria.registry for criteria in trials() if criteria.registry]
    assert len(set(numbers)) == len(numbers) == 11
    keys = [source.key for criteria in EVERY for source in criteria.sources]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("criteria", trials(), ids=lambda criteria: criteria.key)
def test_a_registered_trial_points_to_its_entry_and_to_what_was_read(criteria: Criteria) -> None:
    assert criteria.kind == "trial"
    assert all(source.url or source.doi for source in criteria.sources)
    if criteria.registry:
        assert f"https://clinicaltrials.gov/study/{criteria.registry}" in {source.url for source in criteria.sources}
        assert len(criteria.sources) > 1


def test_limits_are_those_of_the_entries() -> None:
    """Typed again from the entries and tables, independently of the files."""
    assert limits("discgenics_idct", "age_y") == [("between", (18, 75))]
    assert limits("discgenics_idct", "modified_pfirrmann") == [("between", (3, 7))]
    assert limits("discgenics_idct", "odi_0_100") == [("between", (30, 90))]
    assert limits("discgenics_idct", "level") == [("one_of", ("L3/4", "L4/5", "L5/S1"))]
    assert limits("biorestorative_brtx100", "pain_0_100") == [("between", (40, 80))]
    assert limits("biorestorative_brtx100", "odi_0_100") == [("at_least", 30), ("below", 90)]
    assert limits("biorestorative_brtx100", "failed_care_months") == [("at_least", 6)]
    assert limits("mesoblast_phase2", "modified_pfirrmann") == [("between", (3, 6))]
    assert limits("mesoblast_phase3_second", "duration_months") == [("between", (6, 60))]
    assert limits("dream", "pfirrmann") == [("between", (3, 4))]
    assert limits("dream", "symptomatic_levels") == [("at_most", 3)]
    assert limits("respine", "modified_pfirrmann") == [("between", (4, 7))]
    assert limits("vast", "odi_0_100") == [("at_least", 40)]
    assert limits("via_disc_pilot", "pain_0_100") == [("at_least", 60)]
    assert limits("ascend", "age_y") == [("between", (22, 85))]
    assert limits("hydrafil", "modified_pfirrmann") == [("between", (4, 8))]
    assert limits("hydrafil", "opioid_MME_per_day") == [("at_most", 60)]
    assert limits("hayek_msc", "modified_pfirrmann") == [("between", (3, 5))]
    assert limits("asc_spheroid_korea", "age_y") == [("between", (18, 70))]
    assert limits("prp_discogenic_2022", "annular_tear_dallas") == [("between", (3, 4))]


def test_what_was_recalled_and_not_read_is_no_criterion() -> None:
    """MPC-06-ID: pain, ODI, grade and leg pain were never read, so they are named and hold no number."""
    phase3 = BY_KEY["mesoblast_phase3"]
    fields = {criterion.field for criterion in phase3.criteria}
    assert not fields & {"pain_0_100", "odi_0_100", "modified_pfirrmann", "leg_pain_percent"}
    assert len(phase3.unread) == 4


def test_no_limit_of_one_scale_of_grades_stands_on_the_other() -> None:
    for criteria in EVERY:
        for criterion in criteria.criteria:
            top = {"pfirrmann": 5, "modified_pfirrmann": 8}.get(criterion.field)
            if top and isinstance(criterion.value, tuple):
                assert 1 <= float(criterion.value[0]) <= float(criterion.value[1]) <= top


def test_the_own_rule_is_a_judgement_that_says_why_and_whose_mass_limit_only_warns() -> None:
    own = consensus()
    assert own.kind == "judgement"
    assert own.registry is None
    assert "no trial used it" in " ".join((own.why or "").split())
    assert own.sources[0].kind == "analyst prior"
    assert [(one.field, one.rule, one.value) for one in own.criteria if one.effect == "warn"] == [
        ("bmi_kg_m2", "below", 35)
    ]
    assert [one for criteria in trials() for one in criteria.criteria if one.effect == "warn"] == []


def test_every_question_is_asked_by_somebody_and_levels_are_those_of_the_house() -> None:
    used = {one.field for criteria in EVERY for rule in criteria.criteria for one in (rule, *rule.unless)}
    assert set(questions()) == used
    assert set(questions()["level"].options) == set(DISCS)


def test_base_rates_are_those_of_the_review() -> None:
    """Verhagen 2016, introduction: less than 1 %, about 4 %, 0.04 % and 0.01 %."""
    rates = red_flags().base_rates
    assert [100 * rate.people / rate.of for rate in rates] == pytest.approx([1, 4, 0.04, 0.01])
    assert [rate.words for rate in rates][::3] == ["fewer than 1 of 100", "about 1 of 10,000"]


def test_signs_and_what_to_do_stand_for_both_urgencies() -> None:
    flags = red_flags()
    assert [len(flags.of(urgency)) for urgency in ("at_once", "soon")] == [3, 5]
    assert set(flags.what_to_do) == {"at_once", "soon"}
    assert "today" in flags.what_to_do["at_once"]


GOOD = {
    "key": "a_trial",
    "kind": "trial",
    "name": "A",
    "product": "B",
    "sources": [{"key": "a", "citation": "Somebody 2020", "url": "https://doi.org/x"}],
    "criteria": [{"field": "age_y", "rule": "between", "value": [18, 60], "unit": "years", "words": "18 to 60"}],
}


def written(tmp_path: Path, **change: object) -> Path:
    file = tmp_path / "a_trial.yaml"
    file.write_text(yaml.safe_dump({**GOOD, **change}), encoding="utf-8")
    return file


def one(**change: object) -> list[dict[str, object]]:
    return [{**GOOD["criteria"][0], **change}]  # type: ignore[dict-item, index]


def test_a_new_trial_is_one_new_file(tmp_path: Path) -> None:
    assert read_criteria(written(tmp_path)).criteria[0].value == (18, 60)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"criteria": one(field="age")}, "unknown field"),
        ({"criteria": one(unit="months")}, "found the unit 'months', expected 'years'"),
        ({"criteria": one(value=[60, 18])}, "does not fit the rule between"),
        ({"criteria": one(rule="at_least")}, "does not fit the rule at_least"),
        ({"criteria": one(field="infection", rule="at_most", value=1, unit="")}, "question of kind 'yes or no'"),
        ({"criteria": one(field="herniation", rule="one_of", value=["torn"], unit="")}, "question of kind 'choice'"),
        ({"criteria": one(source="b")}, "source b is not listed"),
        ({"criteria": one(words="")}, "at least 3 characters"),
        ({"criteria": []}, "nothing that is unread"),
        ({"kind": "judgement"}, "a judgement says why"),
        ({"registry": "NCT1"}, "registry"),
        ({"sources": []}, "sources"),
        ({"limits": 3}, "limits"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(tmp_path: Path, change: dict[str, object], said: str) -> None:
    with pytest.raises(RunError, match=r"a_trial\.yaml") as caught:
        read_criteria(written(tmp_path, **change))
    assert said in str(caught.value)
    assert str(caught.value).count("\n") == 0
