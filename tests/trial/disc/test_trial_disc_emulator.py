"""A small emulator, trained and checked on discs solved in full."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow
import pytest
from tests.trial.disc.made import mixed

from pulposus.course.procedure import perform
from pulposus.errors import RunError
from pulposus.library import value
from pulposus.treatment import load
from pulposus.trial.disc import kept, light
from pulposus.trial.disc.actions import distinct
from pulposus.trial.disc.check import check
from pulposus.trial.disc.courses import Solved, full_courses, read
from pulposus.trial.disc.emulator import Emulator, train
from pulposus.trial.disc.light_course import follow
from pulposus.trial.disc.needle import performed
from pulposus.trial.disc.traits import DiscTraits
from pulposus.trial.disc.worlds import draw_worlds

ARMS = {"saline": load("saline"), "cells": load("bm_msc"), "pill": load("nsaid")}
VISITS = (0.0, 3.0, 12.0)
SIZE = 24


def trial_discs(seed: int) -> DiscTraits:
    """Moderate degeneration, as trials enrol."""
    traits = mixed(SIZE, seed)
    return replace(traits, grade=np.clip(traits.grade, 2, 4), height_mm=np.nan_to_num(traits.height_mm, nan=9.0))


@pytest.fixture(scope="module")
def table() -> pyarrow.Table:
    tables = [full_courses(trial_discs(k), distinct(ARMS), VISITS, 100 + k) for k in (0, 1)]
    assert tables[0].num_rows == SIZE * len(distinct(ARMS)) * len(VISITS)
    return pyarrow.concat_tables(tables)


@pytest.fixture(scope="module")
def solved(table: pyarrow.Table) -> Solved:
    return read(table, distinct(ARMS))


def piece(table: pyarrow.Table, number: int) -> Solved:
    rows = table.num_rows // 2
    return read(table.slice(number * rows, rows), distinct(ARMS))


@pytest.fixture(scope="module")
def emulator(table: pyarrow.Table) -> Emulator:
    return train(piece(table, 0), ARMS)


@pytest.mark.slow
def test_table_brings_back_discs_and_courses(solved: Solved) -> None:
    assert [seed for seed, _ in solved.pieces] == [100, 101]
    np.testing.assert_array_equal(solved.pieces[1][1].age_y, trial_discs(1).age_y)
    assert solved.outcomes["pain_driver"].shape == (3, 2 * SIZE, 3)
    np.testing.assert_array_equal(solved.outcomes["pain_driver"][..., 0], 1.0)
    assert np.mean(solved.converged) > 0.9
    assert np.all(solved.outcomes["injected_cells_1e6"][0] == 0)


@pytest.mark.slow
def test_fresh_discs_respond_as_in_full(table: pyarrow.Table, emulator: Emulator) -> None:
    found = check(emulator, piece(table, 1))
    assert {one.arm for one in found.agreements} == {"cells"}
    year = found.at("cells", 12.0)
    assert year.discs + found.failed == SIZE
    assert not found.outside
    assert year.r2 > 0.5
    assert year.full_sd > 0.3
    found.require()


@pytest.mark.slow
def test_height_water_and_cells_are_those_of_fresh_discs(table: pyarrow.Table, emulator: Emulator) -> None:
    fresh = piece(table, 1)
    (seed, traits), good = fresh.pieces[0], fresh.converged
    mine = emulator.respond(traits, seed)
    height = fresh.outcomes["height_mm"][1][good]
    narrowed = np.log(height[:, -1] / height[:, 0])
    error = mine.log_height_ratio["cells"][good, -1] - narrowed
    assert np.std(error) < 0.6 * np.std(narrowed)
    assert abs(np.mean(error)) < 0.3 * abs(np.mean(narrowed))
    alive = fresh.outcomes["live_fraction"][1][good]
    np.testing.assert_allclose(mine.alive_share["cells"][good], alive, rtol=0.25, atol=0.02)
    assert np.mean(mine.severity_change["saline"][:, -1]) > 0 > np.mean(mine.log_T2_ratio["saline"][:, -1])


@pytest.mark.slow
def test_silent_arms_respond_by_nothing_and_others_within_bounds(emulator: Emulator) -> None:
    found = emulator.respond(trial_discs(5), 7)
    for key in ("saline", "pill"):
        assert np.all(found.ratio[key] == 0)
        assert np.all(found.alive_share[key] == 0)
    cells = found.ratio["cells"]
    assert np.all(cells[:, 0] == 0)
    assert np.all(np.abs(cells) < 2)
    assert np.std(cells[:, -1]) > 0.1
    assert np.all(found.alive_share["cells"][:, 0] == 0)  # before the injection
    assert np.all(found.alive_share["cells"] >= 0)
    # an untreated disc is not a punctured one
    assert np.all(found.log_height_ratio["pill"][:, -1].mean() > found.log_height_ratio["saline"][:, -1].mean())


@pytest.mark.slow
def test_same_piece_gives_the_same_bits_also_from_a_kept_emulator(emulator: Emulator) -> None:
    again = kept.from_table(kept.to_table(emulator), ARMS)
    one, two = (each.respond(trial_discs(6), 9) for each in (emulator, again))
    for name in ("ratio", "log_height_ratio", "severity_change", "log_T2_ratio", "alive_share"):
        for key in ARMS:
            np.testing.assert_array_equal(getattr(one, name)[key], getattr(two, name)[key])
    assert np.any(emulator.respond(trial_discs(6), 10).ratio["cells"] != one.ratio["cells"])
    with pytest.raises(RunError, match="trained for the arms saline, cells, pill"):
        kept.from_table(kept.to_table(emulator), ARMS | {"cells": load("bm_msc").with_dose(6.0)})


@pytest.mark.slow
def test_courses_of_another_design_are_refused(table: pyarrow.Table) -> None:
    with pytest.raises(RunError, match="solved for other actions"):
        read(table, distinct(ARMS | {"cells": load("bm_msc").with_dose(6.0)}))
    with pytest.raises(RunError, match="Two pieces of discs have the seed 100"):
        read(pyarrow.concat_tables([table, table]), distinct(ARMS))


def test_a_known_tear_decides_what_stays() -> None:
    traits = replace(mixed(60, 2), dallas=np.where(np.arange(60) < 30, 0.0, np.nan))
    start = light.settle(draw_worlds(traits, 4, light.LIGHT)).start
    action = distinct(ARMS)[1]
    found = performed(start, action, traits.dallas)
    drawn = perform(start, action)
    intact = perform(replace(start, world=replace(start.world, dallas=0)), action)
    assert found.injected is not None
    assert drawn.injected is not None
    assert intact.injected is not None
    np.testing.assert_array_equal(found.injected.dallas[:30], 0)
    for name in ("retained_share", "volume_in_mL"):
        mine = getattr(found.injected, name)
        np.testing.assert_array_equal(mine[:30], getattr(intact.injected, name)[:30])
        np.testing.assert_array_equal(mine[30:], getattr(drawn.injected, name)[30:])
    np.testing.assert_array_equal(
        found.state.undifferentiated_1e6_mL[:30], np.asarray(intact.state.undifferentiated_1e6_mL)[:30]
    )


def test_light_disc_keeps_its_cells_and_loses_none_it_was_not_given() -> None:
    traits = mixed(20, 3)
    settled = light.settle(draw_worlds(traits, 8, light.LIGHT))
    assert not light.needs_mechanics(settled, distinct(ARMS)[1])
    assert light.needs_mechanics(settled, distinct({"gel": load("bm_msc_hydrogel")})[0])
    assert np.all((settled.start.fed_share > 0) & (settled.start.fed_share < 1 + 1e-9))
    course = follow(settled, distinct(ARMS)[1], (0.0, 1.0), traits.dallas)
    product = perform(settled.start, distinct(ARMS)[1])
    assert product.product is not None
    assert product.injected is not None
    given = product.product.stromal_1e6 * product.product.viability * product.injected.volume_in_mL
    stays = given * product.injected.retained_share / load("bm_msc").volume_mL  # type: ignore[operator]
    np.testing.assert_allclose(course.deposited_1e6, stays, rtol=1e-10)
    np.testing.assert_array_equal(course.injected_1e6[:, 0], course.deposited_1e6)
    assert np.all(course.pain_driver[:, 0] == 1)
    assert course.converged.all()


@pytest.mark.slow
def test_mechanics_is_solved_for_gels_only() -> None:
    traits = replace(mixed(16, 3), height_mm=np.full(16, 9.0))
    plain = light.settle(draw_worlds(traits, 8, light.LIGHT))
    solved = light.with_mechanics(plain)
    saline, gel = (distinct({"arm": load(key)})[0] for key in ("saline", "bm_msc_hydrogel"))
    for one in (plain, solved):
        np.testing.assert_array_equal(
            follow(one, saline, (0.0, 1.0), traits.dallas).pain_driver,
            follow(plain, saline, (0.0, 1.0), traits.dallas).pain_driver,
        )
    without, with_stress = (follow(one, gel, (0.0, 1.0), traits.dallas) for one in (plain, solved))
    assert with_stress.converged.mean() > 0.8
    moved = np.abs(with_stress.pain_driver[:, 1] / without.pain_driver[:, 1] - 1)
    # a gel moves stress by more than the signal to which pain responds
    assert np.median(moved) > value("symptoms", "reference_signal")
