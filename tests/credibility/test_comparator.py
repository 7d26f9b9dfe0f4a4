"""What stands behind the rows: each row sorted once, numbers of samples as the facts say them."""

from __future__ import annotations

import re

import made_results as made

from pulposus.calibration.groups import controlled
from pulposus.calibration.table import build
from pulposus.credibility.comparator import comparators, entries, unsorted
from pulposus.credibility.gather import validate_ids
from pulposus.credibility.shipped import shipped
from pulposus.evidence.load import studies
from pulposus.library import facts

NUMBER_WORDS = {"one": 1, "ten": 10}


def test_every_shipped_row_is_sorted_exactly_once() -> None:
    rows = shipped().rows
    twice = [
        f"{row.case} {row.name}" for row in rows if sum(entry.holds(row.case, row.name) for entry in entries()) > 1
    ]
    assert twice == []
    assert unsorted(shipped(), made.honesty()) == (), "add what stands behind them to credibility/comparators.yaml"


def test_every_entry_holds_a_shipped_row() -> None:
    idle = [entry for entry in entries() if not any(entry.holds(row.case, row.name) for row in shipped().rows)]
    assert idle == []


def test_numbers_of_samples_are_those_of_the_facts() -> None:
    library = facts("validation")
    for entry in entries():
        said = [fact.population for name, fact in library.items() if name.startswith(f"{entry.case.lower()}_")]
        numbers = {int(n) for text in said for n in re.findall(r"\b\d+\b", text)}
        numbers |= {NUMBER_WORDS[word] for text in said for word in re.findall(r"\w+", text) if word in NUMBER_WORDS}
        if entry.case == "EV3":  # its samples are the people of the evidence base
            numbers = {int(build(controlled(studies())).people.sum())}
        assert entry.samples is None or entry.samples in numbers, entry


def test_published_models_are_no_samples() -> None:
    models = {entry.case for entry in entries() if entry.subject == "published model"}
    assert models == {row.case for row in shipped().rows if row.role == "model beside model"}
    assert all(entry.samples is None for entry in entries() if entry.subject == "published model")


def test_a_row_that_nobody_sorted_is_told() -> None:
    strange = made.results(validation=(made.validated("XX9", made.row("XX9", "something new")),))
    assert unsorted(strange, None) == ("XX9 something new",)
    assert comparators(strange, None) == ()


def test_counts_of_left_out_studies_are_told_once_and_never_lost() -> None:
    rows = made.results(validation=(made.validated("EV1", made.row("EV1", "arms: 9 of 40 numbers", passed=False)),))
    assert unsorted(rows, made.honesty()) == ()
    assert unsorted(rows, None) == ("EV1 arms: 9 of 40 numbers",)
    assert "EV1" in validate_ids()


def test_left_out_studies_become_comparators_of_each_outcome() -> None:
    low = made.group(
        what="arms of controlled trials", coverage={0.9: (20, 40)}, crps={"pain": {"model": 2.0, "mean": 1.0}}
    )
    found = comparators(made.results(validation=()), made.honesty(made.group(coverage={}), low))
    assert [each.behind.quantity for each in found] == [
        "pain of trial arms", "odi of trial arms", "responders of trial arms",
    ]  # fmt: skip
    assert all(each.behind.samples == 900 and each.behind.inputs == "own" for each in found)
    first, second, coverage = found[0].comparisons
    assert first.passed
    assert "left-out arms, pain: CRPS 1 against grand mean 2" in first.name
    assert (second.passed, second.said) == (False, "as good or better: mean")
    assert not coverage.passed  # 20 of 40 are no 90 %
    assert "controlled trials: 90 % intervals hold 20 of 40 numbers" in coverage.name
