"""EV2: what the calibrated forecast gains with cells beyond sham, beside the meta-analysis of the controlled trials."""

from __future__ import annotations

import numpy as np

from pulposus.evidence.meta.analysis import cells_beyond_control
from pulposus.library import value
from pulposus.numerics.settings import EVIDENCE_DRAWS
from pulposus.progress import Progress
from pulposus.symptoms import Product, simulate
from pulposus.symptoms.context import typical_patient
from pulposus.validation.case import Case
from pulposus.validation.people import SEED
from pulposus.validation.reasons import reasons
from pulposus.validation.row import Row
from pulposus.validation.target import centre_and_band, target

CELLS = Product("expanded marrow cells", None)


def gain() -> np.ndarray:
    """Points of pain that donor marrow cells gain at twelve months beyond the control arm, draws of a typical trial
    participant whose disc answers as the typical trial disc does, (n,)."""
    month = np.array([value("symptoms", "effect_month")])
    signal = np.full((EVIDENCE_DRAWS, 1), value("symptoms", "reference_signal"))
    drawn = simulate(
        typical_patient(), month, EVIDENCE_DRAWS, SEED, {"cells": "intradiscal saline"}, {"cells": signal},
        products={"cells": CELLS},
    )  # fmt: skip
    return -drawn.treatments["cells"].outcomes["pain_mechanism"][:, 0]


def run(_progress: Progress) -> tuple[Row, ...]:
    """Mean gain of the forecast and the pooled contrast of the trials."""
    draws = gain()
    pooled = cells_beyond_control("pain")
    if pooled is None:
        return ()
    published = -pooled.random.value
    near = target("ev2_gain_tolerance")
    _, band = centre_and_band(draws)
    return (
        Row(
            case="EV2",
            name="pain at 12 months: gain of cells beyond sham or saline",
            unit="points",
            model=float(draws.mean()),
            band=band,
            measured=published,
            accept=(published - near, published + near),
            tolerance=f"+-{near:g} points of the pooled contrast",
            role="calibrated on",
            population=f"{pooled.studies} controlled trials of cells near 12 months",
            source="evidence base",
            why=reasons().get("ev2_gain", ""),
        ),
    )


CASE = Case("EV2", "gain of cells beyond sham", run, 2)
