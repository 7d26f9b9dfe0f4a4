"""Errors of estimates and of the emulated disc, as tables."""

from __future__ import annotations

import math

from pulposus.report.trial.tables import Table, share_text
from pulposus.report.words import number
from pulposus.trial.answers.answer import Answers
from pulposus.trial.answers.power import SCENARIOS
from pulposus.trial.answers.unit import name_of
from pulposus.trial.answers.worlds import DOSE
from pulposus.trial.design import Design


def coverage(answers: Answers, design: Design) -> Table | None:
    """Intervals of every endpoint."""
    if not answers.coverage:
        return None
    rows = []
    for one in answers.coverage:
        name = f"{name_of(design.endpoint(one.endpoint))}, {answers.arms[one.arm]}; {SCENARIOS[one.scenario]}"
        error = f"{number(one.bias, 3)} ± {number(one.bias_se, 3)}"
        rows.append((name, share_text(one.share), error, number(one.se_ratio, 2)))
    headings = ("Endpoint, arm and worlds", "hold the truth, of 100", "mean error ± SE", "standard error / spread")
    note = f"Intervals of {100 * (1 - design.testing.alpha):g} %; errors on the scale of the analysis."
    return Table("Estimates and intervals beside the truth", note, headings, tuple(rows))


def emulator(answers: Answers) -> Table | None:
    """The emulated disc beside the full one."""
    if not answers.emulated:
        return None
    rows = []
    for one in answers.emulated:
        arm, _, dose = one.arm.partition(DOSE)
        name = answers.arms.get(arm, arm) + (f" at {dose} million" if dose else "")
        points = "–" if math.isnan(one.points) else number(one.points, 2)
        spread = f"{number(one.full_sd, 2)} / {number(one.full_sd + one.sd_difference, 2)}"
        error = f"{number(one.bias, 3)} ± {number(one.se, 3)}"
        rows.append((f"{name}, month {one.month:g}", number(one.full, 2), error, points, number(one.rmse, 2),
                     number(one.r2, 2), spread, "no" if one.outside else "yes"))  # fmt: skip
    headings = ("Arm and visit", "full response", "mean error ± SE", "points of pain", "error of a disc", "R²",
                "spread full / emulated", "as stated")  # fmt: skip
    note = (
        f"On {answers.emulated[0].discs} discs that the emulator has not seen; a response of 1 is that of the "
        "reference signal. A single disc is emulated as a draw, so its error holds what nobody can foresee of a disc."
    )
    return Table("The emulated disc beside the full model", note, headings, tuple(rows))
