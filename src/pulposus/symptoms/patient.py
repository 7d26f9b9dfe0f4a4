"""What the symptom model needs to know of a patient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.treatment.schema import Condition
from pulposus.units import SCORE_CEILING


@dataclass(frozen=True)
class SymptomPatient:
    """Scores as the patient gave them today, how long the pain has lasted, and what may modify course or effect.

    Everything after the duration may be None: not known. What is not known changes nothing, except that an effect that
    was shown in people with a condition only is given to nobody in whom the condition is not recorded.

    Raises:
        InputError: when a score or adherence is outside 0 to 100, the duration is negative or not a number, or the
            Modic type is not 0 to 3.
    """

    pain_0_100: float
    odi_0_100: float
    duration_months: float
    age_y: float | None = None
    female: bool | None = None
    bmi_kg_m2: float | None = None
    smoker: bool | None = None
    diabetes: bool | None = None
    heavy_work: bool | None = None
    low_mood: bool | None = None
    root_compression: bool | None = None
    modic: int | None = None
    """Type of the vertebrae beside the treated discs, 0 (none) to 3."""
    adherence_percent: float | None = None
    """Share of a programme of exercise that is followed."""

    def __post_init__(self) -> None:
        for name in ("pain_0_100", "odi_0_100", "adherence_percent"):
            number = getattr(self, name)
            if number is None and name == "adherence_percent":
                continue
            if not 0 <= number <= SCORE_CEILING:
                raise InputError(f"patient.{name} is {number}; give a number from 0 to 100.")
        if not (np.isfinite(self.duration_months) and self.duration_months >= 0):
            raise InputError(
                f"patient.duration_months is {self.duration_months}; give the months since the pain began, 0 or more."
            )
        if self.modic not in (None, 0, 1, 2, 3):
            raise InputError(f"patient.modic is {self.modic}; give the Modic type, 0 (none) to 3.")

    @property
    def scores(self) -> NDArray[np.float64]:
        """Pain and ODI, shape (2,)."""
        return np.array([self.pain_0_100, self.odi_0_100], dtype=np.float64)

    def has(self, condition: Condition) -> bool | None:
        """Whether the patient has a condition; None when nobody recorded it."""
        match condition:
            case "root compression":
                return self.root_compression
            case "Modic change":
                return None if self.modic is None else self.modic > 0


@dataclass(frozen=True)
class ManyPatients:
    """The same of many people, arrays that lead with (n,): what the symptom model takes for a whole trial.

    Yes and no are 1 and 0. Whoever draws or reads people decides what is not known: 0 acts as one patient's None.
    """

    scores: NDArray[np.float64]  # (n, 2), observed pain and ODI
    duration_months: NDArray[np.float64]
    age_y: NDArray[np.float64]
    female: NDArray[np.float64]
    bmi_kg_m2: NDArray[np.float64]
    smoker: NDArray[np.float64]
    diabetes: NDArray[np.float64]
    heavy_work: NDArray[np.float64]
    low_mood: NDArray[np.float64]
    root_compression: NDArray[np.float64]
    modic: NDArray[np.int64]  # type, 0 to 3
    adherence_percent: NDArray[np.float64] | None = None
    """Share of a programme that each follows; drawn when None."""

    def __len__(self) -> int:
        return len(self.scores)

    def has(self, condition: Condition) -> NDArray[np.bool_]:
        """Who has a condition, (n,)."""
        match condition:
            case "root compression":
                return self.root_compression > 0
            case "Modic change":
                return self.modic > 0


Patients = SymptomPatient | ManyPatients
"""One patient as many draws, or many people with one draw each."""
