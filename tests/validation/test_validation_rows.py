"""Rows judge by their own span, the table keeps what they say, and facts are the files they were copied from."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pulposus.errors import InputError, RunError
from pulposus.library import facts
from pulposus.validation.calibrate import measured_deg, misses
from pulposus.validation.case import Case
from pulposus.validation.cases import CASES
from pulposus.validation.row import CaseResult, Row, Validation
from pulposus.validation.run import chosen, run_case
from pulposus.validation.supply import critical
from pulposus.validation.table import COLUMNS, as_csv, tree
from pulposus.validation.target import beyond, centre_and_band, row, scatter, target, within

HEUER = Path(__file__).resolve().parents[3] / "shared" / "data" / "heuer2007"


def a_row(model: float, *, why: str = "") -> Row:
    return Row("VT0", "a", "mm", model, 1.0, (0.5, 1.5), "+-50 %", "prediction", "none", "Nobody1900", why=why)


@pytest.mark.parametrize(("model", "good"), [(0.5, True), (1.5, True), (0.49, False), (math.nan, False)])
def test_a_row_passes_inside_its_span_only(model: float, good: bool) -> None:
    found = a_row(model)
    assert found.passed is good
    assert (found.reason == "") is good


def test_a_miss_without_analysis_says_so() -> None:
    assert "no analysis of this miss" in a_row(2.0).reason
    assert a_row(2.0, why="the load is unknown").reason.endswith("the load is unknown")
    assert "no value" in a_row(math.nan).reason


def test_within_is_ordered_for_a_negative_measurement() -> None:
    (low, high), words = within("vt2_height_mm_g", 0.4)
    assert (low, high) == pytest.approx((-1.12, -0.48))
    assert words == "+-40 % of the measured value"


def test_beyond_holds_sign_and_factor_of_the_change() -> None:
    (low, high), _ = beyond(2, 0.7)  # a fall of 30 %: from 15 to 60 %
    assert (low, high) == pytest.approx((0.4, 0.85))
    (low, high), _ = beyond(2, 2.6)  # a rise of 160 %: from 80 to 320 %
    assert (low, high) == pytest.approx((1.8, 4.2))
    assert not low <= 1.0 <= high


def test_band_is_the_middle_nine_tenths_and_leaves_failures_out() -> None:
    middle, band = centre_and_band(np.append(np.linspace(0, 100, 101), np.nan))
    assert middle == pytest.approx(50)
    assert band == pytest.approx((5, 95))
    assert centre_and_band([3.0]) == (3.0, None)
    assert math.isnan(centre_and_band([np.nan])[0])


def test_scatter_reads_ranges_and_deviations() -> None:
    assert scatter("vt5_flexion_MPa") == (0.22, 0.41)
    assert scatter("m8_swelling_stress_MPa") == pytest.approx((0.109, 0.167))
    assert scatter("vt1_standing_MPa") is None


def test_a_row_takes_population_and_source_from_its_fact() -> None:
    made = row("VT7", "x", "vt7_height_change", [-0.07], ((-0.11, -0.05), ""), "prediction")
    assert made.source == "Martin2022"
    assert made.population == facts("validation")["vt7_height_change"].population
    assert made.scatter == (-0.080, -0.061)


def test_table_and_tree_hold_every_row() -> None:
    result = Validation((CaseResult("VT0", "t", (a_row(1.0), a_row(math.nan)), 1.0),))
    read = list(csv.DictReader(io.StringIO(as_csv(result))))
    assert list(read[0]) == list(COLUMNS)
    assert [line["passed"] for line in read] == ["True", "False"]
    assert read[1]["model"] == ""
    again = json.loads(json.dumps(tree(result), allow_nan=False))
    assert again["rows_passed"]["prediction"] == [1, 2]
    assert again["cases"][0]["rows"][1]["model"] is None
    assert not result.passed


def test_an_open_span_has_no_end_in_json() -> None:
    open_ended = replace(a_row(1.0), accept=(0.0, math.inf))
    again = json.loads(json.dumps(tree(Validation((CaseResult("VT0", "t", (open_ended,), 1.0),))), allow_nan=False))
    assert again["cases"][0]["rows"][0]["accept_high"] is None
    assert open_ended.passed


def test_a_case_that_breaks_is_told_and_does_not_pass() -> None:
    def broken(_progress: object) -> tuple[Row, ...]:
        raise RunError("No step could be solved.")

    found = run_case(Case("VT0", "t", broken, 1))
    assert found.stopped == "No step could be solved."
    assert not found.passed
    wrong = run_case(Case("VT0", "t", lambda _: (a_row(1.0 / 0.0),), 1))
    assert "ZeroDivisionError" in wrong.stopped


def test_cases_are_found_by_name_in_any_letters() -> None:
    assert [case.id for case in chosen(["t17", " VT7 "])] == ["VT7", "T17"]
    assert chosen() == CASES
    with pytest.raises(InputError, match="found 'VT99'"):
        chosen(["VT99"])


def test_offset_is_the_least_squares_one_and_cancels_between_flexion_and_extension() -> None:
    goal = np.concatenate([measured_deg("flexion"), measured_deg("extension")])
    moved = goal + np.repeat([-1.3, 1.3], 4)
    offset, miss, cost = misses(moved)
    assert offset == pytest.approx(1.3)
    assert np.abs(miss).max() < 1e-12
    assert cost < 1e-20
    # A shift of both curves alike is no neutral offset and stays a miss.
    assert misses(goal + 1.0)[2] > 1.0


def test_critical_supply_lies_where_glucose_crosses_the_need() -> None:
    need = facts("transport")["critical_glucose_mM"].value
    supply = np.linspace(0.1, 1, 10)
    assert critical(supply, need + (supply - 0.37)) == pytest.approx(0.37)
    assert critical(supply, np.full(10, need + 1)) == 0.0
    assert critical(supply, np.full(10, need - 0.1)) == 1.0


@pytest.mark.skipif(not HEUER.is_dir(), reason="the tables of the moment tests are not here")
def test_facts_of_the_moment_tests_are_those_of_the_tables() -> None:
    with (HEUER / "heuer2007_L4L5_ivd_rom.csv").open() as file:
        rom = {float(line["moment_Nm"]): line for line in csv.DictReader(file)}
    with (HEUER / "heuer2007_L4L5_ivd_idp.csv").open() as file:
        idp = {float(line["moment_Nm"]): line for line in csv.DictReader(file)}
    columns = {
        "flexion": "flexion_deg",
        "extension": "extension_deg",
        "lateral_bending": "right_lateral_bending_deg",
        "axial_rotation": "left_axial_rotation_deg",
    }
    for name, column in columns.items():
        for moment in (1, 2.5, 5, 7.5):
            assert target(f"vt4_{name}_deg_{moment:g}Nm") == float(rom[moment][column])
        middle, minus, plus = (
            float(idp[7.5][f"{name}_idp_{part}_MPa"]) for part in ("median", "err_minus", "err_plus")
        )
        assert target(f"vt5_{name}_MPa") == middle
        assert scatter(f"vt5_{name}_MPa") == pytest.approx((middle - minus, middle + plus))
