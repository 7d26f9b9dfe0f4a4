"""The same people are not counted twice."""

from __future__ import annotations

from typing import Any

import pytest

from pulposus.evidence.duplicates import duplicate_problems
from pulposus.evidence.schema import Study

OTHER = (("key",), "second_2021", ("reference", "doi"), "10.1000/second.2021", ("registry",), ["NCT99999999"])


def problems(study: Study, *others: Study) -> list[tuple[str, str]]:
    return [(problem.level, problem.sentence) for problem in duplicate_problems(study, others)]


def renumbered(spoil: Any, *changes: Any) -> Study:
    """Another study of other people: its numbers differ."""
    moved = [
        ((("arms", arm, "outcomes", i, "value")), 0.1 + i) for arm, count in ((0, 5), (1, 4)) for i in range(count)
    ]
    study: Study = spoil(*OTHER, *(part for pair in moved for part in pair), *changes)
    return study


def test_other_people_are_no_problem(spoil: Any) -> None:
    assert problems(spoil(), renumbered(spoil)) == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("reference", "doi"), "10.1000/EXAMPLE.2020", "same doi"),
        (("registry",), ["nct00000000"], "same registry number NCT00000000"),
    ],
)
def test_the_same_paper_or_registry_number_has_to_be_said(
    spoil: Any, path: tuple[Any, ...], value: Any, said: str
) -> None:
    first, again = spoil(), renumbered(spoil, path, value)
    found = problems(again, first)
    assert [level for level, _ in found] == ["refused"]
    assert said in found[0][1]
    assert "expected 'example_2020'" in found[0][1]
    assert problems(renumbered(spoil, path, value, ("same_people_as",), "example_2020"), first) == []


def test_the_same_pubmed_number_is_the_same_paper(spoil: Any) -> None:
    first = spoil(("reference", "pmid"), "123")
    assert [level for level, _ in problems(renumbered(spoil, ("reference", "pmid"), "123"), first)] == ["refused"]


def test_the_same_numbers_of_as_many_people_are_a_doubt(spoil: Any) -> None:
    copy = spoil(*OTHER)
    found = problems(copy, spoil())
    assert [level for level, _ in found] == ["doubt"]
    assert "9 of 9 numbers" in found[0][1]
    assert problems(spoil(*OTHER, ("arms", 0, "n"), 29, ("arms", 1, "n"), 31), spoil()) == []


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("second_2021", "found the study itself"),
        ("nobody_1999", "expected the key of another study"),
        ("third_2022", "a later report itself, expected 'example_2020'"),
    ],
)
def test_the_first_report_has_to_be_one(spoil: Any, named: str, said: str) -> None:
    third = renumbered(
        spoil, ("key",), "third_2022", ("same_people_as",), "example_2020", ("reference", "doi"), "10.1000/third"
    )
    found = problems(renumbered(spoil, ("same_people_as",), named, ("registry",), ["NCT1"]), spoil(), third)
    assert found[0][0] == "refused"
    assert said in found[0][1]


def test_two_later_reports_of_one_trial_belong_together(spoil: Any) -> None:
    one = renumbered(spoil, ("same_people_as",), "example_2020")
    two = renumbered(spoil, ("same_people_as",), "example_2020", ("key",), "third_2022")
    assert problems(one, spoil(), two) == []
