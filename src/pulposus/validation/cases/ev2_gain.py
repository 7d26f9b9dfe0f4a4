"""EV2: what the calibrated forecast gains with cells beyond sham, beside the meta-analysis of the controlled trials."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.evidence.meta.analysis import cells_beyond_control
from pulposus.evidence.meta.pool import Pooled
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

Float = NDArray[np.float64]


def gain(cells: str | None) -> Float:
    """Points of pain that cells of a class gain at twelve months beyond the control arm, (n,): draws of a typical trial
    participant whose disc answers as the typical trial disc does."""
    month = np.array([value("symptoms", "effect_month")])
    signal = np.full((EVIDENCE_DRAWS, 1), value("symptoms", "reference_signal"))
    drawn = simulate(
        typical_patient(), month, EVIDENCE_DRAWS, SEED, {"cells": "intradiscal saline"}, {"cells": signal},
        products={"cells": Product(cells, None)},
    )  # fmt: skip
    return -drawn.treatments["cells"].outcomes["pain_mechanism"][:, 0]


def as_pooled(pooled: Pooled) -> Float:
    """The forecast for the products that were pooled, each with its weight in the pooled contrast, (n,)."""
    classes = [item.product.product_class if item.product else None for item in pooled.effects.items]
    each = {cells: gain(cells) for cells in dict.fromkeys(classes)}
    return np.asarray(sum(weight * each[cells] for weight, cells in zip(pooled.weights, classes, strict=True)))


def run(_progress: Progress) -> tuple[Row, ...]:
    """Mean gain of the forecast and the pooled contrast of the trials, product by product."""
    pooled = cells_beyond_control("pain")
    if pooled is None:
        return ()
    draws = as_pooled(pooled)
    published, near = -pooled.random.value, target("ev2_gain_tolerance")
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
