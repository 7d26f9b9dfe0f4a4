"""Counts of facts, against the files read plainly."""

from __future__ import annotations

from importlib.resources import files

import yaml

from pulposus.credibility.inputs import inputs


def test_counts_are_those_of_the_files() -> None:
    expected = [0, 0, 0, 0]
    for topic in ("transport", "injection"):
        text = (files("pulposus.library") / "facts" / f"{topic}.yaml").read_text(encoding="utf-8")
        raw = yaml.safe_load(text)
        priors = {source["key"] for source in raw["sources"] if source.get("kind") == "analyst prior"}
        for fact in raw["facts"].values():
            spread, judged = fact["spread_kind"] != "none", fact["source"] in priors
            for k, holds in enumerate((True, spread, judged, spread and judged)):
                expected[k] += holds
    found = inputs(("transport", "injection"))
    assert [found.facts, found.spread, found.judged, found.judged_spread] == expected
    assert found.sources > 0
