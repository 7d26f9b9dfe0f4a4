"""What is asked, and what a control arm is."""

from __future__ import annotations

from types import SimpleNamespace

from pulposus.evidence.meta.gathered import CELLS, GROWN, Question, comparator, left_out
from pulposus.evidence.schema import Arm


def test_the_nearest_visit_within_the_range_is_taken() -> None:
    asked = Question("pain", visit=(12.0, 3.0, 18.0))
    assert asked.nearest({1.0, 6.0, 24.0}) == 6.0
    assert asked.nearest({10.0, 14.0}) == 10.0
    assert asked.nearest({1.0, 24.0}) is None
    assert Question("pain").visit == (12.0, 3.0, 18.0)
    assert asked.span == "from month 3 to 18"


def test_what_a_control_arm_is(build: SimpleNamespace) -> None:
    def of(treatment: str, **more: object) -> str:
        return comparator(Arm.model_validate(build.arm("a", treatment, role="control", **more)))

    assert of("sham") == "sham"
    assert of("saline", setting="intradiscal saline") == "intradiscal saline"
    assert of("natural", setting="natural course") == "natural course"
    assert of("hyaluronan", product={"product_class": "gel"}) == "carrier"
    assert of("intradiscal_steroid", product={"product_class": "steroid"}) == "treatment"
    assert of("exercise") == "treatment"


def test_grown_cells_are_cells() -> None:
    assert GROWN < CELLS
    assert "platelet-rich plasma" not in CELLS


def test_a_study_left_out_says_why_and_what_it_found(build: SimpleNamespace) -> None:
    finding = {"measure": "pain", "direction": "no difference", "words": "none", "read_in": "paper"}
    study = build.study("s", findings=[finding], use="check")
    found = left_out(study, "pain", ("calibrate",), lambda: "no numbers")
    assert (found.why, found.in_words) == ("the base keeps it for 'check' only", ("no difference",))
    assert left_out(study, "odi", ("check",), lambda: "no numbers").why == "no numbers"
