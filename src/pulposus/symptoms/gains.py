"""What a product of cells gains beyond its setting, by the class of its cells and its carrier."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.symptoms.context import needle_profile
from pulposus.symptoms.products import Product
from pulposus.symptoms.unknowns import SymptomUnknowns

Float = NDArray[np.float64]


def cells_gain(product: Product, unknowns: SymptomUnknowns) -> Float:
    """Gain at the reference signal of cells of this class, (n, 2)."""
    return unknowns.effect if product.cells is None else unknowns.effect + unknowns.class_offset[product.cells]


def carrier_change(product: Product, months: Float, unknowns: SymptomUnknowns) -> Float:
    """What the carrier adds by itself, (n, m, 2), with the time course of the response to a needle."""
    if product.carrier is None:
        return np.zeros((len(unknowns), len(months), 2))
    course = np.asarray(needle_profile(months, unknowns))
    return -course[:, :, None] * unknowns.carrier_gain[product.carrier][:, None, :]
