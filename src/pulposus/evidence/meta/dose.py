"""Whether more cells go with more effect, among products whose dose counts the same thing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pulposus.errors import InputError, RunError
from pulposus.evidence.meta.gathered import GROWN
from pulposus.evidence.meta.interval import Tested
from pulposus.evidence.meta.kinds import Effects, Estimate
from pulposus.evidence.meta.regression import Regression, regress

TENFOLD = "tenfold dose"


@dataclass(frozen=True)
class Dose:
    """Meta-regression on the logarithm of the dose to base 10, and the estimates (k,) that it stands on; ``why`` says
    in words why there is none."""

    used: tuple[Estimate, ...]
    left_out: int
    regression: Regression | None
    why: str | None = None

    @property
    def tenfold(self) -> Tested | None:
        """Change of the effect with ten times as many cells."""
        return None if self.regression is None else self.regression.coefficients[TENFOLD]


def by_dose(effects: Effects) -> Dose:
    """Regress on the dose of grown cells; concentrates and tissue count other cells and are left out."""
    doses = [_dose(item) for item in effects.items]
    kept = effects.only([dose is not None for dose in doses])
    logarithms = [math.log10(dose) for dose in doses if dose is not None]
    left_out = len(effects) - len(kept)
    try:
        regression = regress(kept, {TENFOLD: logarithms})
    except (InputError, RunError):
        why = f"too few estimates of grown cells with different doses for a regression (found {len(set(logarithms))})"
        return Dose(kept.items, left_out, None, why)
    return Dose(kept.items, left_out, regression)


def _dose(item: Estimate) -> float | None:
    """Million grown cells per disc."""
    product = item.product
    return product.dose_1e6_per_disc if product is not None and product.product_class in GROWN else None
