"""Forecasts of left-out studies are counted as the calibration judges them; none shipped is none shown."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.calibration import foreseen as shipped_forecasts
from pulposus.calibration.foreseen import Foreseen
from pulposus.credibility.honesty import MODEL
from pulposus.credibility.left_out import counted, known
from pulposus.errors import RunError
from pulposus.evidence.load import studies


def made() -> list[Foreseen]:
    """A forecast of every change of pain and ODI of the base: right in the middle, or far off for odd ones."""
    rng = np.random.default_rng(0)
    found: list[Foreseen] = []
    for study in studies():
        for arm in study.arms:
            for outcome in arm.outcomes:
                if outcome.measure in ("pain", "odi") and outcome.statistic == "change" and outcome.month > 0:
                    draws = outcome.value + rng.normal(size=200) + (50 if len(found) % 2 else 0)
                    found.append(
                        Foreseen(
                            study=study.key, arm=arm.key, month=outcome.month, measure=outcome.measure,
                            statistic="change", published=outcome.value, draws=draws, controlled=study.controlled,
                        )
                    )  # fmt: skip
    return found


def test_numbers_and_people_are_counted() -> None:
    found = made()
    result = counted(found, studies())
    assert [group.what for group in result.groups][:2] == ["arms", "arms of controlled trials"]
    assert result.studies == len({one.study for one in found})
    assert 0 < result.controlled <= result.studies
    assert result.months == max(one.month for one in found)
    people = {(one.study, one.arm) for one in found}
    by_key = {study.key: study for study in studies()}
    assert result.people == sum(by_key[study].arm(arm).people or 0 for study, arm in people)
    arms = result.groups[0]
    inside, whole = arms.coverage[0.9]
    assert 0 < inside < whole <= len(found)
    assert all(MODEL in scores and len(scores) == 4 for scores in arms.crps.values())


def test_none_shipped_is_none_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise RunError("The forecasts of left-out studies are missing.")

    monkeypatch.setattr(shipped_forecasts, "shipped", missing)
    assert known() is None
    monkeypatch.setattr(shipped_forecasts, "shipped", lambda: (made(), {}))
    found = known()
    assert found is not None
    assert found.arms > 0
