"""What a calibration would use and a study does not give."""

from __future__ import annotations

from typing import Any

import pytest

from pulposus.evidence.missing import missing


def test_the_example_gives_all(spoil: Any) -> None:
    assert missing(spoil()) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((("arms", 1, "n"), ...), "arms.saline: the number of people is not given; it cannot be weighed."),
        (
            (("arms", 1, "n"), ..., ("arms", 1, "n_assumed"), 25),
            "arms.saline: the number of people is not given; 25 are assumed.",
        ),
        (
            (("arms", 0, "outcomes", 1, "sd"), ...),
            "arms.cells, pain change at 12 months: the standard deviation is not given.",
        ),
        (
            (("arms", 0, "outcomes", 0, "sd"), ...),
            "arms.cells, pain mean at 0 months: the standard deviation is not given.",
        ),
        (
            (("blinding",), "unclear"),
            "blinding: it is not known whether people knew what they got; look in the methods.",
        ),
        ((("population", "age_y"), ...), "population.age_y: the mean age is not given."),
        ((("population", "duration_months"), ...), "population.duration_months: the duration of pain is not given."),
        ((("arms", 0, "product", "dose_1e6_per_disc"), ...), "arms.cells.product: the dose of cells is not given."),
        ((("arms", 1, "outcomes"), []), "arms.saline: no pain after the start is given."),
    ],
)
def test_each_gap_is_a_sentence(spoil: Any, changes: tuple[Any, ...], said: str) -> None:
    assert said in missing(spoil(*changes))


def test_a_start_is_wanted_of_every_arm_or_of_all_together(spoil: Any) -> None:
    without = (("arms", 1, "outcomes", 0), ...)
    found = missing(spoil(*without))
    assert "arms.saline: the pain at the start is not given, which regression to the mean depends on." in found
    assert "population.pain_0_100: the pain at the start is not given." in found
    assert missing(spoil(*without, ("population", "pain_0_100"), 67)) == ()
