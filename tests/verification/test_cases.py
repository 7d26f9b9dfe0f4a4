"""Every case passes; the quick ones first, those that solve in three dimensions or compile much marked slow."""

from __future__ import annotations

import pytest

from pulposus.verification import verify
from pulposus.verification.cases import CASES

QUICK = ("V5", "V6", "V7", "V12")


@pytest.mark.parametrize("name", [c.id if c.id in QUICK else pytest.param(c.id, marks=pytest.mark.slow) for c in CASES])
def test_case_passes(name: str) -> None:
    result = verify([name])
    assert result.passed, result.case(name).reason
    assert result.case(name).checks


def test_progress_never_falls_and_ends_at_one() -> None:
    told: list[float] = []
    verify(["V7", "V12"], progress=lambda _stage, fraction: told.append(fraction))
    assert told == sorted(told)
    assert told[-1] == 1.0
