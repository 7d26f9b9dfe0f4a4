"""Answers by topic, and the sources behind them."""

from __future__ import annotations

from pulposus.evidence.aftermath import aftermath, sources


def test_the_head_is_the_first_finding() -> None:
    answer = aftermath("fusion").answer("later_surgery")
    assert answer.head is answer.records[0]
    assert aftermath("saline").answer("work").head is None


def test_sources_are_listed_once_and_sorted() -> None:
    keys = [source.key for source in sources([aftermath("discectomy"), aftermath("fusion"), aftermath("fusion")])]
    assert keys == sorted(set(keys), key=str.casefold)
    assert {"fritzell_2003", "colantonio_2024", "qod_work_2021"} <= set(keys)
    assert "pettine_2017" not in keys
