"""Contexts of use name things that exist, and leave out what they do not read."""

from __future__ import annotations

import made_results as made
import pytest
from pydantic import ValidationError

from pulposus.credibility.comparator import entries
from pulposus.credibility.context import Context, Judged, contexts
from pulposus.credibility.numerical import UNITS
from pulposus.credibility.rules.code import parts
from pulposus.forecasting.sensitivity import OUTPUTS
from pulposus.library import topics

ALL = pytest.mark.parametrize("context", contexts(), ids=lambda context: context.key)


def test_risk_follows_from_the_table() -> None:
    assert {each.key: each.risk for each in contexts()} == {
        "dose_study": 2, "trial_arm": 3, "reading_report": 4, "choosing_treatment": 5,
    }  # fmt: skip


@ALL
def test_what_it_names_exists(context: Context) -> None:
    assert set(context.fact_topics) <= set(topics())
    assert set(context.numerical) <= set(UNITS)
    assert set(context.sensitive) <= set(OUTPUTS.values())
    assert set(context.parts) <= set(parts())
    measured = {entry.quantity for entry in entries()}
    # Left-out studies and single people have no row of validation; everything else has.
    free = {name for name in context.relevant - measured if not name.endswith((" trial arms", " of one person"))}
    assert free == {"own cells beside added cells"} & context.relevant


def test_rotation_is_no_quantity_of_a_dose_study() -> None:
    assert all("rotation under moments" not in each.relevant for each in contexts())
    assert "added cells alive" in made.context("dose_study").relevant


def test_only_the_choice_of_a_treatment_is_refused() -> None:
    assert [each.key for each in contexts() if each.refused] == ["choosing_treatment"]


def test_a_grade_must_say_why() -> None:
    with pytest.raises(ValidationError):
        Judged(grade="low", why="so")
    with pytest.raises(ValidationError):
        Judged.model_validate({"grade": "tiny", "why": "a reason of some length"})
