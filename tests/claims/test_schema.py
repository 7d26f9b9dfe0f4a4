"""What a statement file may not do."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from pulposus.claims.schema import Claim

PART = {"kind": "screening", "name": "a part", "asks": "something holds"}
CLAIM: dict[str, Any] = {
    "id": "X1", "group": "the disc", "short": "short words", "statement": "Something is so.",
    "question": "Is it so?", "population": "people", "parts": [PART],
}  # fmt: skip


def test_the_example_is_one() -> None:
    assert Claim.model_validate(CLAIM).id == "X1"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"parts": [{**PART, "beside": True}]}, "at least one part must be judged"),
        ({"parts": [PART, {"kind": "noise", "name": "noise", "asks": "how noisy it is"}]}, "can only stand beside"),
        ({"parts": [PART, PART]}, "two parts have one name"),
        ({"question": "It is so."}, "pattern"),
        ({"verdict": "supported"}, "Extra inputs"),
        ({"id": "X12"}, "pattern"),
    ],
)
def test_a_file_that_says_more_or_less_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Claim.model_validate({**CLAIM, **changes})
