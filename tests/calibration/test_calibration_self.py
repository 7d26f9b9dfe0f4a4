"""On trials simulated from the model itself, person by person, bands hold what they promise."""

from __future__ import annotations

import numpy as np
from tests.calibration.made import trial

from pulposus.calibration.foresee import forecast
from pulposus.calibration.groups import controlled
from pulposus.calibration.table import build
from pulposus.calibration.world import together, worlds
from pulposus.symptoms.arm import Visit
from pulposus.symptoms.people import baselines, readings
from pulposus.symptoms.posterior import shipped
from pulposus.symptoms.unknowns import ArmUnknowns

TRIALS, PEOPLE = 2000, 40


def test_ninety_per_cent_bands_hold_88_to_92_per_cent_of_simulated_arms() -> None:
    """Two thousand trials of forty people an arm; each has a row of the posterior and deviations of its own."""
    table = build(controlled([trial("made", -20.0, -24.0, n=PEOPLE)]))
    foreseen = forecast(table, shipped("controlled").draws, 1, None)[0]
    low, high = np.quantile(foreseen.draws, [0.05, 0.95])

    world = worlds(shipped("controlled").draws, (), 0)
    rng = np.random.default_rng(5)
    rows = rng.integers(0, len(world.effect), TRIALS)
    visit = Visit(table.baseline[0], table.baseline_sd[0], 68.0, 12.0, 1.0, 1.0)
    natural, response = (
        np.asarray(together(rng.normal(size=(TRIALS, 2)))) * np.asarray(world.scales[name])[rows]
        for name in ("drift_trial_sd", "trial_sd")
    )
    changes = np.empty(TRIALS)
    for i, row in enumerate(rows):
        own = {name: np.asarray(one)[row][None] for name, one in world.shared.items()}
        own["entrenched_drift"] = own["entrenched_drift"] + natural[i]
        own["sham_arm_change"] = own["sham_arm_change"] + natural[i] + response[i]
        start = baselines(visit, PEOPLE, rng)
        read = readings(visit, start, ArmUnknowns(**own), np.zeros(2), rng)
        changes[i] = (read - start)[:, 0].mean()
    held = np.mean((changes >= low) & (changes <= high))
    assert 0.88 <= held <= 0.92
