"""One person beside one trial: the truth tables, each rule, and what more knowledge can and cannot change."""

from __future__ import annotations

from typing import Any

import people_at_random as random_people
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulposus.eligibility import Answers, consensus, judge, questions, trials
from pulposus.eligibility.judge import both, either, finding, holds
from pulposus.eligibility.schema import Criterion

EVERY = {criteria.key: criteria for criteria in (*trials(), consensus())}
# Kleene's strong logic, as its tables are printed.
AND = {
    (True, True): True, (True, None): None, (True, False): False, (None, None): None, (None, False): False,
    (False, False): False,
}  # fmt: skip
OR = {
    (True, True): True, (True, None): True, (True, False): True, (None, None): None, (None, False): None,
    (False, False): False,
}  # fmt: skip


@pytest.mark.parametrize(("table", "function"), [(AND, both), (OR, either)])
def test_and_and_or_are_those_of_kleene(table: dict[tuple[Any, Any], Any], function: Any) -> None:
    for (a, b), result in table.items():
        assert function((a, b)) is result
        assert function((b, a)) is result


def number(rule: str, value: object) -> Criterion:
    return Criterion.model_validate({"field": "age_y", "rule": rule, "value": value, "unit": "years", "words": "age"})


@pytest.mark.parametrize(
    ("rule", "value", "good", "bad"),
    [
        ("at_least", 18, [18, 19], [17.99]),
        ("at_most", 60, [60, 5], [60.01]),
        ("above", 40, [40.01], [40, 3]),
        ("below", 35, [34.99], [35, 70]),
        ("between", [18, 60], [18, 40, 60], [17, 61]),
    ],
)
def test_limits_belong_where_the_words_put_them(rule: str, value: object, good: list[float], bad: list[float]) -> None:
    criterion = number(rule, value)
    assert all(holds(criterion, age) is True for age in good)
    assert all(holds(criterion, age) is False for age in bad)
    assert holds(criterion, None) is None


def test_yes_no_and_choice() -> None:
    must_not = Criterion(field="infection", rule="must_not", words="none")
    must_be = Criterion(field="contraception", rule="must_be", words="yes")
    one_of = Criterion(field="level", rule="one_of", value=("L4/5", "L5/S1"), words="low")
    assert [holds(must_not, answer) for answer in (True, False, None)] == [False, True, None]
    assert [holds(must_be, answer) for answer in (True, False, None)] == [True, False, None]
    assert [holds(one_of, answer) for answer in ("L4/5", "L1/2", None)] == [True, False, None]


def test_a_disc_criterion_must_hold_in_every_disc() -> None:
    rule = next(one for one in EVERY["discgenics_idct"].criteria if one.field == "modified_pfirrmann")
    for grades, state in (((5, 6), True), ((5, 8), False), ((5, None), None), ((8, None), False)):
        found = finding(rule, Answers(discs=tuple({"modified_pfirrmann": grade} for grade in grades)))
        assert found.state is state


def test_grade_1_enters_brtx_only_with_a_protrusion_or_a_tear() -> None:
    rule = next(one for one in EVERY["biorestorative_brtx100"].criteria if one.unless)
    states = {
        (1, "protrusion", None): True,
        (1, "none", True): True,
        (1, "none", False): False,
        (1, "none", None): None,
        (2, None, None): True,
        (None, "none", False): None,
    }
    for (grade, herniation, tear), state in states.items():
        disc = {"modified_pfirrmann": grade, "herniation": herniation, "annular_tear": tear}
        assert finding(rule, Answers(discs=(disc,))).state is state


def test_a_pfirrmann_grade_says_nothing_on_the_modified_scale() -> None:
    """And the other way round: no grade is carried over, whatever it is."""
    for grade in range(1, 6):
        judged = judge(EVERY["respine"], Answers(discs=({"pfirrmann": grade},)))
        assert "modified_pfirrmann" in judged.missing
        assert any("modified Pfirrmann grade (1 to 8) was not read" in reason for reason in judged.reasons)
    dream = judge(EVERY["dream"], Answers(discs=({"modified_pfirrmann": 5},)))
    assert "pfirrmann" in dream.missing
    assert "modified_pfirrmann" not in dream.missing


def filled(key: str) -> Answers:
    """Answers that meet every criterion of a trial."""
    person: dict[str, Any] = {}
    disc: dict[str, Any] = {}
    for criterion in EVERY[key].excluding:
        value = criterion.value
        fine: Any = value
        if criterion.rule in ("must_be", "must_not"):
            fine = criterion.rule == "must_be"
        elif isinstance(value, tuple):
            fine = value[0]
        elif criterion.rule in ("above", "below"):
            fine = float(str(value)) + (1 if criterion.rule == "above" else -1)
        place = disc if questions()[criterion.field].about == "disc" else person
        place.setdefault(criterion.field, fine)
    return Answers(person, (disc,))


@pytest.mark.parametrize("key", EVERY)
def test_who_meets_everything_is_eligible_unless_a_limit_was_not_read(key: str) -> None:
    judged = judge(EVERY[key], filled(key))
    assert judged.met == len(judged.findings)
    assert judged.verdict == ("unknown" if EVERY[key].unread else "eligible")
    assert judged.reasons == tuple(f"not read: {limit}" for limit in EVERY[key].unread)


def test_reasons_say_what_was_found_and_what_is_expected() -> None:
    old = filled("biorestorative_brtx100")
    judged = judge(EVERY["biorestorative_brtx100"], Answers({**old.person, "age_y": 72}, old.discs))
    assert judged.verdict == "not eligible"
    assert judged.reasons == ("age: found 72 years, expected 18 to 60 years",)


def test_a_high_body_mass_warns_in_the_own_rule_and_removes_nobody() -> None:
    person = filled("consensus")
    for mass, warned in ((34.9, 0), (35, 1), (60, 1)):
        judged = judge(consensus(), Answers({**person.person, "bmi_kg_m2": mass}, person.discs))
        assert judged.verdict == "eligible"
        assert len(judged.warnings) == warned


@settings(max_examples=60)
@given(before=random_people.PEOPLE, data=st.data())
def test_an_answer_more_settles_and_never_turns_a_verdict(
    before: tuple[dict[str, Any], list[dict[str, Any]]], data: st.DataObject
) -> None:
    """A verdict that is not unknown stays; what is missing and what is open only shrink."""
    person, discs = before
    more_person = {**data.draw(random_people.block("person")), **{k: v for k, v in person.items() if v is not None}}
    more_discs = [
        {**data.draw(random_people.block("disc")), **{k: v for k, v in disc.items() if v is not None}} for disc in discs
    ]
    if not random_people.fits(more_person, more_discs):
        return
    less, more = Answers(person, tuple(discs)), Answers(more_person, tuple(more_discs))
    for criteria in EVERY.values():
        first, then = judge(criteria, less), judge(criteria, more)
        if first.verdict != "unknown":
            assert then.verdict == first.verdict
        assert set(then.missing) <= set(first.missing)
        assert len(then.undecided) <= len(first.undecided)
        assert {id(one.criterion) for one in first.failed} <= {id(one.criterion) for one in then.failed}
        assert then.met >= first.met


@settings(max_examples=60)
@given(people=random_people.PEOPLE)
def test_counts_add_up_and_every_verdict_has_its_reason(
    people: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    person, discs = people
    answers = Answers(person, tuple(discs))
    for criteria in EVERY.values():
        judged = judge(criteria, answers)
        assert judged.met + len(judged.failed) + len(judged.undecided) == len(criteria.excluding)
        assert bool(judged.reasons) == (judged.verdict != "eligible")
        for key in judged.missing:
            assert None in answers.found(key)


@settings(max_examples=30)
@given(person=random_people.block("person", open_too=False), disc=random_people.block("disc", open_too=False))
def test_with_every_answer_given_only_what_was_not_read_stays_unknown(
    person: dict[str, Any], disc: dict[str, Any]
) -> None:
    if not random_people.fits(person, [disc]):
        return
    for criteria in EVERY.values():
        judged = judge(criteria, Answers(person, (disc,)))
        assert judged.undecided == ()
        assert judged.verdict != "unknown" or criteria.unread
