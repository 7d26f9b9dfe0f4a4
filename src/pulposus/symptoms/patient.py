"""What the symptom model needs to know of a patient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.units import SCORE_CEILING


@dataclass(frozen=True)
class SymptomPatient:
    """Scores as the patient gave them today, and how long the pain has lasted.

    Age is not here: no record read for this library gives its effect on the course beyond the baseline score.

    Raises:
        InputError: when a score is outside 0 to 100 or the duration is negative or not a number.
    """

    pain_0_100: float
    odi_0_100: float
    duration_months: float

    def __post_init__(self) -> None:
        for name in ("pain_0_100", "odi_0_100"):
            number = getattr(self, name)
            if not 0 <= number <= SCORE_CEILING:
                raise InputError(f"patient.{name} is {number}; give a score from 0 to 100.")
        if not (np.isfinite(self.duration_months) and self.duration_months >= 0):
            raise InputError(
                f"patient.duration_months is {self.duration_months}; give the months since the pain began, 0 or more."
            )

    @property
    def scores(self) -> NDArray[np.float64]:
        """Pain and ODI, shape (2,)."""
        return np.array([self.pain_0_100, self.odi_0_100], dtype=np.float64)
