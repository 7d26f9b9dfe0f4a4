"""Virtual people of a trial, one array for each measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
Text = NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class Population:
    """``n`` people with one painful disc each; every field has the shape (n,).

    Units stand in the names and in ``columns.COLUMNS``. Scores are those measured at screening, chance included, and
    grades are as one reader reads them; ``severity`` is the degeneration behind both gradings, measured by nobody.
    """

    id: Int
    age_y: Float
    female: Bool
    bmi_kg_m2: Float
    smoker: Bool
    diabetes: Bool
    heavy_work: Bool
    low_mood: Bool
    severe_depression: Bool
    pain_0_100: Float
    odi_0_100: Float
    duration_months: Float
    failed_care_months: Float
    supervised_therapy: Bool
    symptomatic_levels: Int
    leg_pain_percent: Float
    radiculopathy: Bool
    facet_pain: Bool
    sacroiliac_pain: Bool
    opioid_MME_per_day: Float
    level: Text
    severity: Float
    pfirrmann: Int
    modified_pfirrmann: Int
    middle_height_mm: Float
    height_kept_percent: Float
    T2_ms: Float
    modic: Int
    annular_tear_dallas: Int
    herniation: Text
    protrusion_mm: Float
    spondylolysis: Bool
    listhesis_grade: Int
    transitional_vertebra: Bool
    instability: Bool
    canal_stenosis: Bool
    scoliosis: Bool
    osteoporosis: Bool
    prior_lumbar_surgery: Bool
    prior_disc_injection: Bool

    def __len__(self) -> int:
        return len(self.id)

    def as_columns(self) -> dict[str, NDArray[Any]]:
        """Every array by its name; ``Population(**columns)`` gives the population back."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def take(self, which: NDArray[Any]) -> Population:
        """The people at some places, or where a mask (n,) is true, with their own numbers kept."""
        return Population(**{name: array[which] for name, array in self.as_columns().items()})

    def replaced(self, columns: Mapping[str, NDArray[Any]]) -> Population:
        """The same people with some columns in place of their own."""
        return Population(**(self.as_columns() | dict(columns)))


def joined(parts: Sequence[Population]) -> Population:
    """Several populations after each other."""
    columns = [part.as_columns() for part in parts]
    return Population(**{name: np.concatenate([each[name] for each in columns]) for name in columns[0]})
