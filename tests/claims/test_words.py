"""Numbers and counts in words."""

from __future__ import annotations

import pytest

from pulposus.claims.words import count_words, counted, of_hundred, plain, sentence, span


@pytest.mark.parametrize(
    ("x", "text"),
    [(0, "0"), (-0.0, "0"), (1234.4, "1,234"), (-3.724, "−3.72"), (0.0705, "0.07"), (99.96, "100"), (15.0, "15")],
)
def test_plain(x: float, text: str) -> None:
    assert plain(x) == text


def test_a_span_has_no_dash() -> None:
    assert span(-5, 3) == "−5 to 3"


@pytest.mark.parametrize(("share", "text"), [(0.0147, "1.5"), (0.5, "50"), (0.0, "0"), (0.0004, "0"), (1.0, "100")])
def test_of_hundred(share: float, text: str) -> None:
    assert of_hundred(share) == text


def test_counted() -> None:
    assert [counted(n, "study", "studies") for n in range(3)] == ["no study", "1 study", "2 studies"]
    assert counted(2, "trial") == "2 trials"


def test_count_words() -> None:
    assert count_words("In 2 trials, −3.7 points; (up to 5 % of them).") == 11
    assert count_words("") == 0


def test_sentence() -> None:
    assert sentence("two words.") == "Two words."
    assert sentence("") == ""
