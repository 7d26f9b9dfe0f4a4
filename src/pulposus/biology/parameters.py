"""The unknowns of the biology, one draw each, from the library of facts."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pulposus.library import sample
from pulposus.library.load import facts, value

Float = NDArray[np.float64]
TOPIC = "biology"
_BOUNDED_BY_ONE = ("gag_balance", "senescent_fraction")


@dataclass(frozen=True)
class BiologyParameters:
    """One array (b,) per unknown; the field names are the fact names of ``library/facts/biology.yaml``."""

    aggrecan_removal_per_year: Float
    gag_balance: Float
    collagen_turnover_per_year: Float
    collagen_balance: Float
    height_loss_per_year: Float
    fatigue_exponent: Float
    puncture_height_loss: Float
    puncture_catabolic_step: Float
    catabolic_half_life_day: Float
    catabolic_removal_gain: Float
    catabolic_synthesis_half_inhibition: Float
    catabolic_feedback: Float
    catabolic_feedback_half: Float
    senescent_fraction: Float
    senescence_build_up_years: Float
    senescence_load_gain: Float
    senescent_clearance_per_year: Float
    senescent_catabolic_share: Float
    overload_catabolic_share: Float
    damage_catabolic_share: Float
    damage_at_start: Float
    senescent_synthesis: Float
    cell_capacity_1e6_mL: Float
    msc_half_life_day: Float
    msc_growth_per_day: Float
    msc_differentiation_day: Float
    msc_differentiated_half_life_ratio: Float
    msc_inflammation_death: Float
    msc_licensing_half: Float
    msc_damping_mL_1e6: Float
    msc_differentiated_damping: Float
    msc_synthesis: Float
    msc_differentiated_synthesis: Float
    anabolic_half_life_day: Float
    anabolic_output_mL_1e6: Float
    anabolic_max_gain: Float
    anabolic_survival: Float
    anabolic_differentiation: Float
    matrix_upkeep_floor: Float
    synthesis_glucose_half_mM: Float
    synthesis_half_pH: Float
    synthesis_pH_width: Float
    synthesis_cost: Float
    steroid_half_life_day: Float
    steroid_synthesis_inhibition: Float
    innervation_relaxation_day: Float
    innervation_at_start: Float
    nerve_access_at_start: Float
    modic_comes_per_year: Float
    modic_goes_per_year: Float
    pain_driver_inflammation_weight: Float

    def asdict(self) -> dict[str, Float]:
        """The arrays by name: the form that compiled functions take."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


def sample_parameters(
    n: int, seed: int, *, grade: NDArray[np.int64], age_y: float | Float, bistable: bool = False
) -> BiologyParameters:
    """Draw all biology unknowns, each (n,), for discs of the given Pfirrmann grades (n,) in a person of ``age_y``.

    ``age_y`` may be (n,): every draw is then another person.

    A disc below ``degenerate_from_grade`` removes aggrecan at the normal rate and carries no chronic catabolic
    gain (Sivan 2006, doi:10.1074/jbc.M600296200). Collagen turns over more slowly in older people (Sivan 2008,
    doi:10.1074/jbc.M709885200), between the two age groups in proportion. ``bistable`` lets the catabolic index feed
    itself, an alternative structure (Baker 2017).
    """

    def draw(name: str) -> Float:
        return sample(TOPIC, name, n, seed, low=0.0, high=1.0 if name in _BOUNDED_BY_ONE else np.inf)

    own = ("collagen_turnover_per_year", "catabolic_feedback")
    draws = {item.name: draw(item.name) for item in fields(BiologyParameters) if item.name not in own}
    degenerate = grade >= facts(TOPIC)["degenerate_from_grade"].value
    draws["catabolic_removal_gain"] = np.where(degenerate, draws["catabolic_removal_gain"], 0.0)
    young, old = value(TOPIC, "collagen_young_until_y"), value(TOPIC, "collagen_old_from_y")
    weight = np.clip((age_y - young) / (old - young), 0.0, 1.0)
    turnover = (1 - weight) * draw("collagen_turnover_young_per_year") + weight * draw("collagen_turnover_old_per_year")
    feedback = draw("catabolic_feedback_bistable" if bistable else "catabolic_feedback")
    return BiologyParameters(**draws, collagen_turnover_per_year=turnover, catabolic_feedback=feedback)
