"""Checks, orders and runs tell the truth: what fails is said, what breaks stops nobody, what is written can be read."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path

import numpy as np
import pytest

from pulposus.cli import verify as command
from pulposus.errors import InputError, RunError
from pulposus.report.figures.verification import as_png, as_svg
from pulposus.verification import CaseResult, Check, Curve, Findings, Order, Verification
from pulposus.verification.case import Case, together
from pulposus.verification.cases import CASES
from pulposus.verification.run import chosen, run_case
from pulposus.verification.table import as_csv, lines, tree


def case(run: object) -> Case:
    return Case("V0", "A case", "something", "something else", run)  # type: ignore[arg-type]


GOOD = Check("a number", 1.0005, 1.0, 1e-3, printed=1.0)
BAD = Check("another", 1.1, 1.0, 0.01)
ORDER = Order("the error", "element size", (0.4, 0.2, 0.1), (0.16, 0.04, 0.0102), 2.0)
CURVE = Curve("a curve", "x", "y", (1.0, 2.0), (1.0, 4.0), (1.5,), (2.3,), log_x=True)


def test_errors_are_relative_absolute_or_one_sided() -> None:
    assert Check("x", 2.2, 2.0, 0.2).error == pytest.approx(0.1)
    assert Check("x", 2.2, 2.0, 0.2, kind="absolute").error == pytest.approx(0.2)
    assert Check("x", 1e-12, 0.0, 1e-9).error == pytest.approx(1e-12)
    assert Check("x", 2.2, 2.0, 0.0, kind="at least").passed
    assert not Check("x", 2.2, 2.0, 0.0, kind="at most").passed


@pytest.mark.parametrize("kind", ["relative", "absolute", "at least", "at most"])
@pytest.mark.parametrize("found", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_never_passes(found: float, kind: str) -> None:
    assert not Check("x", found, 1.0, 1e9, kind=kind).passed  # type: ignore[arg-type]


def test_order_is_the_slope_of_the_logarithms() -> None:
    sizes = (0.5, 0.25, 0.125)
    assert Order("e", "h", sizes, tuple(3 * h**1.7 for h in sizes), 2.0).observed == pytest.approx(1.7, rel=1e-12)
    assert not Order("e", "h", sizes, tuple(3 * h**1.7 for h in sizes), 2.0).passed
    assert ORDER.passed
    fast = tuple(h**3 for h in sizes)
    assert not Order("e", "h", sizes, fast, 2.0).passed
    assert Order("e", "h", sizes, fast, 2.0, more_is_good=True).passed
    assert not Order("e", "h", sizes, (1.0, 0.5, 0.0), 2.0).passed
    assert not Order("e", "h", sizes, (1.0, math.nan, 0.1), 2.0).passed


def test_a_case_says_what_failed() -> None:
    result = run_case(case(lambda: Findings((GOOD, BAD), (ORDER,))))
    assert not result.passed
    assert result.reason == "another is 1.1 against 1: error 0.1 relative, allowed 0.01."
    assert result.worst is not None
    assert result.worst.name == "another"
    assert run_case(case(lambda: Findings((GOOD,), (ORDER,)))).passed


def test_a_case_that_compares_nothing_does_not_pass() -> None:
    assert "compared nothing" in run_case(case(lambda: Findings(()))).reason


@pytest.mark.parametrize(
    ("error", "said"),
    [(RunError("It did not settle."), "It did not settle."), (ZeroDivisionError("oh"), "V0 broke off (ZeroDivision")],
)
def test_a_case_that_breaks_fails_with_a_sentence(error: Exception, said: str) -> None:
    def run() -> Findings:
        raise error

    result = run_case(case(run))
    assert not result.passed
    assert result.reason.startswith(said)


def test_names_of_cases() -> None:
    assert [c.id for c in CASES] == [f"V{k}" for k in (*range(1, 13), 15, 16, 17)]
    assert [c.id for c in chosen(["v10", " V7 "])] == ["V7", "V10"]
    with pytest.raises(InputError, match="--only: found 'V99'"):
        chosen(["V99"])
    for c in CASES:
        assert c.title
        assert c.solved.endswith(".")
        assert c.reference.endswith(".")


@pytest.fixture
def mixed() -> Verification:
    broken = CaseResult("V3", "Broken", "s", "r", (), (), (), 0.1, stopped="It broke.")
    failing = CaseResult("V2", "Failing", "s", "r", (BAD, Check("nan", math.nan, 1.0, 1.0)), (), (), 0.1)
    return Verification((CaseResult("V1", "Good", "s", "r", (GOOD,), (ORDER,), (CURVE,), 0.2), failing, broken))


def test_tree_and_rows_hold_everything(mixed: Verification) -> None:
    back = json.loads(json.dumps(tree(mixed), allow_nan=False))
    assert [c["passed"] for c in back["cases"]] == [True, False, False]
    assert back["cases"][1]["checks"][1]["found"] is None
    assert back["cases"][0]["orders"][0]["observed"] == pytest.approx(ORDER.observed)
    rows = list(csv.DictReader(io.StringIO(as_csv(mixed))))
    assert [row["case"] for row in rows] == ["V1", "V1", "V2", "V2", "V3"]
    assert rows[0]["printed"] == "1.0"
    assert np.array(rows[1]["errors"].split(), dtype=float) == pytest.approx(ORDER.errors)
    assert [line.mark for line in lines(mixed)] == ["pass", "FAIL", "FAIL"]
    assert lines(mixed)[0].orders == "1.99 (2)"


def test_numbers_of_numpy_can_be_written() -> None:
    check = Check("x", np.float64(1.0), np.float64(1.0), 0.1)
    order = Order("e", "h", (np.float64(0.5), np.float64(0.25)), (np.float64(0.5), np.float64(0.125)), 2.0)
    result = Verification((CaseResult("V1", "t", "s", "r", (check,), (order,), (), 0.0),))
    assert json.loads(json.dumps(tree(result)))["passed"] is True


def test_findings_of_two_solvers_come_together() -> None:
    both = together(Findings((GOOD,), (ORDER,)), Findings((BAD,), (), (CURVE,)))
    assert (both.checks, both.orders, both.curves) == ((GOOD, BAD), (ORDER,), (CURVE,))


def test_figure_is_drawn_and_repeats_itself(mixed: Verification) -> None:
    drawn = as_svg(mixed)
    assert drawn == as_svg(mixed)
    assert b"V1  Good" in drawn
    assert b"1 of 3 cases pass" in drawn
    assert as_png(mixed).startswith(b"\x89PNG")


def test_folder_holds_figure_tables_and_run(mixed: Verification, tmp_path: Path) -> None:
    command.write(tmp_path, mixed, only=["V1"])
    names = {"verify.json", "verify.csv", "verify.png", "verify.svg", "run.json"}
    assert {p.name for p in tmp_path.iterdir()} == names
    run = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert run["passed"] is False
    assert run["only"] == ["V1"]


def test_empty_only_is_refused() -> None:
    with pytest.raises(InputError, match="--only"):
        command._names(" , ")
