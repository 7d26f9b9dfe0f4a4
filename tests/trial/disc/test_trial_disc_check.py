"""The error of an emulator in numbers, in points and in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulposus.errors import RunError
from pulposus.trial.disc.check import Agreement, Check

FINE = Agreement(
    arm="cells",
    month=12.0,
    discs=64,
    full=0.95,
    bias=0.03,
    se=0.04,
    rmse=0.3,
    r2=0.9,
    full_sd=0.7,
    sd_difference=0.01,
    grade_bias=0.1,
    worst_grade=4,
)
EARLY = replace(FINE, month=3.0, bias=-0.01)


def of(*agreements: Agreement) -> Check:
    return Check(agreements, (), trained_on=128, failed=1)


def test_sentence_and_points() -> None:
    found = of(EARLY, FINE)
    assert found.sentence("cells", 12.0) == (
        "The emulated response of arm cells at 12 months is 0.03 (SE 0.04) above the full model's 0.95 in 64 discs "
        "that it had not seen."
    )
    assert "0.01 (SE 0.04) below" in found.sentence("cells", 4.0)  # the nearest visit
    assert found.points(10.0, 12.0) == {"cells": (pytest.approx(0.3), pytest.approx(0.4))}
    assert found.outside == ()
    found.require()
    with pytest.raises(KeyError, match="saline"):
        found.at("saline", 12.0)


@pytest.mark.parametrize(
    ("bias", "se", "outside"), [(0.11, 0.03, True), (-0.11, 0.03, True), (0.11, 0.04, False), (0.09, 0.001, False)]
)
def test_a_bias_is_outside_beyond_three_errors_and_a_tenth(bias: float, se: float, outside: bool) -> None:
    found = of(EARLY, replace(FINE, bias=bias, se=se))
    assert (len(found.outside) == 1) is outside
    if outside:
        assert "outside its stated error, raise 'discs'" in found.sentence("cells", 12.0)
        with pytest.raises(RunError, match=r"arm cells at 12 months .* raise 'discs' above 128"):
            found.require()


def test_table_has_a_row_per_arm_and_visit() -> None:
    table = of(EARLY, FINE).table()
    assert table.num_rows == 2
    assert table.column("bias").to_pylist() == [-0.01, 0.03]
    assert table.column("outside").to_pylist() == [False, False]
    assert of().table().schema == table.schema
