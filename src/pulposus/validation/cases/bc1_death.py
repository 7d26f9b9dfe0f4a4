"""BC1: cells of the nucleus without glucose, and in acid (cultures reproduced by Baumgartner 2021)."""

from __future__ import annotations

import numpy as np

from pulposus.biology.parameters import sample_parameters
from pulposus.library import value
from pulposus.numerics.backend import jnp
from pulposus.numerics.settings import VALIDATE_CULTURE_STEP_DAYS, VALIDATE_POINT_DRAWS
from pulposus.progress import Progress
from pulposus.transport.laws.viability import death_rate, survival
from pulposus.validation.case import Case
from pulposus.validation.culture import bath, cultured, drawn_death
from pulposus.validation.people import AGE_Y, SEED
from pulposus.validation.row import Row
from pulposus.validation.target import row, spread_of, target


def run(progress: Progress) -> tuple[Row, ...]:
    """The law alone, then the whole biology step, whose cells also grow old."""
    n = VALIDATE_POINT_DRAWS
    biology = sample_parameters(n, SEED, grade=np.full(n, 2), age_y=AGE_Y)
    neutral, acid = value("transport", "critical_pH"), value("transport", "acid_culture_pH")
    fed = value("transport", "bone_glucose_mM")
    rows = []
    for dish, fact, glucose, ph, days in (
        ("dead after 3 days without glucose", "bc1_dead_without_glucose", 0.0, neutral, target("bc1_glucose_days")),
        ("alive after 7 days in acid", "bc1_alive_in_acid", fed, acid, target("bc1_acid_days")),
    ):
        progress(dish, 0.5)
        law = {name: jnp.asarray(drawn.ravel()) for name, drawn in drawn_death(n).items()}
        alone = np.asarray(survival(death_rate(jnp.full(n, glucose), jnp.full(n, ph), **law), days))
        state = cultured(biology, bath(n, glucose, ph), days, VALIDATE_CULTURE_STEP_DAYS)
        coupled = np.asarray(state.native_1e6_mL)[:, 0, 0]
        for by, alive in (("law", alone), ("biology step", coupled)):
            found = 1 - alive if "dead" in fact else alive
            rows.append(row("BC1", f"{dish}, {by}", fact, found, spread_of(fact), "calibrated on"))
    return tuple(rows)


CASE = Case("BC1", "cells that starve or sit in acid", run, 2)
