"""The part about an effect: its numbers, its words, its records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from made_up import trial

from pulposus.claims import Base, PartResult
from pulposus.claims.parts.effect import judge
from pulposus.claims.schema import Effect

Make = Callable[..., Base]
PAIN = {
    "kind": "effect",
    "name": "less pain",
    "asks": "pain is lower",
    "measure": "pain",
    "important": "important_pain",
}


def judged(base: Base, **changes: Any) -> PartResult:
    return judge(Effect.model_validate({**PAIN, **changes}), base)


def test_a_difference_keeps_its_sign_and_has_its_limit(only_studies: Make) -> None:
    found = judged(only_studies(trial(pain=-45, people=50)))
    assert [number.kind for number in found.numbers] == ["one controlled trial", "limit"]
    assert found.numbers[0].value == pytest.approx(-25)
    assert found.numbers[0].low == pytest.approx(-25 - 1.959964 * 4)  # 2 x 20^2 / 50 = 4^2
    assert found.numbers[1].value == 15
    assert found.finding == "in 1 trial, 25 points of 100 better than the control"


def test_three_trials_say_where_a_further_one_is_expected(only_studies: Make) -> None:
    found = judged(only_studies(*(trial(key, pain=pain) for key, pain in (("a", -30), ("b", -40), ("c", -50)))))
    assert [number.what for number in found.numbers] == [
        "pain, difference from the control, 3 trials",
        "pain, where a further trial is expected",
        "pain, difference that counts",
    ]
    pooled, further, _ = found.numbers
    assert pooled.low is not None
    assert further.low is not None
    assert further.low < pooled.low


def test_a_worse_result_is_called_worse(only_studies: Make) -> None:
    assert "11 points of 100 worse than the control" in judged(only_studies(trial(pain=-9))).finding


def test_responders_are_out_of_a_hundred(base: Base) -> None:
    """RESPINE: 43 of 58 against 39 of 56, so 1.065 times as many of 69 of 100."""
    found = judged(base, measure="responders", important=None)
    assert found.finding == "in 1 trial, 73 of 100 against 69 of 100, no more than chance can do"
    assert found.numbers[0].value == pytest.approx((43 / 58) / (39 / 56))
    assert found.numbers[0].unit == "risk ratio"


@pytest.mark.parametrize(
    ("ways", "text"),
    [
        ([], "no trial with a control reports it"),
        (["better"], "the one trial that reports it found more than with the control"),
        (["no difference"], "the one trial that reports it found no more than with the control"),
        (["better", "no difference"], "1 of 2 trials found more than with the control"),
        (["no difference", "no difference"], "none of 2 trials found more than with the control"),
    ],
)
def test_words_are_counted(only_studies: Make, ways: list[str], text: str) -> None:
    studies = [trial(f"trial_{n}", pain=None, words={"pain": way}) for n, way in enumerate(ways)]
    assert judged(only_studies(*studies)).finding == text


def test_records_say_what_was_read_and_who_was_silent(only_studies: Make) -> None:
    spoken = trial("spoken", pain=None, words={"pain": "better"})
    found = judged(only_studies(trial("measured"), spoken, trial("silent", pain=None)))
    records = {record.key: record for record in found.records}
    assert (
        records["measured"].said
        == "cells against control, month 12: −20 points of 100 (−25.5 to −14.5), 100 against 100 people"
    )
    assert records["measured"].read_in == ("primary text: https://example.org/made-up",)
    assert records["spoken"].said == "in words, better: made up"
    assert [r.key for r in found.records if r.silent] == ["silent"]
    assert [r.key for r in found.records if not r.moves] == ["silent"]


def test_beside_it_moves_nothing(only_studies: Make) -> None:
    found = judged(only_studies(trial()), beside=True)
    assert found.verdict is None
    assert not any(record.moves for record in found.records)


def test_a_borrowed_spread_is_said(base: Base) -> None:
    assert judged(base).numbers[0].note == "SD of 2 of 2 differences borrowed from other arms"
