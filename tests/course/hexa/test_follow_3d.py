"""A 3-D course: what the equations conserve, what they bound, and the limits that matrix turnover sets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pulposus.biology.surroundings import unsupported
from pulposus.course.deposit import density
from pulposus.course.hexa.disc import Disc3D
from pulposus.course.hexa.follow import Clock, Course3D, Mechanics, follow
from pulposus.course.hexa.inject import Laid, deposit_share
from pulposus.course.hexa.outcomes import total_1e6
from pulposus.course.hexa.start import Settled, settle
from pulposus.units import MM3_PER_ML


@pytest.fixture(scope="module")
def settled(disc: Disc3D) -> Settled:
    return settle(disc)


def with_biology(settled: Settled, **changed: float) -> Settled:
    biology = replace(settled.disc.numbers.biology, **{name: np.array([v]) for name, v in changed.items()})
    return replace(settled, disc=replace(settled.disc, numbers=replace(settled.disc.numbers, biology=biology)))


def lay(settled: Settled, cells_1e6: float, **state: Any) -> Laid:
    share = deposit_share(settled, "centre", 1000.0)
    young = density(share[None], settled.disc.element_mm3, np.array([cells_1e6 * MM3_PER_ML]))
    return Laid(
        settled.state._replace(undifferentiated_1e6_mL=young, **state), unsupported(1), cells_1e6, share, "centre"
    )


@pytest.fixture(scope="module")
def course(settled: Settled) -> Course3D:
    return follow(settled, lay(settled, 5.0), (0.0, 1.0, 6.0))


def test_supply_and_use_of_every_solute_agree(course: Course3D) -> None:
    assert course.nutrient_solves > 0
    assert course.flux_balance < 1e-8


def test_cells_that_neither_divide_nor_die_stay(settled: Settled) -> None:
    """Differentiation only moves them from one pool to the other."""
    forever = with_biology(
        settled, msc_growth_per_day=0.0, msc_half_life_day=np.inf, msc_differentiation_day=30.0,
        anabolic_differentiation=0.0,
    )  # fmt: skip
    deathless = {**forever.disc.numbers.death, "starving_per_day": np.zeros(()), "acid_per_day": np.zeros(())}
    forever = replace(forever, disc=replace(forever.disc, numbers=replace(forever.disc.numbers, death=deathless)))
    course = follow(forever, lay(forever, 5.0), (0.0, 3.0))
    assert course.outcomes["injected_cells_1e6"][-1] == pytest.approx(5.0, rel=1e-8)
    grown = total_1e6(forever.disc, course.looks[-1].state.differentiated_1e6_mL)
    assert grown == pytest.approx(5.0 * (1 - np.exp(-3 * 365.25 / 12 / 30.0)), rel=1e-8)


def test_matrix_gains_what_the_published_turnover_allows_when_synthesis_doubles(settled: Settled) -> None:
    """8.1 % in one year and 15.5 % in two at 0.084 a year (Sivan 2006), in every element of the 3-D disc."""
    steady = with_biology(
        settled, aggrecan_removal_per_year=0.084, gag_balance=1.0, catabolic_removal_gain=0.0,
        senescence_build_up_years=np.inf, senescent_clearance_per_year=0.0, fatigue_exponent=0.0,
        damage_catabolic_share=0.0,
    )  # fmt: skip
    doubled = replace(lay(steady, 0.0), support=unsupported(1)._replace(load_gain=np.ones(1)))
    course = follow(steady, doubled, (0.0, 12.0, 24.0))
    np.testing.assert_allclose(course.outcomes["gag_relative"][1:] - 1, [0.081, 0.155], atol=5e-4)
    gag = np.asarray(course.looks[-1].state.gag)
    np.testing.assert_allclose(gag, gag[0, 0], rtol=1e-9)


def test_everything_stays_positive_and_bounded_when_the_disc_is_flooded(settled: Settled) -> None:
    flooded = follow(settled, lay(settled, 2000.0), (0.0, 1.0))
    last = flooded.looks[-1]
    for name, field in last.state._asdict().items():
        assert np.all(np.isfinite(field)), name
        assert np.min(np.asarray(field)) >= 0, name
    assert last.nutrients.glucose_mM.min() >= 0
    assert last.nutrients.oxygen_kPa.min() >= 0
    assert flooded.outcomes["live_fraction"][-1] < 0.5  # it cannot feed them
    assert flooded.outcomes["native_cells_1e6_mL"][-1] < flooded.outcomes["native_cells_1e6_mL"][0]


def test_halving_the_time_between_looks_moves_little(settled: Settled, course: Course3D) -> None:
    from pulposus.numerics import settings

    def halved(marks: tuple[float, ...]) -> tuple[float, ...]:
        points = np.array([0.0, *marks])
        return tuple(sorted({*marks, *(float(m) for m in (points[1:] + points[:-1]) / 2)}))

    fine = Clock(
        halved(settings.COURSE_EARLY_DAYS), halved(settings.COURSE_LATE_MONTHS),
        settings.COURSE_LONGEST_STEP_DAYS / 2, settings.COURSE_CELLS_MOVED / 2,
    )  # fmt: skip
    better = follow(settled, lay(settled, 5.0), (0.0, 1.0, 6.0), times=fine)
    for name in ("live_fraction", "glucose_min_mM", "catabolic_index", "gag_relative"):
        assert course.outcomes[name][-1] == pytest.approx(better.outcomes[name][-1], rel=5e-3), name


def test_a_settled_disc_keeps_its_cells(settled: Settled) -> None:
    natural = follow(settled, lay(settled, 0.0), (0.0, 12.0))
    own = natural.outcomes["native_cells_1e6_mL"]
    assert own[-1] == pytest.approx(own[0], rel=0.02)
    assert np.all(natural.outcomes["live_fraction"] == 0)


def test_a_living_shape_counts_from_its_visit_on(settled: Settled, course: Course3D) -> None:
    """A disc pressed to 0.8 of its height at the first visit: until then nothing, from then on other nutrients."""
    still = settled.disc.numbers.living
    flat = replace(still, axial=0.8 * still.axial, plate_axial=0.8 * still.plate_axial)
    pressed = follow(
        settled, lay(settled, 5.0), (0.0, 1.0, 6.0), mechanics=Mechanics((still, flat, flat), (1.0, 1.0, 1.0))
    )
    assert pressed.outcomes["live_fraction"][1] == pytest.approx(course.outcomes["live_fraction"][1])
    before, after = (look.nutrients for look in pressed.looks[:2])
    assert not np.allclose(after.glucose_mM, course.looks[1].nutrients.glucose_mM, rtol=1e-2)
    np.testing.assert_allclose(pressed.looks[-1].disc.living.crowding, 1 / 0.8, rtol=1e-9, atol=0.0)
    assert pressed.looks[-1].disc.living.porosity.max() < settled.disc.living.porosity.max()
    assert before is settled.nutrients
