"""What a forecast is: draws by disc, treatment and month, and the summaries that are read off them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading.reader import SAME_READER, Reader
from pulposus.disc.shape import DiscShape
from pulposus.eligibility.answers import Answers
from pulposus.symptoms.chance import Chance as Chance

Float = NDArray[np.float64]

# Disc-level columns of forecast.parquet, each (draws, months); the mechanistic part.
DISC_OUTCOMES = (
    "height_mm",  # mean height at the supine load of an MRI
    "water_fraction",  # of the nucleus, by volume
    "native_cells_1e6_mL",  # living, mean of the nucleus
    "injected_cells_1e6",  # living, whole disc
    "glucose_min_mM",
    "ph_min",
    "oxygen_min_kPa",
    "catabolic_index",  # 1 is this disc before treatment
    "gag_relative",  # nucleus GAG over its value before treatment
    "pressure_MPa",  # nucleus, lying
    "annulus_stress_MPa",  # peak at mid-height, drained under the day's load
    "anabolic_factor",  # 1 is this disc before treatment
    "innervation",  # how far nerves reach in, 0 to 1
    "live_fraction",  # injected cells alive over those that the injection left in the disc
    "modic_probability",  # of Modic change beside the disc
)
# Disc-level columns of what an MRI would say, each (draws, months).
READ_OUTCOMES = (
    "severity",  # true, on the scale of Pfirrmann grades
    "read_pfirrmann",  # whole grade by a reader who errs
    "read_height_mm",  # mean of the three mid-sagittal heights, by a reader who errs
    "read_t2_ms",  # of the nucleus, by a scanner and a reader who err
)
# Patient-level columns, each (draws, months).
SYMPTOM_OUTCOMES = (
    "pain_0_100",
    "odi_0_100",
    "pain_context",  # change from baseline that any arm of this setting would show
    "pain_mechanism",  # change that the treatment adds beyond its setting, by any way; negative is better
    "pain_through_disc",  # the part of that which the disc model gives; the rest is taken from trials
    "odi_context",
    "odi_mechanism",
    "odi_through_disc",
)


@dataclass(frozen=True)
class Section:
    """Fields on the reduced disc for one draw near the median, for the cross-section picture.

    ``r_mm`` and ``z_mm`` (n_r, n_z) are deformed nodes of the upper half, nodal fields have that shape,
    element fields (n_r - 1, n_z - 1).
    """

    r_mm: Float
    z_mm: Float
    glucose_mM: Float
    oxygen_kPa: Float
    lactate_mM: Float
    ph: Float
    native_cells_1e6_mL: Float
    injected_cells_1e6_mL: Float
    region: NDArray[np.int64]
    month: float
    treatment: str


@dataclass(frozen=True)
class TreatmentForecast:
    """One treatment for one patient.

    ``symptoms[name]`` is (draws, months) over SYMPTOM_OUTCOMES; ``discs[level][name]`` likewise over
    DISC_OUTCOMES and READ_OUTCOMES. Draw i is the same patient and the same unknowns under every treatment.
    """

    key: str
    name: str
    what: str  # one plain sentence: what is done
    context: str  # which context arm it shares, one of symptoms.SETTINGS
    symptoms: dict[str, Float]
    discs: dict[str, dict[str, Float]]
    chances: dict[str, tuple[Chance, ...]]
    """By month: 'pain gain >= 15', 'odi gain >= 10' (from baseline), 'pain gain >= 15 beyond sham',
    'odi gain >= 10 beyond sham' (paired draws, a model quantity no patient can observe), 'pain worse >= 15'."""
    notes: tuple[str, ...] = ()
    sections: dict[str, Section] = field(default_factory=dict)  # by disc level
    group: str = "injection"
    """One of ``pulposus.treatment.schema.GROUPS``; the report sets treatments of a group together."""
    mri_chances: dict[str, dict[str, tuple[Chance, ...]]] = field(default_factory=dict)
    """By disc level, then by name of ``course.reading.readings.CHANCES``, one per month: what a reader would find
    changed since the first image."""


@dataclass(frozen=True)
class Forecast:
    """Everything the report needs, and everything that forecast.parquet holds."""

    patient: dict[str, object]  # the case's patient block; no name, no date of birth
    assumed: tuple[str, ...]  # fields that were assumed, not given
    months: tuple[float, ...]  # visits, first is 0 (baseline)
    levels: tuple[str, ...]
    treated_levels: tuple[str, ...]
    disc_inputs: dict[str, dict[str, object]]  # by level: the measured or given numbers, grade probabilities
    treatments: tuple[TreatmentForecast, ...]
    unknowns: tuple[str, ...]  # sentences: what is not known and how it was carried
    failures: tuple[str, ...]  # draws that did not converge, with reason; empty when none
    seed: int
    draws: int
    facts_used: tuple[str, ...]  # topics of the library, for citations
    shapes: dict[str, DiscShape] = field(default_factory=dict)  # by level
    attribution: str = ""  # of the image or data, where a licence asks for it
    answers: Answers | None = None  # what the case answers of the criteria of trials
    reader: Reader = SAME_READER
    """Who reads the images of the forecast, and when they are made."""

    def treatment(self, key: str) -> TreatmentForecast:
        """Forecast of one treatment by key."""
        for treatment in self.treatments:
            if treatment.key == key:
                return treatment
        raise KeyError(key)


def band(draws: Float, probability: float) -> tuple[Float, Float, Float]:
    """Lower edge, median and upper edge of the central band over draws (axis 0)."""
    tail = (1 - probability) / 2
    low, mid, high = np.quantile(draws, [tail, 0.5, 1 - tail], axis=0)
    return low, mid, high
