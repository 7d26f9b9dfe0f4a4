"""Two arms of a small trial in which nothing happens, read by graders that disagree with themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading.kappa import shared_share
from pulposus.course.reading.scale import TOPIC, pfirrmann
from pulposus.course.reading.trial import Discs, still_arms
from pulposus.library import sample
from pulposus.numerics import settings
from pulposus.validation.people import SEED
from pulposus.validation.target import target

Float = NDArray[np.float64]


def chance_changes(trials: int) -> Float:
    """Change of grade in one arm less that in the other, in trials whose baselines differ as published, (kept,).

    Severity stays as it is in every disc. Each trial has its own graders, whose kappa lies between the least and the
    most published. Only trials are kept in which the first arm happens to read higher by the published gap, so that
    regression to the mean is in.
    """
    size, scale = int(target("bv7_discs")), pfirrmann()
    discs = Discs.of_readings(target("bv7_mean_grade"), target("bv7_grade_sd"), scale)
    kappa = sample(TOPIC, "grade_kappa_any_readers", trials, SEED)
    shared = shared_share(kappa, discs.mean, discs.sd, scale)
    arms = still_arms((size, size), discs, shared, np.random.default_rng([SEED, trials]))
    return arms.change[np.abs(arms.gap - target("bv7_gap")) < settings.VALIDATE_GAP_MISS]
