"""What a questionnaire at a visit would read, given the true score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.symptoms.baseline import measurement_error_sd
from pulposus.symptoms.draws import both, normal_pairs
from pulposus.symptoms.unknowns import SymptomUnknowns

Float = NDArray[np.float64]


def visit_error_sd(months: Float, unknowns: SymptomUnknowns) -> Float:
    """SD of the measurement error per draw, visit and outcome: (n, m, 2).

    It is zero at month 0, where the score is the one that the patient gave.
    """
    error = measurement_error_sd(both("between_person_sd"), unknowns.reliability)
    return np.asarray(error[:, None, :] * (months > 0)[None, :, None])


def visit_errors(months: Float, unknowns: SymptomUnknowns, seed: int) -> Float:
    """Measurement errors of the visits, (n, m, 2), independent between visits and of pain and ODI.

    A visit's stream is named by its month: adding a visit changes no other.
    """
    n = len(unknowns)
    z = [normal_pairs(f"visit {month:g}", n, seed, 0.0) for month in months]
    return visit_error_sd(months, unknowns) * np.stack(z, axis=1)
