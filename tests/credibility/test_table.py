"""The tree is plain JSON and tells the same as the page."""

from __future__ import annotations

import json

import made_results as made

from pulposus.credibility import assess_all
from pulposus.credibility.table import tree


def test_the_tree_is_json_with_every_factor_and_miss() -> None:
    page = assess_all(made.results(), made.honesty())
    plain = json.loads(json.dumps(tree(page), allow_nan=False))
    assert plain["risk_table"] == {"low": [1, 2, 3], "medium": [2, 3, 4], "high": [3, 4, 5]}
    for context, found in zip(plain["contexts"], page.assessments, strict=True):
        assert [factor["level"] for factor in context["factors"]] == [each.level for each in found.findings]
        assert context["goals_met"] == found.met
        assert all(factor["raised_by"] or factor["level"] == factor["of"] for factor in context["factors"])
    assert plain["left_out_studies"]["groups"][0]["coverage"]["0.9"] == {"inside": 36, "of": 40, "compatible": True}


def test_left_out_studies_that_were_not_shown_are_null() -> None:
    assert tree(assess_all(made.results()))["left_out_studies"] is None
