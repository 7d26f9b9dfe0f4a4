"""Cases on biology: tissue in a dish against closed forms, graders against Galton, discs opened and repeated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pulposus.biology.parameters import sample_parameters
from pulposus.disc.shape import from_parameters
from pulposus.errors import RunError
from pulposus.progress import silent
from pulposus.validation import graders
from pulposus.validation.cases import bc1_death, bc2_turnover, bc3_injection
from pulposus.validation.cases.bc4_narrowing import lost
from pulposus.validation.culture import bath, cultured, drawn_death
from pulposus.validation.supplied import again, onset, opened
from pulposus.validation.target import spread_of, target


def test_spread_that_a_source_states_is_what_is_accepted() -> None:
    assert spread_of("bc2_aggrecan_normal_y") == ((10.0, 14.0), "one SD")
    assert spread_of("bc4_five_year_loss") == ((0.022, 0.036), "the stated spread")
    with pytest.raises(RunError, match="bc4_ten_year_loss"):
        spread_of("bc4_ten_year_loss")


@pytest.mark.parametrize("case", [bc1_death, bc2_turnover, bc3_injection])
def test_what_was_calibrated_is_reproduced(case: object) -> None:
    rows = [row for row in case.CASE.run(silent) if row.role == "calibrated on"]  # type: ignore[attr-defined]
    assert len(rows) >= 4
    assert [row.name for row in rows if not row.passed] == []


def test_cells_in_a_dish_die_as_the_exponential_of_the_hazard() -> None:
    n = 5
    drawn = sample_parameters(n, 3, grade=np.full(n, 2), age_y=40.0)
    biology = replace(drawn, senescent_clearance_per_year=np.zeros(n))
    rate = drawn_death(n)["starving_per_day"].ravel()
    state = cultured(biology, bath(n, 0.0, 7.2), 3.0, 0.5)
    assert np.asarray(state.native_1e6_mL).ravel() == pytest.approx(np.exp(-3 * rate), rel=1e-12)


def test_tissue_without_synthesis_halves_in_ln_2_over_its_rate() -> None:
    n = 4
    drawn = sample_parameters(n, 0, grade=np.full(n, 2), age_y=40.0)
    biology = replace(drawn, gag_balance=np.zeros(n), aggrecan_removal_per_year=np.full(n, 0.059))
    state = cultured(biology, bath(n, 4.0, 7.2), 365.25 * np.log(2) / 0.059, 30.0)
    assert np.asarray(state.gag).ravel() == pytest.approx(0.5, rel=1e-9)


def test_pressure_stops_at_the_cap_of_discography() -> None:
    done = bc3_injection.into(0, 3.0)
    assert done.pressure_MPa.max() == pytest.approx(50 * 0.00689476, rel=1e-5)
    assert done.volume_in_mL.max() <= 3.0


def test_narrowing_goes_on_at_the_same_relative_rate() -> None:
    assert lost(np.array([0.81]), 1.0) == pytest.approx([0.1])
    assert lost(np.array([0.9]), 4.0) == pytest.approx([0.19])


def test_onset_of_death_lies_where_the_loss_crosses() -> None:
    openings = np.array([0.2, 0.4, 0.6, 0.8])
    assert onset(openings, np.array([0.6, 0.4, 0.2, 0.0]), 0.1) == pytest.approx(0.7)
    assert onset(openings, np.zeros(4), 0.1) == 0.0
    assert onset(openings, np.full(4, 0.3), 0.1) == 1.0


def test_a_disc_named_twice_is_the_same_disc_and_opens_alone() -> None:
    from pulposus.course.world import draw_world

    world = draw_world(from_parameters("L4/5", age_y=30, grade=2), (0, 1, 0, 0, 0), age_y=30.0, draws=3, seed=1)
    many = again(world, np.array([2, 2, 0]))
    assert many.draws == 3
    for part in (
        "measured_mesh.nodes_mm",
        "measured_tissue.porosity",
        "boundary.bone_glucose_mM",
        "biology.gag_balance",
    ):
        outer, inner = part.split(".")
        before, after = getattr(getattr(world, outer), inner), getattr(getattr(many, outer), inner)
        assert np.array_equal(after, before[[2, 2, 0]])
    assert np.array_equal(many.death["critical_glucose_mM"], world.death["critical_glucose_mM"][[2, 2, 0]])
    closed = opened(many, np.array([0.1, 0.5, 1.0]))
    assert np.array_equal(closed.boundary.endplate_exchange, [0.1, 0.5, 1.0])
    assert np.array_equal(closed.boundary.bone_glucose_mM, many.boundary.bone_glucose_mM)


def test_perfect_graders_see_nothing_and_useless_ones_give_back_the_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graders, "sample", lambda _topic, _name, n, _seed: np.ones(n))
    assert np.abs(graders.chance_changes(20_000)).max() < 1e-12
    # Galton: what is left of a gap is the part that two readings share, here none.
    monkeypatch.setattr(graders, "sample", lambda _topic, _name, n, _seed: np.zeros(n))
    assert graders.chance_changes(20_000).mean() == pytest.approx(-target("bv7_gap"), abs=0.05)


@pytest.mark.slow
def test_a_closed_endplate_feeds_fewer_own_cells_of_the_same_discs(monkeypatch: pytest.MonkeyPatch) -> None:
    from pulposus.validation import supplied

    monkeypatch.setattr(supplied, "VALIDATE_PAIR_DRAWS", 6)
    poor, good = supplied.supplied.__wrapped__(0.2), supplied.supplied.__wrapped__(1.0)
    assert np.array_equal(poor.shapes.nodes_mm, good.shapes.nodes_mm)
    assert np.all(poor.fed_share <= good.fed_share + 1e-9)
    assert np.median(poor.fed_share) < np.median(good.fed_share)
    assert np.all(np.isinf(supplied.held_factor(poor).world.biology.anabolic_half_life_day))
