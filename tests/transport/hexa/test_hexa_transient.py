"""Nutrients in time: the series of a slab, first order, the ledger, the steady state, and positive fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from pulposus.disc.yardstick import yardstick
from pulposus.errors import InputError, RunError
from pulposus.numerics import settings
from pulposus.transport import CellType, published_parameters
from pulposus.transport.hexa import Held, NutrientProblem, State, pose, solve_steady, solve_transient, transport_mesh
from pulposus.transport.hexa.measure import yardstick_nutrients

NOTHING = State(np.array(0.0), np.array(0.0), np.array(0.0))
SUPPLY = (5.1, 4.0, 0.8)
HALF_MM, POROSITY, ELEMENTS = 2.0, 0.8, 40


@pytest.fixture(scope="module")
def slab(slabs: Callable[..., Any]) -> NutrientProblem:
    nodes, elements = slabs([np.linspace(0, HALF_MM, ELEMENTS + 1)])
    top = np.flatnonzero(nodes[:, 2] == HALF_MM)
    return pose(
        transport_mesh(nodes, elements), POROSITY, {CellType.NATIVE: 0.0}, published_parameters(), [Held(top, *SUPPLY)]
    )


def series(problem: NutrientProblem, day: float) -> np.ndarray:
    """Oxygen, glucose, lactate at the closed side of an empty slab supplied from time 0 (Crank, eq. 4.17)."""
    p = problem.inputs.parameters
    water = np.array(
        [p.oxygen_diffusivity_mm2_day[0], p.glucose_diffusivity_mm2_day[0], p.lactate_diffusivity_mm2_day[0]]
    )
    # Flux (n/(2-n))^2 D grad c against storage n dc/dt.
    time = water * (POROSITY / (2 - POROSITY)) ** 2 / POROSITY * day / HALF_MM**2
    k = np.arange(200)[:, None]
    terms = (-1.0) ** k / (2 * k + 1) * np.exp(-((2 * k + 1) ** 2) * np.pi**2 * time / 4)
    return np.array(SUPPLY) * (1 - 4 / np.pi * terms.sum(axis=0))


def centre(result: Any, k: int) -> np.ndarray:
    return np.array([result.oxygen_kPa[k, 0], result.glucose_mM[k, 0], result.lactate_mM[k, 0]])


def test_slab_follows_the_series_at_first_order(slab: NutrientProblem) -> None:
    day = 0.04
    exact = series(slab, day)
    errors = []
    for steps in (20, 40):
        result = solve_transient(slab, NOTHING, [day], fixed_steps=steps)
        assert result.steps == steps
        errors.append(centre(result, 0) - exact)
    assert np.max(np.abs(errors[1]) / np.array(SUPPLY)) < 0.01
    np.testing.assert_allclose(np.log2(errors[0] / errors[1]), 1, atol=0.2)


def test_adaptive_steps_keep_their_tolerance(slab: NutrientProblem) -> None:
    """Both asked times within a few tolerances of the series, fewer than 200 steps, nothing lost."""
    result = solve_transient(slab, NOTHING, [0.02, 0.1], tolerance=3e-3)
    for k, day in enumerate((0.02, 0.1)):
        np.testing.assert_allclose(centre(result, k) / SUPPLY, series(slab, day) / SUPPLY, atol=0.03)
    assert result.steps < 200
    assert result.mass_balance < 1e-8
    assert min(result.oxygen_kPa.min(), result.glucose_mM.min(), result.lactate_mM.min()) >= 0


@pytest.fixture(scope="module")
def disc() -> NutrientProblem:
    return yardstick_nutrients(yardstick("tiny"))


def test_long_times_are_the_steady_state(disc: NutrientProblem) -> None:
    steady = solve_steady(disc, change=1e-10)
    start = State(np.array(1.0), np.array(1.0), np.array(5.0))
    result = solve_transient(disc, start, [0.1, 40.0], tolerance=0.02)
    assert np.max(np.abs(result.glucose_mM[0] - steady.glucose_mM)) > 0.1
    np.testing.assert_allclose(result.glucose_mM[1], steady.glucose_mM, rtol=2e-5)
    np.testing.assert_allclose(result.oxygen_kPa[1], steady.oxygen_kPa, rtol=2e-5)
    np.testing.assert_allclose(result.lactate_mM[1], steady.lactate_mM, rtol=2e-5)
    assert result.mass_balance < 1e-8


def test_a_crowd_that_eats_everything_leaves_nothing_negative(disc: NutrientProblem) -> None:
    crowded = disc.with_cells(300 * np.asarray(disc.inputs.cells_1e6_mL))
    result = solve_transient(crowded, State(*(np.array(v) for v in SUPPLY)), [0.01, 0.05], tolerance=0.05)
    assert result.glucose_mM[-1].min() < 0.05
    assert min(result.oxygen_kPa.min(), result.glucose_mM.min(), result.lactate_mM.min()) >= 0
    assert result.mass_balance < 1e-8


def test_bad_times_starts_and_tolerances_are_told(disc: NutrientProblem) -> None:
    with pytest.raises(InputError, match="increasing, the first above 0"):
        solve_transient(disc, NOTHING, [0.0, 1.0])
    with pytest.raises(InputError, match="start's glucose_mM has 1 values from -1"):
        solve_transient(disc, NOTHING._replace(glucose_mM=np.array(-1.0)), [1.0])
    with pytest.raises(InputError, match="tolerance is 1e-13; expect 1e-07 or more"):
        solve_transient(disc, NOTHING, [1.0], tolerance=1e-13)


def test_a_run_that_gets_nowhere_says_where(disc: NutrientProblem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TRANSPORT_3D_STEP_MOST", 2)
    with pytest.raises(RunError, match=r"stopped at day 0.*allow a larger tolerance"):
        solve_transient(disc, NOTHING, [1.0])
