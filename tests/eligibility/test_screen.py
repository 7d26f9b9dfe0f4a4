"""Many people at once give the same as each alone, and the counts say which criterion removes how many."""

from __future__ import annotations

from typing import Any

import numpy as np
import people_at_random as random_people
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulposus.eligibility import Answers, People, consensus, judge, screen, trials
from pulposus.eligibility.schema import Criteria
from pulposus.errors import InputError

EVERY = {criteria.key: criteria for criteria in (*trials(), consensus())}


@settings(max_examples=25)
@given(found=st.lists(random_people.PEOPLE, min_size=1, max_size=8))
def test_arrays_give_the_same_as_one_by_one(found: list[tuple[dict[str, Any], list[dict[str, Any]]]]) -> None:
    answers = [Answers(person, tuple(discs)) for person, discs in found]
    people = People.of(answers)
    for criteria in EVERY.values():
        selection = screen(criteria, people)
        alone = [judge(criteria, one) for one in answers]
        assert [bool(one.failed) for one in alone] == selection.failed.tolist()
        assert [one.met == len(one.findings) for one in alone] == selection.passed.tolist()
        assert [not one.failed and bool(one.undecided) for one in alone] == selection.unknown.tolist()
        for row, count in enumerate(selection.counts):
            states = [one.findings[row].state for one in alone]
            assert count.removed == states.count(False)
            assert count.unknown == states.count(None)
            assert count.removed_alone == sum(
                state is False and len(one.failed) == 1 for state, one in zip(states, alone, strict=True)
            )


def test_counts_of_a_population_are_those_of_numpy() -> None:
    """Three limits on three independent columns, counted here by plain comparisons."""
    rng = np.random.default_rng(7)
    n = 20_000
    age, pain, odi = rng.uniform(10, 90, n), rng.uniform(0, 100, n), rng.uniform(0, 100, n)
    pain[rng.random(n) < 0.1] = np.nan
    tree = EVERY["vast"].model_dump()
    tree["criteria"] = [one for one in tree["criteria"] if one["field"] in ("age_y", "pain_0_100", "odi_0_100")]
    vast = Criteria.model_validate(tree)
    selection = screen(vast, People(n, {"age_y": age, "pain_0_100": pain, "odi_0_100": odi}))
    bad = {"age_y": (age < 18) | (age > 60), "pain_0_100": pain < 40, "odi_0_100": odi < 40}
    for count in selection.counts:
        own = bad[count.criterion.field]
        others = sum(mask for field, mask in bad.items() if field != count.criterion.field)
        assert count.removed == own.sum()
        assert count.removed_alone == (own & (others == 0)).sum()
    assert selection.counts[1].unknown == np.isnan(pain).sum()
    assert selection.passed.sum() == ((age >= 18) & (age <= 60) & (pain >= 40) & (odi >= 40)).sum()
    assert (selection.passed.sum() + selection.failed.sum() + selection.unknown.sum()) == n


def test_a_column_that_is_not_there_is_unknown_for_everybody() -> None:
    selection = screen(EVERY["respine"], People(3))
    assert selection.unknown.all()
    assert all(count.unknown == 3 and count.removed == 0 for count in selection.counts)


def test_the_criterion_that_removes_all_is_named() -> None:
    people = People(4, {"age_y": np.array([70.0, 71, 72, 73]), "pain_0_100": np.array([30.0, 60, 60, 60])})
    assert [one.field for one in screen(EVERY["respine"], people).removes_all] == ["age_y"]
    assert screen(EVERY["respine"], People(4)).removes_all == ()
    assert screen(EVERY["respine"], People(0)).removes_all == ()


def test_a_warning_removes_nobody() -> None:
    people = People(2, {"bmi_kg_m2": np.array([50.0, 20.0])})
    selection = screen(consensus(), people)
    assert not selection.failed.any()
    assert "bmi_kg_m2" not in [count.criterion.field for count in selection.counts]


def test_discs_that_are_not_there_do_not_count() -> None:
    grades = np.array([[5.0, 8.0], [5.0, np.nan], [5.0, 8.0]])
    present = np.array([[True, False], [True, True], [True, True]])
    selection = screen(EVERY["hayek_msc"], People(3, discs={"modified_pfirrmann": grades}, present=present))
    count = next(one for one in selection.counts if one.criterion.field == "modified_pfirrmann")
    assert (count.removed, count.unknown) == (1, 1)


def test_what_follows_is_added_in_arrays_too() -> None:
    people = People(3, {"prior_lumbar_surgery": np.array([0.0, 1.0, np.nan])})
    assert people.person["prior_disc_surgery"].tolist()[0] == 0.0
    assert np.isnan(people.person["prior_disc_surgery"][1:]).all()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"person": {"age": np.zeros(2)}}, "column 'age'"),
        ({"person": {"modic": np.zeros(2)}}, "about the person"),
        ({"person": {"age_y": np.zeros(3)}}, "expected (2,)"),
        ({"person": {"age_y": np.array(["old", "young"])}}, "found text"),
        ({"person": {"age_y": np.array([np.inf, 1])}}, "infinite"),
        ({"person": {"infection": np.array([2.0, 0])}}, "0 and 1"),
        ({"discs": {"level": np.array(["L4/5", "L9/9"])}}, "found 'L9/9'"),
        ({"present": np.zeros((2, 1), dtype=bool)}, "without a disc"),
        ({"present": np.ones((3, 1), dtype=bool)}, "expected (2, discs)"),
        (
            {"person": {"prior_disc_surgery": np.array([1.0, 0]), "prior_lumbar_surgery": np.array([0.0, 0])}},
            "expected both to agree",
        ),
    ],
)
def test_wrong_columns_are_one_sentence(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        People(2, **given)
    assert said in str(caught.value)


def test_a_hundred_thousand_people_take_a_moment() -> None:
    import time

    rng = np.random.default_rng(0)
    n = 100_000
    people = People(
        n,
        {"age_y": rng.uniform(18, 90, n), "pain_0_100": rng.uniform(0, 100, n)},
        {"modified_pfirrmann": rng.integers(1, 9, n), "level": np.full(n, "L4/5")},
    )
    start = time.perf_counter()
    screen(consensus(), people)
    assert time.perf_counter() - start < 2
