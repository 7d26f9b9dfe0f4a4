"""Which class of cells and which carrier a treatment brings, as trials are sorted by them."""

from __future__ import annotations

from typing import NamedTuple

from pulposus.treatment.cell_source import CELL_CLASSES as CELL_CLASSES
from pulposus.treatment.harvest import load_source
from pulposus.treatment.schema import Treatment

CARRIERS = ("hyaluronan", "fibrin", "hydrogel", "solid_scaffold", "platelet lysate", "viscous carrier", "plasma")
"""Carriers that may gain something by themselves; salt water is the setting."""


class Product(NamedTuple):
    """Class of the cells and carrier; None without, and for salt water."""

    cells: str | None
    carrier: str | None


def product_of(treatment: Treatment) -> Product:
    """What a treatment injects, sorted as trials are."""
    given = treatment.injection
    if given is None:
        return Product(None, None)
    cells = load_source(given.cells.source).product_class if given.cells else None
    return Product(cells, given.carrier if given.carrier in CARRIERS else None)
