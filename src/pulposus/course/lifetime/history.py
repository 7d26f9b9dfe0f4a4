"""Natural history of a lumbar disc in a population, from healthy at 20 to 80, with or without damage."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.course.lifetime.damage import TOPIC, Damage, library_damage
from pulposus.course.lifetime.ladder import Ladder, climb
from pulposus.course.lifetime.lives import Lives, live
from pulposus.course.lifetime.observe import Seen, see
from pulposus.course.start import Start, settle
from pulposus.course.world import draw_world
from pulposus.disc.shape import Sex, from_parameters
from pulposus.errors import InputError
from pulposus.library import value
from pulposus.numerics import settings
from pulposus.progress import Progress, part_of, silent

Float = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """One disc a draw, arrays (draws, ages); all discs of the same people beside it."""

    level: str
    sex: Sex | None
    seed: int
    with_damage: bool
    failed: int
    """Draws left out because their mechanics or nutrients did not converge."""
    ages_y: Float
    height_mm: Float
    height_ratio: Float
    """Over the disc at 20 before any damage."""
    swelling_ratio: Float
    """The same by loss of charge alone."""
    water_fraction: Float
    T2_ms: Float
    grade: NDArray[np.int64]
    grade_read: NDArray[np.int64]
    gag: Float
    collagen: Float
    senescent_share: Float
    native: Float
    catabolic: Float
    innervation: Float
    structural_loss: Float
    damaged: NDArray[np.bool_]
    discs: Lives
    """All five discs of each person, (draws, 5, ages)."""
    seen: Seen
    """Their images, read with the repeatability of one radiologist."""
    cohort: Seen
    """The same read as a cohort's trained readers do."""


def youth(level: str, sex: Sex | None, draws: int, seed: int, progress: Progress = silent) -> tuple[Start, Ladder]:
    """Healthy discs of people of 20, settled, and how they answer to loss of charge.

    Raises:
        InputError: an unknown level or sex.
    """
    age = value(TOPIC, "first_age_y")
    shape = from_parameters(level, age_y=age, sex=sex)
    healthy = (value("imaging_measures", f"discs_grade_{grade}") for grade in (1, 2))
    progress("healthy discs of 20", 0.0)
    start = settle(draw_world(shape, (*healthy, 0.0, 0.0, 0.0), age_y=age, draws=draws, seed=seed))
    return start, climb(start, progress=part_of(progress, 0.5, 1.0))


def history(
    level: str = "L4/5",
    *,
    sex: Sex | None = None,
    draws: int = settings.LIFETIME_DRAWS,
    from_y: int | None = None,
    to_y: int | None = None,
    with_damage: bool = True,
    damage: Damage | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> History:
    """Let ``draws`` people with five discs each live from 20, and keep the ages from ``from_y`` to ``to_y``.

    Args:
        level: disc whose size is drawn.
        sex: of the people; both when None.
        draws: people.
        from_y: first age that is kept; 20 when None.
        to_y: last age; 80 when None.
        with_damage: whether discs tear at all.
        damage: other numbers of damage than the calibrated ones of the library.
        seed: the same seed gives the same people, with and without damage.
        progress: hears the share done.

    Raises:
        InputError: an unknown level or sex, or ages outside 20 to 80 or in the wrong order.
    """
    first, last = _ages(from_y, to_y)
    start, ladder = youth(level, sex, draws, seed, part_of(progress, 0, 0.5))
    return lived(start, ladder, (damage or library_damage()) if with_damage else None, first, last, level, sex,
                 part_of(progress, 0.5, 1.0))  # fmt: skip


def lived(
    start: Start,
    ladder: Ladder,
    damage: Damage | None,
    first: int,
    last: int,
    level: str,
    sex: Sex | None,
    progress: Progress = silent,
) -> History:
    """The history of people whose young discs are settled already; the same people may live more than once."""
    seed, youngest = start.world.seed, int(value(TOPIC, "first_age_y"))
    lives = live(start, ladder, damage, discs=settings.LIFETIME_DISCS, from_y=youngest, to_y=last, progress=progress)
    good, ages = lives.converged, slice(first - youngest, None)
    seen, cohort = see(lives, seed), see(lives, seed, kappa=value(TOPIC, "cohort_reading_kappa"))
    seen, cohort = (replace(part, **_cut(part, good, ages)) for part in (seen, cohort))
    lives = replace(
        lives,
        **_cut(lives, good, ages),
        ages_y=lives.ages_y[ages],
        undamaged_water_fraction=lives.undamaged_water_fraction[good],
        converged=good[good],
    )
    own = {
        item.name: getattr(part, item.name)[:, 0]
        for part in (lives, seen)
        for item in fields(part)
        if getattr(part, item.name).ndim == 3
    }
    return History(
        level=level,
        sex=sex,
        seed=seed,
        with_damage=damage is not None,
        failed=int(np.sum(~good)),
        ages_y=lives.ages_y,
        discs=lives,
        seen=seen,
        cohort=cohort,
        **own,
    )


def _cut(part: Lives | Seen, good: NDArray[np.bool_], ages: slice) -> dict[str, Any]:
    """Its arrays (people, discs, ages) with converged people and wanted ages only."""
    arrays = {item.name: getattr(part, item.name) for item in fields(part)}
    return {name: found[good][..., ages] for name, found in arrays.items() if found.ndim == 3}


def _ages(from_y: int | None, to_y: int | None) -> tuple[int, int]:
    youngest, oldest = (int(value(TOPIC, name)) for name in ("first_age_y", "last_age_y"))
    first, last = youngest if from_y is None else from_y, oldest if to_y is None else to_y
    if not youngest <= first < last <= oldest:
        raise InputError(
            f"The ages run from {first} to {last} years; natural history was checked from {youngest} to {oldest}: "
            "give a first and a later last age within."
        )
    return first, last
