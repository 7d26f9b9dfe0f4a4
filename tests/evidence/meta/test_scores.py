"""Changes and scores read off made-up arms."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from pulposus.evidence.meta.scores import Score, change, final
from pulposus.library import value

USES = ("calibrate",)
Reader = Callable[..., Score]


def mean(month: float, score: float, **more: object) -> dict[str, object]:
    return {"month": month, "measure": "pain", "statistic": "mean", "value": score, **more}


def read(build: SimpleNamespace, *outcomes: dict[str, object], reader: Reader = change, **more: object) -> Score:
    arm_more = {name: more.pop(name) for name in ("n", "n_assumed") if name in more}
    study = build.study("s", build.arm("a", "sham", outcomes, **arm_more), **more)
    return reader(study, study.arms[0], "pain", 12.0, USES)


def test_a_printed_change_comes_first(build: SimpleNamespace) -> None:
    found = read(build, mean(0, 70), mean(12, 40, sd=20), build.pain(12, -28, sd=22, n=25))
    assert (found.value, found.sd, found.people, found.notes) == (-28, 22, 25, ())


def test_two_means_give_a_change_and_its_sd(build: SimpleNamespace) -> None:
    found = read(build, mean(0, 70, sd=15), mean(12, 40, sd=25))
    r = value("symptoms", "visit_correlation")
    assert found.value == -30
    assert found.sd == pytest.approx(math.sqrt(15**2 + 25**2 - 2 * r * 15 * 25))
    assert "correlation" in found.notes[0]
    assert read(build, mean(0, 70), mean(12, 40, sd=25)).sd is None


def test_percent_needs_a_start(build: SimpleNamespace) -> None:
    percent = {"month": 12, "measure": "pain", "statistic": "percent_change", "value": -50}
    assert read(build, percent) is None
    found = read(build, percent, population={"condition": "back pain", "pain_0_100": 60})
    assert found.value == pytest.approx(-30)
    assert "the trial's start of 60" in found.notes[0]
    assert "its start of 80" in read(build, mean(0, 80), percent).notes[0]


def test_people_are_needed_and_assumed_ones_said(build: SimpleNamespace) -> None:
    assert read(build, build.pain(12, -20), n=None) is None
    found = read(build, build.pain(12, -20), n=None, n_assumed=40)
    assert (found.people, found.notes) == (40, ("40 people assumed in the arm a",))


def test_numbers_of_another_use_are_not_read(build: SimpleNamespace) -> None:
    assert read(build, build.pain(12, -20, use="check")) is None
    assert read(build, build.pain(12, -20), use="context") is None


def test_final_scores_say_that_they_are(build: SimpleNamespace) -> None:
    found = read(build, mean(12, 40, sd=25), reader=final)
    assert (found.value, found.final, found.notes) == (40, True, ("scores at the visit, not changes",))
    assert read(build, mean(6, 40, sd=25), reader=final) is None
