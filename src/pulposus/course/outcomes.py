"""What is read off a course at its visits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.biology import inflammation
from pulposus.biology.state import State
from pulposus.biology.surroundings import nucleus_mean
from pulposus.course.shape_clock import Shapes
from pulposus.course.start import Start
from pulposus.transport import Nutrients
from pulposus.units import MM3_PER_ML

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Look:
    """The whole disc at one visit: enough for every outcome and every picture."""

    month: float
    state: State
    shapes: Shapes
    nutrients: Nutrients
    gel_height: Float
    """Height that a gel in the nucleus adds, share, (b,)."""
    deposited_1e6: Float
    """Living cells that the injection left in the disc, (b,)."""


def whole_1e6(half_mm3: Float, density_1e6_mL: object) -> Float:
    """Millions of cells in the whole disc from their density in its upper half of elements ``half_mm3``, (b,)."""
    return 2 * np.sum(np.asarray(density_1e6_mL) * half_mm3, axis=(1, 2)) / MM3_PER_ML


def live_fraction(start: Start, look: Look) -> Float:
    """Injected cells alive over those that the injection left in the disc, (b,); 0 where none were injected."""
    alive = whole_1e6(start.element_mm3, look.state.injected_1e6_mL)
    given = look.deposited_1e6
    return np.where(given > 0, alive / np.where(given > 0, given, 1.0), 0.0)


def _over_visits(values: list[Float]) -> Float:
    return np.stack([np.asarray(value) for value in values], axis=1)


def disc_outcomes(start: Start, looks: list[Look]) -> dict[str, Float]:
    """Disc outcomes by the names of forecast.parquet, each (draws, visits)."""

    def nucleus(field: object) -> Float:
        return np.asarray(nucleus_mean(np.asarray(field), start.nucleus_mm3))

    def lowest(field: object) -> Float:
        return np.min(np.asarray(field), axis=(1, 2))

    by_look: dict[str, Callable[[Look], Float]] = {
        "height_mm": lambda k: (
            np.asarray(k.shapes.lying.mean_height_mm) * (1 - np.asarray(k.state.structural_loss)) * (1 + k.gel_height)
        ),
        "water_fraction": lambda k: nucleus(k.shapes.lying.porosity),
        "native_cells_1e6_mL": lambda k: nucleus(k.state.native_1e6_mL),
        "injected_cells_1e6": lambda k: whole_1e6(start.element_mm3, k.state.injected_1e6_mL),
        "glucose_min_mM": lambda k: lowest(k.nutrients.glucose_mM),
        "ph_min": lambda k: lowest(k.nutrients.ph),
        "oxygen_min_kPa": lambda k: lowest(k.nutrients.oxygen_kPa),
        "catabolic_index": lambda k: np.asarray(k.state.catabolic),
        "gag_relative": lambda k: nucleus(k.state.gag),
        "pressure_MPa": lambda k: np.asarray(k.shapes.lying.nucleus_pressure_MPa),
        "annulus_stress_MPa": lambda k: np.asarray(k.shapes.drained.annulus_peak_stress_MPa),
        "innervation": lambda k: np.asarray(k.state.innervation),
        "anabolic_factor": lambda k: np.asarray(k.state.anabolic),
        "live_fraction": lambda k: live_fraction(start, k),
        "modic_probability": lambda k: np.asarray(k.state.modic),
    }
    return {name: _over_visits([take(look) for look in looks]) for name, take in by_look.items()}


def driver_over_visits(start: Start, looks: list[Look]) -> Float:
    """What the disc sends to its nerves over its value before treatment, (draws, visits)."""
    stress = np.asarray(start.shapes.drained.annulus_peak_stress_MPa)
    return _over_visits(
        [
            np.asarray(
                inflammation.pain_driver(
                    look.state.innervation / start.state.innervation,
                    look.state.catabolic,
                    np.asarray(look.shapes.drained.annulus_peak_stress_MPa) / stress,
                    start.world.biology.pain_driver_inflammation_weight,
                )
            )
            for look in looks
        ]
    )
