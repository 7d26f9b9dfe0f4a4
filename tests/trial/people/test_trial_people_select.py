"""Selection agrees with the eligibility of each person, counts rules, and says which one removes everybody."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.eligibility import Answers, judge, questions, screen, trials
from pulposus.errors import InputError
from pulposus.trial.people import Population, criteria_of, draw, people_of, select
from pulposus.trial.people.select import rule_words

N = 4000


@pytest.fixture(scope="module")
def people() -> Population:
    return draw(N, seed=3)


@pytest.mark.parametrize("criteria", trials(), ids=lambda criteria: criteria.key)
def test_selection_is_what_screening_says(people: Population, criteria: object) -> None:
    """Nobody who fails a rule passes; who passes only leaves open what nothing here can answer."""
    found = select(people, criteria)  # type: ignore[arg-type]
    screened = screen(criteria, people_of(people))  # type: ignore[arg-type]
    assert np.array_equal(found.passed, ~screened.failed)
    assert found.failures + found.passed.sum() == found.screened == N
    assert found.failure_share == pytest.approx(screened.failed.mean())
    judged = [count.criterion for count in found.counts]
    assert set(map(id, judged)) | set(map(id, found.not_judged)) == set(map(id, screened.criteria.excluding))
    assert all(count.unknown < N for count in found.counts)
    assert {id(one) for one in found.not_judged} == {id(count.criterion) for count in screened.counts if count.unknown}
    assert len(found.selected) == found.passed.sum()


@pytest.mark.parametrize("key", ["vast", "respine", "discgenics_idct", "hydrafil"])
def test_selection_agrees_with_the_judgement_of_single_people(people: Population, key: str) -> None:
    """The scalar path of eligibility, one person at a time, against the masks."""
    criteria = criteria_of(key)
    found = select(people, criteria)
    several = people_of(people)
    for place in range(80):
        person = {name: _answer(name, column[place]) for name, column in several.person.items()}
        disc = {name: _answer(name, column[place, 0]) for name, column in several.discs.items()}
        judged = judge(criteria, Answers(person, (disc,)))
        assert (judged.verdict != "not eligible") == found.passed[place]


def _answer(name: str, found: object) -> bool | float | str:
    if questions()[name].kind == "yes or no":
        return bool(found)
    return str(found) if questions()[name].kind == "choice" else float(found)  # type: ignore[arg-type]


def test_own_rules_are_counted_as_by_hand(people: Population) -> None:
    own = (
        {"field": "pain_0_100", "rule": "between", "value": [40, 80]},
        {"field": "modified_pfirrmann", "rule": "at_most", "value": 6},
        {"field": "facet_pain", "rule": "must_not"},
        {"field": "level", "rule": "one_of", "value": ["L4/5", "L5/S1"]},
    )
    found = select(people, criteria_of(None, own))
    fails = np.stack(
        [
            (people.pain_0_100 < 40) | (people.pain_0_100 > 80),
            people.modified_pfirrmann > 6,
            people.facet_pain,
            ~np.isin(people.level, ["L4/5", "L5/S1"]),
        ]
    )
    assert np.array_equal(found.passed, ~fails.any(axis=0))
    assert [count.removed for count in found.counts] == fails.sum(axis=1).tolist()
    alone = [(row & (fails.sum(axis=0) == 1)).sum() for row in fails]
    assert [count.removed_alone for count in found.counts] == alone
    assert found.note == ""


def test_own_rules_come_on_top_of_a_trial(people: Population) -> None:
    trial = select(people, criteria_of("vast"))
    both = select(people, criteria_of("vast", [{"field": "modic", "rule": "at_most", "value": 0}]))
    assert np.array_equal(both.passed, trial.passed & (people.modic == 0))
    assert both.counts[-1].removed_alone == (trial.passed & (people.modic > 0)).sum()


def test_what_nothing_answers_is_said_once(people: Population) -> None:
    note = select(people, criteria_of("mesoblast_phase2")).note
    assert note == (
        "Taken as passed where nothing here answers it: pregnancy or breastfeeding, effective "
        "contraception (or none needed), limits of pain and limits of disability."
    )
    assert select(people, criteria_of("vast")).note == ""


def test_a_rule_that_removes_all_is_named(people: Population) -> None:
    rules = [{"field": "age_y", "rule": "at_least", "value": 18}, {"field": "bmi_kg_m2", "rule": "below", "value": 10}]
    with pytest.raises(InputError) as caught:
        select(people, criteria_of(None, rules))
    assert str(caught.value) == (
        "Nobody of 4000 people passes: 'body mass index: below 10 kg/m2' (population.rules.1) removes "
        "everybody; widen that rule."
    )


def test_two_rules_that_each_remove_all_are_both_named(people: Population) -> None:
    rules = [{"field": name, "rule": "below", "value": 0} for name in ("pain_0_100", "odi_0_100")]
    with pytest.raises(
        InputError,
        match=r"points of 100' \(population\.rules\.0\) and 'disability .* each remove everybody; widen them\.",
    ):
        select(people, criteria_of(None, rules))


def test_rules_that_remove_all_together_are_named(people: Population) -> None:
    rules = [
        {"field": "pain_0_100", "rule": "above", "value": 60},
        {"field": "pain_0_100", "rule": "below", "value": 50},
        {"field": "age_y", "rule": "at_least", "value": 30},
    ]
    with pytest.raises(InputError, match="Nobody of 4000 people passes all rules together, most are removed by") as e:
        select(people, criteria_of(None, rules))
    removed = (people.pain_0_100 >= 50).sum()
    assert f"'low back pain: below 50 points of 100' (population.rules.1: {removed})" in str(e.value)
    # Fewer than a tenth are under 30, so that this rule is not what keeps everybody out.
    assert (people.age_y < 30).mean() < 0.1
    assert "age" not in str(e.value)
    assert str(e.value).endswith("; widen one of them.")


def test_a_rule_of_a_trial_is_told_from_ones_own(people: Population) -> None:
    """VAST takes pain of at least 40; a rule of one's own that takes less leaves nobody."""
    with pytest.raises(InputError) as caught:
        select(people, criteria_of("vast", [{"field": "pain_0_100", "rule": "below", "value": 40}]))
    assert "(population.criteria: " in str(caught.value)
    assert f"(population.rules.0: {(people.pain_0_100 >= 40).sum()})" in str(caught.value)


@pytest.mark.parametrize(
    ("trial", "own", "said"),
    [
        (None, (), "Selection has neither a trial nor a rule; name a trial or give one rule."),
        ("vasst", (), "There is no trial 'vasst' to take criteria from; did you mean 'vast'?"),
        ("xyz", (), "There is no trial 'xyz' to take criteria from; there are asc_spheroid_korea, ascend,"),
        (None, [{"field": "age", "rule": "at_least", "value": 1}], "Inclusion rule 1: found the field 'age'"),
        (None, [{"rule": "at_least", "value": 1}], "Inclusion rule 1: found the field 'None', which nobody asks;"),
        (None, [{"field": "age_y", "rule": "at_least"}], "Inclusion rule 1 (age_y): value None does not fit the rule"),
        (None, [{"field": "age_y", "rule": "must_be"}], "Inclusion rule 1: found the rule 'must_be' on age_y; give"),
        (
            None,
            [{"field": "age_y", "rule": "at_least", "value": 216, "unit": "months"}],
            "Inclusion rule 1: found age_y in 'months'; give it in 'years'.",
        ),
        (
            None,
            [{"field": "level", "rule": "one_of", "value": ["L6"]}],
            "Inclusion rule 1: found 'L6' for level; give one of L5/S1, L4/5",
        ),
    ],
)
def test_rules_that_do_not_fit(trial: str | None, own: list[dict[str, object]], said: str) -> None:
    with pytest.raises(InputError) as caught:
        criteria_of(trial, own)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_a_rule_is_told_in_words() -> None:
    rule = criteria_of(None, [{"field": "pain_0_100", "rule": "between", "value": [40, 90]}]).criteria[0]
    assert rule_words(rule) == "'low back pain: 40 to 90 points of 100'"


def test_tears_answer_the_questions_on_tears() -> None:
    people = draw(3000, 1)
    answers = people_of(people)
    for key, least in (("annular_tear", 3), ("full_thickness_tear", 5), ("contrast_leak", 5)):
        assert np.array_equal(answers.discs[key][:, 0] == 1, people.annular_tear_dallas >= least)
