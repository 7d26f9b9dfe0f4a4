"""Discs of many people: the same draws as one person's, each by the person's own traits."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from tests.trial.disc.made import N, alike, mixed

from pulposus.biology.parameters import sample_parameters
from pulposus.course.world import disc_seed, draw_world
from pulposus.disc.shape import from_measurement, from_parameters
from pulposus.errors import InputError
from pulposus.treatment.harvest import harvest
from pulposus.trial.disc.features import matrix, unknowns
from pulposus.trial.disc.light import LIGHT
from pulposus.trial.disc.worlds import draw_sizes, draw_worlds


def same(mine: object, theirs: object) -> None:
    for item in fields(mine):  # type: ignore[arg-type]
        if item.name != "laws":
            np.testing.assert_array_equal(getattr(mine, item.name), getattr(theirs, item.name), err_msg=item.name)


def test_people_alike_are_the_draws_of_one_person() -> None:
    shape = from_measurement({"middle_height_mm": 9.0}, age_y=45.0, sex="F", level="L4/5", grade=3)
    one = draw_world(shape, (0.0, 0.0, 1.0, 0.0, 0.0), age_y=45.0, draws=N, seed=7, modic=0.25)
    # what belongs to the person is drawn by the run's seed, what belongs to the disc by the disc's
    person, disc = draw_worlds(alike(), 7), draw_worlds(alike(), disc_seed(7, "L4/5"))
    for part in ("biology", "transport", "boundary", "mechanics"):
        same(getattr(person, part), getattr(one, part))
    np.testing.assert_array_equal(person.day_height_loss, one.day_height_loss)
    np.testing.assert_array_equal(person.supine_load_MPa, one.supine_load_MPa)
    for name in one.death:
        np.testing.assert_array_equal(person.death[name], one.death[name])
    np.testing.assert_array_equal(disc.measured_mesh.nodes_mm, one.measured_mesh.nodes_mm)
    same(disc.measured_tissue, one.measured_tissue)


def test_same_people_and_seed_give_the_same_worlds_on_any_mesh() -> None:
    full, again, light = draw_worlds(mixed(), 3), draw_worlds(mixed(), 3), draw_worlds(mixed(), 3, LIGHT)
    np.testing.assert_array_equal(full.measured_mesh.nodes_mm, again.measured_mesh.nodes_mm)
    mine, theirs = unknowns(full), unknowns(light)
    assert mine.keys() == theirs.keys()
    for name in mine:
        np.testing.assert_allclose(mine[name], theirs[name], rtol=1e-12, err_msg=name)
    assert np.any(draw_worlds(mixed(), 4).day_height_loss != full.day_height_loss)


def test_each_person_has_the_sizes_of_their_own_level_sex_and_grade() -> None:
    traits = replace(alike(), height_mm=np.full(N, np.nan))
    collapsed = np.arange(N) % 2 == 0
    women = np.arange(N) % 4 < 2
    sizes = draw_sizes(replace(traits, grade=np.where(collapsed, 5, 3), female=women), 11)
    usual = draw_sizes(traits, 11)
    ratio = sizes["middle_height_mm"] / usual["middle_height_mm"]
    central = [from_parameters("L4/5", age_y=45.0, sex="F", grade=grade).middle_height_mm for grade in (3, 5)]
    np.testing.assert_allclose(np.mean(ratio[collapsed & women]), central[1] / central[0], rtol=0.05)
    np.testing.assert_array_equal(ratio[~collapsed & women], 1.0)
    assert np.mean(sizes["depth_mm"][~women]) > np.mean(sizes["depth_mm"][women]) * 1.05
    # groups of equal size do not share draws
    assert abs(np.corrcoef(sizes["width_mm"][collapsed], sizes["width_mm"][~collapsed])[0, 1]) < 0.3


def test_measured_height_is_kept_but_for_its_reading_error() -> None:
    heights = np.linspace(6, 13, N)
    found = draw_sizes(replace(alike(), height_mm=heights), 2)["middle_height_mm"]
    error = draw_sizes(alike(), 2)["middle_height_mm"] - 9.0
    np.testing.assert_allclose(found - heights, error, atol=1e-9)
    assert abs(np.mean(error)) < 0.05 < np.std(error)


def test_age_acts_on_each_person_as_it_does_on_one() -> None:
    ages, grade = np.where(np.arange(N) % 2, 30.0, 75.0), np.full(N, 4)
    many = sample_parameters(N, 1, grade=grade, age_y=ages).collagen_turnover_per_year
    product = harvest("marrow_concentrate", patient_age_y=ages, volume_mL=2.0, n=N, seed=1).colony_forming
    for age in (30.0, 75.0):
        one = sample_parameters(N, 1, grade=grade, age_y=age).collagen_turnover_per_year
        np.testing.assert_array_equal(many[ages == age], one[ages == age])
        alone = harvest("marrow_concentrate", patient_age_y=age, volume_mL=2.0, n=N, seed=1).colony_forming
        np.testing.assert_array_equal(product[ages == age], alone[ages == age])


def test_features_leave_out_constants_and_keep_their_choice() -> None:
    columns = unknowns(draw_worlds(mixed(), 3))
    x, names = matrix(columns)
    assert x.shape == (N, len(names))
    assert np.isfinite(x).all()
    assert np.ptp(x, axis=0).min() > 0
    assert "log grade" in names
    assert not any(name.endswith("adherence") for name in names)
    assert "fibre_share/nucleus" in columns
    assert not any(name.endswith("fibre_share/nucleus") for name in names)
    again, _ = matrix({name: values[:3] for name, values in columns.items()}, names)
    np.testing.assert_array_equal(again, x[:3])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"level": "T12/L1"}, "Level is 'T12/L1'"),
        ({"age_y": 5.0}, "Age is 5 years"),
        ({"grade": 6}, "grade of a disc is 6; give 1 to 5"),
        ({"height_mm": 90.0}, "height_mm of a disc is 90"),
        ({"modic": 1.5}, "modic of a disc is 1.5; give 0 to 1"),
        ({"dallas": 7.0}, "dallas of a disc is 7; give 0 to 5"),
        ({"modic": np.nan}, "modic of a disc is nan"),
    ],
)
def test_traits_that_no_disc_has_are_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        alike(**given)


def test_traits_of_different_lengths_are_refused() -> None:
    with pytest.raises(InputError, match="different lengths"):
        replace(alike(), modic=np.zeros(3))
    with pytest.raises(InputError, match="no people"):
        draw_worlds(alike(0), 1)
