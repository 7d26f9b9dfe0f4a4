"""Levels of model form and model inputs."""

from __future__ import annotations

import made_results as made

from pulposus.credibility.results import Results, ValidatedRow
from pulposus.validation.row import UNKNOWN


def with_rows(*rows: ValidatedRow) -> Results:
    return made.results(validation=tuple(made.validated(row.case, row) for row in rows))


def test_a_form_that_fails_nowhere_reaches_the_top() -> None:
    assert made.level(made.results(), "dose_study", "model_form") == 2


def test_a_failure_that_was_traced_stays_at_one_and_one_that_was_not_at_nothing() -> None:
    alive = "added cells alive at 6 and 8 weeks"
    others = (made.row("VT1", "pressure standing"), made.row("T17", "open endplate", role="model beside model"))
    traced = with_rows(*others, made.row("BV5", alive, passed=False))
    assert made.level(traced, "dose_study", "model_form") == 1
    untraced = with_rows(*others, made.row("BV5", alive, passed=False, reason=f"2 lies outside 0 to 1: {UNKNOWN}"))
    assert made.level(untraced, "dose_study", "model_form") == 0


def test_a_part_that_nothing_tried_is_level_nothing() -> None:
    rows = [case.rows[0] for case in made.results().validation if case.id != "T17"]  # leaves nothing of transport
    assert made.level(with_rows(*rows), "dose_study", "model_form") == 0


def test_a_published_model_that_disagrees_counts_as_well() -> None:
    rows = [case.rows[0] for case in made.results().validation if case.id != "T17"]
    other = made.row("T17", "open endplate", passed=False, role="model beside model")
    assert made.level(with_rows(*rows, other), "dose_study", "model_form") == 1


def test_inputs_need_a_sensitivity_study_of_what_is_read() -> None:
    assert made.level(made.results(), "dose_study", "model_inputs") == 2  # spreads are judgements, so no more
    assert made.level(made.results(sensitivity=None), "dose_study", "model_inputs") == 1
    other = made.SENSITIVITY.model_copy(update={"largest": {"pain": ("natural course", 0.5)}})
    assert made.level(made.results(sensitivity=other), "dose_study", "model_inputs") == 1


def test_inputs_need_a_band_somewhere() -> None:
    bare = made.row("BV5", "added cells alive at 6 and 8 weeks", with_band=False)
    assert made.level(with_rows(bare), "dose_study", "model_inputs") == 1
