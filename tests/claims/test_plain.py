"""What patients read: short, plain, no promise, whatever the verdict."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from made_up import flattering, trial

from pulposus.claims import Base, judge_all
from pulposus.claims.plain import LABELS, LONGEST, OPENERS, sentence
from pulposus.claims.result import PartResult
from pulposus.claims.schema import Screening
from pulposus.claims.verdict import VERDICTS, Verdict
from pulposus.claims.words import count_words
from pulposus.report.words import PROMISES

Make = Callable[..., Base]
JARGON = re.compile(
    r"\b(?:interval|significan\w*|confidence|hazard|heterogene\w*|pooled|randomi[sz]ed|contrast|risk ratio|odds|SMD|CI|"
    r"SD|efficacy|endpoint|baseline|adverse|intradiscal|autologous|allogeneic|VAS)\b"
)


@pytest.fixture(params=["base", "flattered", "empty", "shown"])
def judged(request: pytest.FixtureRequest, base: Base, with_studies: Make) -> list[str]:
    """Sentences of the base and of three others."""
    good = [trial(key, pain=-45, people=400, words={"odi": "better", "t2_ms": "better"}) for key in ("one", "two")]
    bases = {
        "base": base,
        "flattered": with_studies(flattering()),
        "empty": replace(base, studies=()),
        "shown": replace(base, studies=tuple(good)),
    }
    return [one.sentence for one in judge_all(bases[request.param])]


def test_every_sentence_is_one_short_sentence_without_promise_or_jargon(judged: list[str]) -> None:
    for text in judged:
        assert 4 < count_words(text) <= LONGEST, text
        assert len(text.split()) <= LONGEST + 2, text  # counted without our own counter
        assert text[0].isupper(), text
        assert text.endswith(".")
        assert not re.search(r"\.\s+[A-Z]", text), text
        assert PROMISES.search(text) is None, text
        assert JARGON.search(text) is None, text


def test_its_words_are_short(judged: list[str]) -> None:
    """Mean letters per word of a text for the public lie near 4.5, of abstracts above 6."""
    found = [word for text in judged for word in re.findall(r"[A-Za-z]+", text)]
    assert sum(map(len, found)) / len(found) < 5


def made(name: str, verdict: Verdict, finding: str = "found so") -> PartResult:
    return PartResult(Screening(kind="screening", name=name, asks="something holds"), verdict, "", "", finding, "")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_each_verdict_has_its_words(verdict: Verdict) -> None:
    text = sentence(verdict, [made("a part", verdict)])
    assert text.startswith(OPENERS[verdict])
    assert f"{LABELS[verdict]} is a part (found so)" in text


def test_what_is_shown_stands_before_what_is_not() -> None:
    text = sentence("mixed", [made("water", "not supported"), made("height", "supported"), made("stress", "untested")])
    assert text == f"{OPENERS['mixed']}: shown is height; not shown is water (found so); not tested is stress."


def test_a_long_finding_is_left_out_and_many_names_too() -> None:
    long = " ".join(["word"] * 60)
    assert sentence("supported", [made("a part", "supported", long)]) == f"{OPENERS['supported']}: shown is a part."
    many = [made(f"a part with a number {n} and more", "supported", long) for n in range(9)]
    assert sentence("supported", many) == f"{OPENERS['supported']}."
