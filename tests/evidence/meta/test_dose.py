"""Dose across studies."""

from __future__ import annotations

import math

import pytest

from pulposus.evidence.meta.dose import by_dose
from pulposus.evidence.meta.kinds import Difference, Differences
from pulposus.evidence.schema import Product


def effects(*doses: tuple[float | None, float], kind: str = "expanded marrow cells") -> Differences:
    return Differences(
        tuple(
            Difference(f"s{i}", f"s{i}", y, 4.0, product=Product(product_class=kind, dose_1e6_per_disc=dose))  # type: ignore[arg-type]
            for i, (dose, y) in enumerate(doses)
        )
    )


def test_a_line_in_the_logarithm_is_found() -> None:
    found = by_dose(effects(*((dose, -3 - 5 * math.log10(dose)) for dose in (1.0, 6.0, 20.0, 40.0))))
    assert found.tenfold is not None
    assert found.tenfold.value == pytest.approx(-5)


def test_concentrates_and_unknown_doses_are_left_out() -> None:
    grown = effects((1.0, -3.0), (10.0, -4.0), (30.0, -5.0), (None, -9.0))
    fresh = effects((242.0, -40.0), kind="marrow concentrate")
    found = by_dose(Differences((*grown.items, *fresh.items)))
    assert (len(found.used), found.left_out) == (3, 2)


@pytest.mark.parametrize("doses", [((6.0, 1.0), (18.0, 2.0)), ((6.0, 1.0), (6.0, 2.0), (6.0, 3.0))])
def test_too_few_doses_are_said(doses: tuple[tuple[float, float], ...]) -> None:
    found = by_dose(effects(*doses))
    assert found.tenfold is None
    assert found.why is not None
    assert "too few" in found.why
