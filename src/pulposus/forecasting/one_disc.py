"""One disc of a case, and its draws: what a study of a single disc starts from."""

from __future__ import annotations

from pulposus.course.world import Float, World, draw_world
from pulposus.errors import InputError
from pulposus.forecasting.case import Case
from pulposus.forecasting.discs import CaseDisc, case_discs, treated_levels
from pulposus.forecasting.image import measure_case


def one_disc(case: Case, level: str | None) -> CaseDisc:
    """The disc of a level; the one to treat when None.

    Raises:
        InputError: a level that the case does not have.
    """
    spine = measure_case(case) if case.image is not None else None
    discs = case_discs(case, spine)
    wanted = level or treated_levels(case, discs)[0]
    found = next((one for one in discs if one.level == wanted), None)
    if found is None:
        have = ", ".join(one.level for one in discs)
        raise InputError(f"--level: found {wanted}, expected a disc of the case: {have}; give one of them.")
    return found


def world_of(case: Case, disc: CaseDisc, draws: int, seed: int, adherence: Float | None = None) -> World:
    """Everything drawn about one disc of a case, with what was read of its tear and of Modic change beside it."""
    given = case.disc(disc.level)
    return draw_world(
        disc.shape,
        disc.grade_probabilities,
        age_y=case.patient.age_y,
        draws=draws,
        seed=seed,
        dallas=given.annular_tear_dallas,
        modic=None if given.modic is None else float(given.modic > 0),
        adherence=adherence,
    )
