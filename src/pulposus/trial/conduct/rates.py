"""How often people leave, take something else, cross over or are operated: one value for each trial."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.library import sample
from pulposus.numerics.rows import middle, take
from pulposus.trial.design.design import Design
from pulposus.trial.outcome.worlds import MIDDLE_OF
from pulposus.units import MONTHS_PER_YEAR

Float = NDArray[np.float64]
TOPIC = "trial_conduct"


@dataclass(frozen=True)
class Rates:
    """Of trials, every array (w,) or (w, arms). Hazards are per year, 0 for what a design leaves out: of leaving the
    mean of the people of an arm, of rescue and operations that of the control arm. A log hazard ratio is for one SD
    more of pain."""

    leave: Float  # (w, arms), the control first
    leave_log_ratio: Float
    missed_visit: Float  # share of visits
    rescue: Float
    rescue_log_ratio: Float
    operation: Float
    operation_log_ratio: Float
    cross: Float  # share of those to whom it is offered

    def take(self, rows: NDArray[np.int64]) -> Rates:
        """The same rates for some trials, or for one of them many times."""
        return take(self, rows)


def draw_rates(design: Design, n: int, seed: int) -> Rates:
    """Rates of ``n`` trials: what a design gives is the same in all, the rest is drawn from what was published."""
    events = design.events

    def drawn(name: str) -> Float:
        return sample(TOPIC, name, n, seed)

    def hazard(share: float | None, years: float, name: str) -> Float:
        return drawn(name) if share is None else np.full(n, -np.log1p(-share) / years)

    years = design.visits_months[-1] / MONTHS_PER_YEAR
    out = events.drop_out
    by_arm = [hazard(out.arms.get(key, out.share), years, "dropout_per_year") for key in design.arms_in_order]
    ratio = out.hazard_ratio_per_sd
    slope = drawn("dropout_log_hazard_per_sd_worse") if ratio is None else np.full(n, np.log(ratio))
    none = np.zeros(n)
    rescue, over, operation = events.rescue, events.crossover, events.reoperation
    offered = "crossover_unblinded_share" if design.blinding == "double blind" else "crossover_open_care_share"
    taken = none if over is None else drawn(offered) if over.share is None else np.full(n, over.share)
    return Rates(
        leave=np.stack(by_arm, axis=1),
        leave_log_ratio=none if out.mechanism == "at random" else slope,
        missed_visit=sample(TOPIC, "missed_visit_share", n, seed, low=0.0, high=1.0),
        rescue=none if rescue is None else hazard(rescue.share, 1.0, "rescue_per_year"),
        rescue_log_ratio=drawn("rescue_log_hazard_per_sd_worse"),
        operation=none if operation is None else hazard(operation.share_per_year, 1.0, "fusion_per_year"),
        operation_log_ratio=drawn("fusion_log_hazard_per_sd_worse"),
        cross=np.clip(taken, 0.0, 1.0),
    )


def middle_rates(design: Design, seed: int) -> Rates:
    """The median of every rate, (1,)."""
    return middle(draw_rates(design, MIDDLE_OF, seed))
