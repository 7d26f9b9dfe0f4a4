"""The coupled biology step: steady state, constraints, positivity, convergence in time."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.biology import step
from pulposus.biology.parameters import BiologyParameters, sample_parameters
from pulposus.biology.state import State, initial
from pulposus.biology.surroundings import Support, Surroundings, unsupported

SHAPE = (8, 3, 2)
GRADE = np.full(8, 3)
# What moves an untreated disc by itself, switched off: so that one process at a time can be told.
STILL = {
    "senescence_build_up_years": 1e12,
    "senescent_clearance_per_year": 0,
    "collagen_balance": 1,
    "modic_comes_per_year": 1e-12,
    "modic_goes_per_year": 1e-12,
}
NO_SENESCENCE = {"senescence_build_up_years": 1e12, "senescent_clearance_per_year": 0}


def advance(state: State, surroundings: Surroundings, p: dict, days: float, steps: int, support=None) -> State:
    return step.advance(state, surroundings, support or unsupported(8), p, days, steps)


def around(hazard: float = 0.0, glucose: float = 1.0, wear: float = 0.0, stress: float = 1.0) -> Surroundings:
    field = np.ones(SHAPE)
    return Surroundings(
        glucose_mM=glucose * field,
        start_glucose_mM=field,
        ph=7.0 * field,
        start_ph=7.0 * field,
        hazard_per_day=hazard * field,
        start_native_1e6_mL=4 * field,
        reference_native_1e6_mL=4 * field,
        structural_loss_per_year=wear * np.ones(8),
        stress_ratio=stress * np.ones(8),
        element_mm3=field,
        nucleus_mm3=field,
    )


def start(injected: float = 0.0) -> State:
    parameters = sample_parameters(8, 1, grade=GRADE, age_y=45)
    state = initial(4 * np.ones(SHAPE), parameters.senescent_fraction, parameters.innervation_at_start, np.float64(0.3))
    return state._replace(undifferentiated_1e6_mL=injected * np.ones(SHAPE))


def parameters(**changes: float) -> dict[str, np.ndarray]:
    drawn = sample_parameters(8, 1, grade=GRADE, age_y=45).asdict()
    return drawn | {name: np.full(8, value) for name, value in changes.items()}


def test_a_balanced_disc_without_wear_stays_as_it_is() -> None:
    after = advance(start(), around(), parameters(gag_balance=1, **STILL), 730.0, 24)
    for name, before, now in zip(State._fields, start(), after, strict=True):
        np.testing.assert_allclose(now, before, rtol=1e-9, atol=1e-10, err_msg=name)


def test_native_cells_are_conserved_without_hazard() -> None:
    """What grows senescent stays a cell; only clearance takes some, at its own rate."""
    after = advance(start(), around(), parameters(senescent_clearance_per_year=0), 730.0, 24)
    np.testing.assert_allclose(after.native_1e6_mL, 4.0, rtol=1e-10)
    cleared = advance(start(), around(), parameters(senescent_clearance_per_year=0.05), 730.0, 24)
    lost = 1 - np.asarray(cleared.native_1e6_mL) / 4
    share = sample_parameters(8, 1, grade=GRADE, age_y=45).senescent_fraction[:, None, None]
    assert np.all((lost > 0) & (lost < 2 * 0.05 * (share + 0.05)))


def test_gag_of_an_untreated_disc_loses_what_the_balance_says() -> None:
    p = parameters(gag_balance=0.8, **NO_SENESCENCE, aggrecan_removal_per_year=0.059, catabolic_removal_gain=0.42)
    after = advance(start(), around(), p, 365.25, 12)
    expected = 0.8 + 0.2 * np.exp(-0.059 * 1.42)
    np.testing.assert_allclose(after.gag, expected, rtol=1e-6)


def test_no_dose_can_beat_the_turnover_limit_by_cells_alone() -> None:
    """Injected cells that double the working cells gain at most 8.1 % GAG in a year (Sivan 2006)."""
    p = parameters(
        gag_balance=1, **NO_SENESCENCE, msc_damping_mL_1e6=0, anabolic_output_mL_1e6=0, senescent_synthesis=1,
        msc_half_life_day=1e9, msc_growth_per_day=0, msc_synthesis=1, msc_differentiated_synthesis=1,
        matrix_upkeep_floor=0, aggrecan_removal_per_year=0.059, catabolic_removal_gain=0.084 / 0.059 - 1,
    )  # fmt: skip
    state = start(injected=4.0)
    after = advance(state, around(), p, 365.25, 365)
    np.testing.assert_allclose(after.gag - 1, 0.081, atol=1e-3)


def test_injected_cells_damp_inflammation_and_damping_fades_as_they_die() -> None:
    p = parameters(
        msc_damping_mL_1e6=0.25,
        msc_half_life_day=30,
        msc_differentiated_half_life_ratio=1,
        catabolic_half_life_day=5,
        msc_growth_per_day=0,
        **NO_SENESCENCE,
    )
    month = advance(start(1.0), around(), p, 30.0, 60)
    year = advance(month, around(), p, 335.0, 335)
    assert np.all(month.catabolic < 0.97)
    assert np.all(year.catabolic > month.catabolic)
    np.testing.assert_allclose(year.catabolic, 1.0, atol=0.01)


def test_starved_cells_die_at_the_hazard() -> None:
    p = parameters(msc_half_life_day=1e12, senescent_clearance_per_year=0)
    after = advance(start(1.0), around(hazard=0.5), p, 4.0, 8)
    np.testing.assert_allclose(after.injected_1e6_mL, np.exp(-2.0), rtol=1e-9)
    np.testing.assert_allclose(after.native_1e6_mL, 4 * np.exp(-2.0), rtol=1e-9)


def test_cells_that_starve_are_no_benefit() -> None:
    """Losing native cells, the senescent among them, must not lower the catabolic index."""
    p = parameters(**NO_SENESCENCE)
    p |= {"damage_catabolic_share": np.zeros(8)}
    starved = advance(start(), around(hazard=0.05), p, 60.0, 60)
    assert np.all(np.asarray(starved.native_1e6_mL) < 0.1 * 4)
    np.testing.assert_allclose(starved.catabolic, 1.0, atol=1e-6)


def test_wear_takes_the_height_that_it_is_given() -> None:
    after = advance(start(), around(wear=0.0058), parameters(fatigue_exponent=0), 365.25, 12)
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
    drawn: BiologyParameters = sample_parameters(4, 0, grade=np.array([1, 2, 3, 4]), age_y=45)
    assert np.all(drawn.catabolic_removal_gain[:2] == 0)
    assert np.all(drawn.catabolic_removal_gain[2:] > 0)


def test_draws_are_the_same_for_the_same_seed() -> None:
    a, b = (sample_parameters(16, 3, grade=np.full(16, 3), age_y=45).asdict() for _ in range(2))
    assert all(np.array_equal(a[name], b[name]) for name in a)
    assert a["msc_half_life_day"] == pytest.approx(np.clip(a["msc_half_life_day"], 7, 730))


def test_injected_cells_balance_their_births_and_deaths_to_rounding() -> None:
    """One step: what is there afterwards is what was there, plus births, less losses, integrated independently."""
    from scipy.integrate import solve_ivp

    p = parameters(msc_growth_per_day=0.004, cell_capacity_1e6_mL=20, anabolic_output_mL_1e6=0)
    state = start(2.0)
    after = advance(state, around(), p, 1.0, 1)
    for k in range(8):
        one = {name: value[k] for name, value in p.items()}
        loss = np.log(2) / one["msc_half_life_day"]
        births = 0.004 * 1 / (one["synthesis_glucose_half_mM"] + 1) * (1 - 6 / 20)
        delta = 1 / one["msc_differentiation_day"]
        grown_loss = loss / one["msc_differentiated_half_life_ratio"]
        run = solve_ivp(
            lambda _, y, a=loss + delta - births, d=delta, g=grown_loss: [-a * y[0], d * y[0] - g * y[1]],
            (0, 1), [2.0, 0.0], rtol=1e-11, atol=1e-13,
        )  # fmt: skip
        np.testing.assert_allclose(np.asarray(after.undifferentiated_1e6_mL)[k], run.y[0, -1], rtol=1e-8)
        np.testing.assert_allclose(np.asarray(after.differentiated_1e6_mL)[k], run.y[1, -1], rtol=1e-8)


def test_gag_balances_what_is_made_and_removed_to_rounding() -> None:
    """G(t) - G(0) equals the integral of synthesis less removal of the same frozen rates (quadrature of the path)."""
    p = parameters(**NO_SENESCENCE, gag_balance=0.7)
    before, after = start(), advance(start(), around(), p, 30.0, 1)
    k = p["aggrecan_removal_per_year"] * (1 + p["catabolic_removal_gain"]) / 365.25
    nodes, weights = np.polynomial.legendre.leggauss(12)
    path = 0.7 + 0.3 * np.exp(-k[:, None] * 30 * (nodes + 1) / 2)
    made_less_removed = np.sum(weights / 2 * 30 * k[:, None] * (0.7 - path), axis=1)
    gained = np.asarray(after.gag)[:, 0, 0] - np.asarray(before.gag)[:, 0, 0]
    np.testing.assert_allclose(gained, made_less_removed, rtol=1e-8)


def test_a_carrier_shelters_cells_while_it_is_there() -> None:
    p = parameters(msc_half_life_day=30, msc_growth_per_day=0, anabolic_survival=0, msc_inflammation_death=0)
    shelter = Support(np.zeros(8), np.full(8, 20.0), np.full(8, 0.5))
    state = start(1.0)._replace(carrier=np.ones(8))
    held = advance(state, around(), p, 28.0, 56, shelter)
    bare = advance(state, around(), p, 28.0, 56)
    assert np.all(held.injected_1e6_mL > bare.injected_1e6_mL)
    np.testing.assert_allclose(held.carrier, 0.5 ** (28 / 20), rtol=1e-9)


def test_growth_factors_raise_synthesis_and_decay() -> None:
    p = parameters(anabolic_max_gain=1.0, anabolic_half_life_day=5, anabolic_output_mL_1e6=0, **NO_SENESCENCE)
    plasma = start()._replace(anabolic=np.full(8, 3.0))
    after = advance(plasma, around(), p, 20.0, 40)
    np.testing.assert_allclose(after.anabolic - 1, 2 * 0.5**4, rtol=1e-6)
    assert np.all(after.gag > advance(start(), around(), p, 20.0, 40).gag)


def test_a_steroid_quiets_the_disc_for_weeks_and_then_nothing_is_left() -> None:
    p = parameters(steroid_half_life_day=14, catabolic_half_life_day=5, **NO_SENESCENCE, damage_catabolic_share=0)
    treated = start()._replace(steroid=np.full(8, 0.6))
    month = advance(treated, around(), p, 30.0, 60)
    year = advance(month, around(), p, 335.0, 335)
    assert np.all(month.catabolic < 0.95)
    np.testing.assert_allclose(year.catabolic, 1.0, atol=2e-3)


def test_the_bistable_structure_can_stay_inflamed_where_the_standard_one_recovers() -> None:
    """Baker 2017: with feedback a step of the index may persist; relaxation alone forgets it."""
    p = parameters(catabolic_half_life_day=5, **NO_SENESCENCE, damage_catabolic_share=0)
    pushed = start()._replace(catabolic=np.full(8, 4.0))
    relaxed = advance(pushed, around(), p, 365.0, 730)
    np.testing.assert_allclose(relaxed.catabolic, 1.0, atol=1e-6)
    feedback = p | {"catabolic_feedback": np.full(8, 0.9), "catabolic_feedback_half": np.full(8, 2.0)}
    held = advance(pushed, around(), feedback, 365.0, 730)
    # roots of 0.1 + 0.9 * 5 C^2/(4 + C^2) = C other than 1
    roots = np.roots([1, -4.6, 4, -0.4])
    stays = max(r.real for r in roots)
    np.testing.assert_allclose(held.catabolic, stays, rtol=1e-6)
    assert stays > 3


def test_overload_and_damage_feed_inflammation_and_wear() -> None:
    p = parameters(fatigue_exponent=2, overload_catabolic_share=0.3, **NO_SENESCENCE)
    calm, loaded = (advance(start(), around(wear=0.006, stress=s), p, 365.25, 100) for s in (1.0, 1.3))
    assert np.all(loaded.catabolic > calm.catabolic)
    ratio = np.log1p(-np.asarray(loaded.structural_loss)) / np.log1p(-np.asarray(calm.structural_loss))
    np.testing.assert_allclose(ratio, 1.3**2, rtol=0.01)


def test_nerves_follow_inflammation_within_their_bounds() -> None:
    p = parameters(innervation_relaxation_day=100, damage_catabolic_share=0, **NO_SENESCENCE)
    quiet = advance(
        start()._replace(catabolic=np.zeros(8)), around(), p | {"catabolic_half_life_day": np.full(8, 1e9)}, 50.0, 50
    )
    assert np.all(quiet.innervation < start().innervation)
    wild = advance(start()._replace(catabolic=np.full(8, 1e4)), around(), p, 10.0, 40)
    assert np.all((wild.innervation > start().innervation) & (wild.innervation <= 1))


def test_modic_change_comes_as_often_as_in_the_twins() -> None:
    state = start()._replace(modic=np.zeros(8))
    p = parameters(modic_comes_per_year=0.0243, modic_goes_per_year=1e-12)
    np.testing.assert_allclose(advance(state, around(), p, 3652.5, 900).modic, 0.216, atol=1e-3)


def test_the_step_is_the_same_on_any_mesh() -> None:
    """Element arrays may be a grid or a list: the reduced and the 3-D disc share one biology."""
    p = parameters()
    grid = advance(start(1.0), around(hazard=0.01), p, 30.0, 30)
    flat_state = State(*(np.reshape(x, (8, -1)) if np.ndim(x) == 3 else x for x in start(1.0)))
    flat_around = Surroundings(*(np.reshape(x, (8, -1)) if np.ndim(x) == 3 else x for x in around(hazard=0.01)))
    flat = advance(flat_state, flat_around, p, 30.0, 30)
    for name, a, b in zip(State._fields, grid, flat, strict=True):
        np.testing.assert_allclose(np.reshape(a, np.shape(b)), b, rtol=1e-12, err_msg=name)
