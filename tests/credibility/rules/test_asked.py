"""Names in a sentence."""

from __future__ import annotations

from pulposus.credibility.rules.asked import short


def test_short_names_a_few_and_counts_the_rest() -> None:
    assert short([]) == "none"
    assert short(["a", "b", "a"]) == "a and b"
    assert short([str(k) for k in range(9)], 4) == "0, 1, 2 and 6 more"
    assert short(["a", "b"], 2) == "a and b"
