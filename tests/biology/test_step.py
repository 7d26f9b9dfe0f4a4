"""The coupled biology step: steady state, constraints, positivity, convergence in time."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.biology.parameters import BiologyParameters, sample_parameters
from pulposus.biology.state import State, initial
from pulposus.biology.step import Surroundings, advance

SHAPE = (8, 3, 2)
GRADE = np.full(8, 3)
NO_SENESCENCE = {"senescence_build_up_years": 1e12}


def around(hazard: float = 0.0, glucose: float = 1.0, wear: float = 0.0) -> Surroundings:
    field = np.ones(SHAPE)
    return Surroundings(
        glucose_mM=glucose * field,
        start_glucose_mM=field,
        hazard_per_day=hazard * field,
        start_native_1e6_mL=4 * field,
        reference_native_1e6_mL=4 * field,
        structural_loss_per_year=wear * np.ones(8),
        nucleus_mm3=field,
    )


def start(injected: float = 0.0) -> State:
    parameters = sample_parameters(8, 1, grade=GRADE)
    state = initial(4 * np.ones(SHAPE), parameters.senescent_fraction)
    return state._replace(undifferentiated_1e6_mL=injected * np.ones(SHAPE))


def parameters(**changes: float) -> dict[str, np.ndarray]:
    drawn = sample_parameters(8, 1, grade=GRADE).asdict()
    return drawn | {name: np.full(8, value) for name, value in changes.items()}


def test_a_balanced_disc_without_wear_stays_as_it_is() -> None:
    p = parameters(gag_balance=1, **NO_SENESCENCE)
    after = advance(start(), around(), p, 730.0, 24)
    for before, now in zip(start(), after, strict=True):
        np.testing.assert_allclose(now, before, rtol=1e-10, atol=1e-14)


def test_native_cells_are_conserved_without_hazard() -> None:
    after = advance(start(), around(), parameters(), 730.0, 24)
    np.testing.assert_allclose(after.native_1e6_mL, 4.0, rtol=1e-10)


def test_gag_of_an_untreated_disc_loses_what_the_balance_says() -> None:
    p = parameters(gag_balance=0.8, **NO_SENESCENCE, aggrecan_removal_per_year=0.059, catabolic_removal_gain=0.42)
    after = advance(start(), around(), p, 365.25, 12)
    expected = 0.8 + 0.2 * np.exp(-0.059 * 1.42)
    np.testing.assert_allclose(after.gag, expected, rtol=1e-6)


def test_no_dose_can_beat_the_turnover_limit_by_cells_alone() -> None:
    """Injected cells that double the working cells gain at most 8.1 % GAG in a year (Sivan 2006)."""
    p = parameters(
        gag_balance=1, **NO_SENESCENCE, msc_damping_mL_1e6=0, anabolic_output_mL_1e6=0, senescent_synthesis=1,
        msc_half_life_day=1e9, msc_synthesis=1, msc_differentiated_synthesis=1, matrix_upkeep_floor=0,
        aggrecan_removal_per_year=0.059, catabolic_removal_gain=0.084 / 0.059 - 1,
    )  # fmt: skip
    state = start(injected=4.0)
    after = advance(state, around(), p, 365.25, 365)
    np.testing.assert_allclose(after.gag - 1, 0.081, atol=1e-3)


def test_injected_cells_damp_inflammation_and_damping_fades_as_they_die() -> None:
    p = parameters(msc_damping_mL_1e6=0.25, msc_half_life_day=30, catabolic_half_life_day=5, **NO_SENESCENCE)
    month = advance(start(1.0), around(), p, 30.0, 60)
    year = advance(month, around(), p, 335.0, 335)
    assert np.all(month.catabolic < 0.97)
    assert np.all(year.catabolic > month.catabolic)
    np.testing.assert_allclose(year.catabolic, 1.0, atol=0.01)


def test_starved_cells_die_at_the_hazard() -> None:
    after = advance(start(1.0), around(hazard=0.5), parameters(msc_half_life_day=1e12), 4.0, 8)
    np.testing.assert_allclose(after.injected_1e6_mL, np.exp(-2.0), rtol=1e-9)
    np.testing.assert_allclose(after.native_1e6_mL, 4 * np.exp(-2.0), rtol=1e-9)


def test_cells_that_starve_are_no_benefit() -> None:
    """Losing native cells, the senescent among them, must not lower the catabolic index."""
    p = parameters(**NO_SENESCENCE)
    starved = advance(start(), around(hazard=0.05), p, 60.0, 60)
    assert np.all(np.asarray(starved.native_1e6_mL) < 0.1 * 4)
    np.testing.assert_allclose(starved.catabolic, 1.0, atol=1e-6)


def test_wear_takes_the_height_that_it_is_given() -> None:
    after = advance(start(), around(wear=0.0058), parameters(), 365.25, 12)
    np.testing.assert_allclose(after.structural_loss, 1 - np.exp(-0.0058), rtol=1e-9)


def test_halving_the_step_moves_two_years_by_less_than_half_a_percent() -> None:
    coarse = advance(start(1.0), around(), parameters(), 730.0, 104)
    fine = advance(start(1.0), around(), parameters(), 730.0, 208)
    for a, b in zip(coarse, fine, strict=True):
        np.testing.assert_allclose(a, b, rtol=5e-3, atol=1e-6)


def test_all_states_stay_positive_under_absurd_surroundings() -> None:
    after = advance(start(1e4), around(hazard=50.0, glucose=1e-9), parameters(), 730.0, 50)
    for value in after:
        assert np.all(np.isfinite(value))
        assert np.all(np.asarray(value) >= 0)


def test_healthy_discs_carry_no_chronic_catabolic_gain() -> None:
    drawn: BiologyParameters = sample_parameters(4, 0, grade=np.array([1, 2, 3, 4]))
    assert np.all(drawn.catabolic_removal_gain[:2] == 0)
    assert np.all(drawn.catabolic_removal_gain[2:] > 0)


def test_draws_are_the_same_for_the_same_seed() -> None:
    a, b = (sample_parameters(16, 3, grade=np.full(16, 3)).asdict() for _ in range(2))
    assert all(np.array_equal(a[name], b[name]) for name in a)
    assert a["msc_half_life_day"] == pytest.approx(np.clip(a["msc_half_life_day"], 7, 730))
