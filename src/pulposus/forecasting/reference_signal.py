"""The reference signal of the symptom model, found by running the disc model for a typical trial disc.

The symptom model says how much pain and ODI gain at the reference signal; the disc model says how large the signal is.
This couples the two scales: the signal at which a typical trial patient's draws gain, on average, what the prior for
that gain says. It is a property of the two models together, not of people, and no trial outcome goes into it.
``python -m pulposus.forecasting.reference_signal`` prints it; a test holds the library's value against it.
"""

from __future__ import annotations

import sys

import numpy as np
from scipy.optimize import brentq

from pulposus.course.action import disc_action
from pulposus.course.follow import follow
from pulposus.course.start import settle
from pulposus.course.world import draw_world
from pulposus.disc.shape import from_parameters
from pulposus.library import value
from pulposus.symptoms.mechanism import saturating_ratio
from pulposus.treatment import load

LEVEL, GRADE_PROBABILITIES = "L4/5", (0.0, 0.0, 0.5, 0.5, 0.0)
"""Trials enrol moderate degeneration, mostly at L4/5 and L5/S1: a disc of grade III or IV with even chance."""
TREATMENT, CONTROL = "bm_msc", "saline"


def reference_signal(draws: int, seed: int) -> float:
    """Relative reduction of the pain driver at which the mean response of a typical disc to cells is 1.

    Solves mean over draws of r(s_i / s_ref) = 1 for s_ref, with s_i the signal of draw i at the effect month and r the
    saturating response of the symptom model.
    """
    age = value("symptoms", "typical_age")
    month = value("symptoms", "effect_month")
    shape = from_parameters(LEVEL, age_y=age, grade=3)
    start = settle(draw_world(shape, GRADE_PROBABILITIES, age_y=age, draws=draws, seed=seed))
    cells, control = (follow(start, disc_action(load(key)), (0.0, month)) for key in (TREATMENT, CONTROL))
    good = cells.converged & control.converged
    signal = 1 - cells.pain_driver[good, -1] / control.pain_driver[good, -1]

    def excess(log_reference: float) -> float:
        return float(np.mean(saturating_ratio(signal, np.exp(log_reference)))) - 1

    largest = float(np.max(np.abs(signal)))
    return float(np.exp(brentq(excess, np.log(largest * np.finfo(float).eps), np.log(largest))))


if __name__ == "__main__":
    sys.stdout.write(f"{reference_signal(int(sys.argv[1]) if len(sys.argv) > 1 else 256, 0):.4f}\n")
