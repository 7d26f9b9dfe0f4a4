"""What an arm brings beyond the control arm of its setting, person by person."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.calibration.effects import cells_profile
from pulposus.calibration.without import posterior_without
from pulposus.calibration.world import other_sds_of, others_of
from pulposus.symptoms.context import typical_patient
from pulposus.symptoms.draws import posterior_rows
from pulposus.symptoms.gains import carrier_change, cells_gain
from pulposus.symptoms.posterior import using
from pulposus.symptoms.relief import relief_change
from pulposus.symptoms.unknowns import of_trial
from pulposus.trial.outcome.scores import People
from pulposus.trial.replicate.protocol import Protocol, ReplicatedArm

Float = NDArray[np.float64]


def unknown_gains(trial: Protocol, worlds: int, seed: int) -> dict[str, Float]:
    """Gains (w, 2) of treatments that the library does not hold, by name, in the worlds of ``draw_worlds``.

    Other trials of the same treatment inform the mean over trials; where there is none, the draws are the calibration's
    prior. The gain in this trial differs from it.
    """
    posterior = posterior_without(trial.key)
    with using(posterior):
        rows = posterior_rows("other", worlds, seed)
    draws = {name: column[rows] for name, column in posterior.draws.items()}
    found = others_of(trial.unknown, draws, seed)
    between = other_sds_of(trial.unknown, draws, seed)
    return {name: found[:, i] + of_trial(name, between[:, i], seed) for i, name in enumerate(trial.unknown)}


def arm_change(arm: ReplicatedArm, people: People, months: Float, unknown: Float | None) -> Float:
    """Points that an arm adds on the line, (n, m, 2); negative is better.

    Args:
        arm: of the trial.
        people: in it.
        months: visits, (m,), all above 0.
        unknown: gain of a treatment that the library does not hold, in each person's world, (n, 2).
    """
    change = carrier_change(arm.product, months, people.unknowns)
    if arm.relief:
        change = change + relief_change(arm.relief, people.patients, months, people.unknowns)
    if arm.cells:
        course = np.array([cells_profile(float(month)) for month in months])
        change = change - cells_gain(arm.product, people.unknowns)[:, None, :] * course[None, :, None]
    if unknown is not None:
        scale = np.minimum(people.patients.scores / typical_patient().scores, 1.0)
        change = change - (scale * unknown)[:, None, :]
    return np.asarray(change)
