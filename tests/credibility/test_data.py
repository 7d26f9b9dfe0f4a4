"""Data files lie where they are looked for."""

from __future__ import annotations

from pulposus.credibility.data import names, read


def test_contexts_are_listed_by_name() -> None:
    found = names("contexts")
    assert found == tuple(sorted(found))
    assert "contexts/dose_study.yaml" in found
    assert read("contexts/dose_study.yaml")["key"] == "dose_study"
