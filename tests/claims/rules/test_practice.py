"""Descriptions of what is done."""

from __future__ import annotations

from pulposus.claims.rules.practice import practice


def test_two_studies_describe_a_practice() -> None:
    assert [practice(n, 2).verdict for n in range(4)] == ["untested", "mixed", "supported", "supported"]
