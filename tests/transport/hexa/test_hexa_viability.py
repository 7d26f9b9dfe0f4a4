"""Who lives on: V12 with both printed rates, convergence in the step, and death that stops where it is fed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pulposus.disc.yardstick import yardstick
from pulposus.errors import InputError
from pulposus.transport import CellType
from pulposus.transport.hexa import (
    Held,
    NutrientProblem,
    pose,
    project_death,
    published_death,
    solve_steady,
    solve_viability,
)
from pulposus.transport.hexa.measure import yardstick_nutrients


@pytest.fixture(scope="module")
def disc() -> NutrientProblem:
    return yardstick_nutrients(yardstick("tiny"))


def bathed(disc: NutrientProblem, glucose: float, lactate: float) -> NutrientProblem:
    """Cells that use nothing, in one bath."""
    p = disc.inputs.parameters
    idle = replace(p, native_oxygen_scale=np.zeros((1, 3)), lactate_scale=np.zeros((1, 3)))
    supply = [Held(disc.space.held, 5.0, glucose, lactate)]
    return pose(disc.mesh, 0.8, {CellType.NATIVE: 4.0}, idle, supply)


def test_v12_glucose_below_the_threshold(disc: NutrientProblem) -> None:
    """G = 0.2 mM, K = 0.2, threshold 0.5: exp(-1.5 t/day)."""
    result = solve_viability(bathed(disc, 0.2, 0.8), 2.0, published_death())
    expected = np.exp(-1.5 * result.days)[:, None] * np.ones(len(disc.mesh.elements))
    np.testing.assert_allclose(result.live_share, expected, rtol=1e-8)
    assert result.days[-1] == 2.0


def test_v12_acid(disc: NutrientProblem) -> None:
    """pH below 6.78: exp(-0.325728 t/day)."""
    result = solve_viability(bathed(disc, 3.0, 11.11 * (7.4 - 6.7)), 3.0, published_death())
    np.testing.assert_allclose(result.live_share[-1], np.exp(-0.325728 * 3), rtol=1e-8)


def test_crowded_cells_die_until_the_rest_is_fed(disc: NutrientProblem) -> None:
    crowded = disc.with_cells(4 * np.asarray(disc.inputs.cells_1e6_mL))
    start = solve_steady(crowded)
    result = solve_viability(crowded, 10.0, tolerance=5e-3)
    share, fed = result.live_share[-1], result.nutrients
    assert np.all(np.diff(result.live_share, axis=0) <= 1e-12)
    assert share.min() < 0.5
    assert share.max() == 1.0
    assert fed.glucose_mM.min() > 2 * start.glucose_mM.min()
    hazard = project_death()
    now, then = (f.at_elements(hazard(f.glucose_mM, f.ph)).max() for f in (fed, start))
    assert now < then / 3
    sharper = solve_viability(crowded, 10.0, tolerance=1e-3)
    np.testing.assert_allclose(share, sharper.live_share[-1], atol=5e-3)
    assert len(sharper.days) > len(result.days)


def test_bad_days_are_told(disc: NutrientProblem) -> None:
    with pytest.raises(InputError, match="expect days above 0"):
        solve_viability(disc, 0.0)
