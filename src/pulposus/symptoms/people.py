"""Many people of one trial, each with a baseline of their own: what ``model.simulate`` does for one patient."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.library.load import value
from pulposus.numerics.backend import Array
from pulposus.numerics.pairs import lower_root, tied
from pulposus.symptoms import natural
from pulposus.symptoms.arm import Visit, correlated
from pulposus.symptoms.baseline import measurement_error_sd, shrinkage
from pulposus.symptoms.context import needle_profile, needle_response, typical_patient
from pulposus.symptoms.draws import TOPIC, both
from pulposus.symptoms.scale import score
from pulposus.symptoms.unknowns import ArmUnknowns

Float = NDArray[np.float64]


def baselines(visit: Visit, n: int, rng: np.random.Generator) -> Float:
    """Observed pain and ODI of ``n`` participants before treatment, (n, 2)."""
    factor = np.asarray(lower_root(correlated(visit.baseline_sd, value(TOPIC, "score_correlation"))))
    return score(np.asarray(visit.baseline) + rng.normal(size=(n, 2)) @ factor.T)


def readings(visit: Visit, baseline: Float, unknowns: ArmUnknowns, shift: Array, rng: np.random.Generator) -> Float:
    """Pain and ODI as read at a visit, (n, 2).

    Args:
        visit: of the arm; its baseline is not used, the people's own is.
        baseline: (n, 2) observed scores.
        unknowns: of the trial, arrays that lead with 1.
        shift: (2,) points that the treatment adds beyond its setting.
        rng: of all that sets people apart.
    """
    n, months = len(baseline), np.array([float(visit.month)])
    together = value(TOPIC, "change_correlation")

    def pairs(correlation: float) -> Float:
        return np.asarray(tied(rng.normal(size=(n, 2)), correlation))

    spread = both("between_person_sd")
    gain, left = shrinkage(spread, unknowns.reliability, value(TOPIC, "score_correlation"))
    population = np.asarray(unknowns.population_mean)
    centre = population + (baseline - population) @ np.asarray(gain[0]).T
    true = np.clip(centre + rng.normal(size=(n, 2)) @ np.asarray(lower_root(left[0])).T, 0.0, None)
    settled = np.asarray(natural.rise(months, unknowns.regression_time))[0, 0]
    course = np.asarray(natural.mean_change(true, visit.duration_months, months, unknowns))[:, 0]
    grown = np.asarray(natural.rise(months, unknowns.person_change_time))[0, 0]
    person = grown * np.asarray(unknowns.person_change_sd) * pairs(together)
    mean = needle_response(unknowns) + visit.saline * unknowns.saline_minus_sham
    own = np.asarray(mean) + np.asarray(unknowns.response_person_sd) * pairs(together)
    profile = np.asarray(needle_profile(months, unknowns))[0, 0]
    response = float(visit.needle) * profile * baseline / typical_patient().scores * own
    line = baseline + settled * (true - baseline) + course + person + response + np.asarray(shift)
    error = np.asarray(measurement_error_sd(spread, unknowns.reliability))
    return score(line + error * pairs(0.0))
