"""Printed differences."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pulposus.evidence.meta.printed import printed, variance

CONTRAST = {"arm": "cells", "control": "sham", "month": 12, "measure": "pain", "difference": -4, "read_in": "paper"}


def test_only_points_with_an_interval_at_a_visit_are_used(build: SimpleNamespace) -> None:
    rows = [
        {**CONTRAST, "ci95": [-10, 2]},
        {**CONTRAST},
        {**CONTRAST, "ci95": [-1, 0.2], "unit": "SMD"},
        {**CONTRAST, "ci95": [-10, 2], "month": None},
        {**CONTRAST, "ci95": [-10, 2], "use": "context"},
        {**CONTRAST, "ci95": [-10, 2], "measure": "odi"},
    ]
    study = build.study(
        "s", build.arm("cells", "bm_msc", product=build.CELLS), build.arm("sham", "sham"), contrasts=rows
    )
    assert printed(study, "pain", ("calibrate",)) == [study.contrasts[0]]


def test_the_variance_is_that_of_the_interval(build: SimpleNamespace) -> None:
    study = build.study("s", contrasts=[{**CONTRAST, "ci95": [-5.959964, -2.040036]}])
    assert variance(study.contrasts[0]) == pytest.approx(1.0, rel=1e-6)
