"""Which effects act in an arm beyond the control arm of its setting, and with which time course.

``cells`` with their class; a carrier's own gain, in arms with and without cells; the two facts of each relief of the
library's treatments; and one effect of its own for a treatment that the library does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from pulposus.evidence.schema import Arm
from pulposus.library import facts, value
from pulposus.symptoms.draws import TOPIC
from pulposus.symptoms.products import CARRIERS, CELL_CLASSES
from pulposus.treatment import load, names
from pulposus.treatment.schema import CONTROL_OF, Relief


@dataclass(frozen=True)
class Effects:
    """Effects of one arm: ``cells`` is the class of its cells, ``others`` are pairs of effect and time course."""

    cells: str | None
    carrier: str | None
    others: tuple[tuple[str, Relief | None], ...]


def effects_of(arm: Arm) -> Effects:
    """The effects that act in an arm; none in a control arm of a setting."""
    if arm.treatment in CONTROL_OF.values():
        return Effects(None, None, ())
    product = arm.product
    cells = product.product_class if product and product.product_class in CELL_CLASSES else None
    carrier = product.carrier if product and product.carrier in CARRIERS else None
    if cells is not None or (product is not None and product.product_class == "gel"):
        return Effects(cells, carrier, ())
    known = load(arm.treatment) if arm.treatment in names() else None
    if known is not None and known.relief:
        return Effects(None, None, tuple((relief.pain.removesuffix("_pain"), relief) for relief in known.relief))
    return Effects(None, None, ((arm.treatment, None),))


def cells_profile(month: float) -> float:
    """Time course of the gain of cells, 1 at 12 months: the disc model's for a typical disc, level outside."""
    named = {name: fact for name, fact in facts(TOPIC).items() if name.startswith("effect_share_")}
    at = {float(name.removeprefix("effect_share_").removesuffix("mo")): fact.value for name, fact in named.items()}
    return float(np.interp(month, sorted(at), [at[key] for key in sorted(at)]))


def profile(relief: Relief | None, month: float) -> float:
    """Time course of an effect at the central values of its times; one that has none is fully there at once."""
    if relief is None:
        return 1.0
    central = partial(value, "relief")
    grown = -np.expm1(-month / central(relief.onset_months))
    if relief.lasts_months is None:
        return float(grown)
    over = max(month - central(relief.lasts_months), 0.0)
    if relief.fades_months is None:
        return float(grown * (over == 0))
    return float(grown * np.exp(-over / central(relief.fades_months)))
