"""What is read off a course at its visits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.biology import inflammation
from pulposus.biology.state import State
from pulposus.biology.step import nucleus_mean
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


def _over_visits(values: list[Float]) -> Float:
    return np.stack([np.asarray(value) for value in values], axis=1)


def disc_outcomes(start: Start, looks: list[Look]) -> dict[str, Float]:
    """Disc outcomes by the names of forecast.parquet, each (draws, visits)."""

    def nucleus(field: object) -> Float:
        return np.asarray(nucleus_mean(np.asarray(field), start.nucleus_mm3))

    def lowest(field: object) -> Float:
        return np.min(np.asarray(field), axis=(1, 2))

    def whole(field: object) -> Float:
        return 2 * np.sum(np.asarray(field) * start.element_mm3, axis=(1, 2)) / MM3_PER_ML

    by_look: dict[str, Callable[[Look], Float]] = {
        "height_mm": lambda k: np.asarray(k.shapes.lying.mean_height_mm) * (1 - np.asarray(k.state.structural_loss)),
        "water_fraction": lambda k: nucleus(k.shapes.lying.porosity),
        "native_cells_1e6_mL": lambda k: nucleus(k.state.native_1e6_mL),
        "injected_cells_1e6": lambda k: whole(k.state.injected_1e6_mL),
        "glucose_min_mM": lambda k: lowest(k.nutrients.glucose_mM),
        "ph_min": lambda k: lowest(k.nutrients.ph),
        "oxygen_min_kPa": lambda k: lowest(k.nutrients.oxygen_kPa),
        "catabolic_index": lambda k: np.asarray(k.state.catabolic),
        "gag_relative": lambda k: nucleus(k.state.gag),
        "pressure_MPa": lambda k: np.asarray(k.shapes.lying.nucleus_pressure_MPa),
    }
    return {name: _over_visits([take(look) for look in looks]) for name, take in by_look.items()}


def driver_over_visits(start: Start, looks: list[Look]) -> Float:
    """What the disc sends to its nerves over its value before treatment, (draws, visits)."""
    stress = np.asarray(start.shapes.drained.annulus_peak_stress_MPa)
    return _over_visits(
        [
            np.asarray(
                inflammation.pain_driver(
                    look.state.innervation,
                    look.state.catabolic,
                    np.asarray(look.shapes.drained.annulus_peak_stress_MPa) / stress,
                    start.world.biology.pain_driver_inflammation_weight,
                )
            )
            for look in looks
        ]
    )
