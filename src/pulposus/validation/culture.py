"""Tissue in a dish: draws of the biology with the same food everywhere and nothing else done to it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.parameters import BiologyParameters
from pulposus.biology.state import State, initial
from pulposus.biology.step import advance
from pulposus.biology.surroundings import Surroundings, unsupported
from pulposus.course import nutrient_clock
from pulposus.course.world import DEATH_FACTS
from pulposus.library import sample
from pulposus.transport import Nutrients
from pulposus.validation.people import SEED

Float = NDArray[np.float64]


def drawn_death(draws: int) -> dict[str, Float]:
    """Arguments of the death law as a course draws them, each (draws, 1, 1)."""
    return {name: sample("transport", fact, draws, SEED, low=0.0)[:, None, None] for name, fact in DEATH_FACTS.items()}


def bath(draws: int, glucose_mM: float, ph: float) -> Nutrients:
    """Fields of one element that are the same at all its corners."""
    corners = np.ones((draws, 2, 2))
    return Nutrients(
        oxygen_kPa=corners, glucose_mM=glucose_mM * corners, lactate_mM=0 * corners, ph=ph * corners,
        converged=np.ones(draws, dtype=bool), reason=("",) * draws, flux_balance=np.zeros(draws), steps=0,
    )  # fmt: skip


def cultured(biology: BiologyParameters, fields: Nutrients, days: float, longest_step_days: float) -> State:
    """One cubic millimetre of nucleus with 1 million cells per mL, ``days`` later."""
    draws = len(biology.gag_balance)
    one, element = np.ones(draws), np.ones((draws, 1, 1))
    state = initial(element, biology.senescent_fraction, biology.innervation_at_start, np.zeros(draws))
    glucose, ph = (nutrient_clock.at_elements(np.asarray(part)) for part in (fields.glucose_mM, fields.ph))
    around = Surroundings(
        glucose_mM=glucose, start_glucose_mM=np.where(glucose > 0, glucose, 1.0), ph=ph, start_ph=ph,
        hazard_per_day=nutrient_clock.hazard(drawn_death(draws), fields), start_native_1e6_mL=element,
        reference_native_1e6_mL=element, structural_loss_per_year=0 * one, stress_ratio=one, element_mm3=element,
        nucleus_mm3=element,
    )  # fmt: skip
    return advance(state, around, unsupported(draws), biology.asdict(), days, math.ceil(days / longest_step_days))
