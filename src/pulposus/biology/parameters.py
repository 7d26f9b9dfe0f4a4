"""The unknowns of the biology, one draw each, from the library of facts."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pulposus.library import sample
from pulposus.library.load import facts

Float = NDArray[np.float64]
TOPIC = "biology"
_BOUNDED_BY_ONE = ("gag_balance", "senescent_fraction")


@dataclass(frozen=True)
class BiologyParameters:
    """One array (b,) per unknown; the field names are the fact names of ``library/facts/biology.yaml``."""

    aggrecan_removal_per_year: Float
    gag_balance: Float
    height_loss_per_year: Float
    puncture_height_loss: Float
    puncture_catabolic_step: Float
    catabolic_half_life_day: Float
    catabolic_removal_gain: Float
    catabolic_synthesis_half_inhibition: Float
    senescent_fraction: Float
    senescence_build_up_years: Float
    senescent_catabolic_share: Float
    senescent_synthesis: Float
    msc_half_life_day: Float
    msc_differentiation_day: Float
    msc_damping_mL_1e6: Float
    msc_differentiated_damping: Float
    msc_synthesis: Float
    msc_differentiated_synthesis: Float
    anabolic_half_life_day: Float
    anabolic_output_mL_1e6: Float
    anabolic_max_gain: Float
    matrix_upkeep_floor: Float
    synthesis_glucose_half_mM: Float
    innervation_relaxation_day: Float
    pain_driver_inflammation_weight: Float

    def asdict(self) -> dict[str, Float]:
        """The arrays by name: the form that compiled functions take."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


def sample_parameters(n: int, seed: int, *, grade: NDArray[np.int64]) -> BiologyParameters:
    """Draw all biology unknowns, each (n,), for discs of the given Pfirrmann grades (n,).

    A disc below ``degenerate_from_grade`` removes aggrecan at the normal rate and carries no chronic catabolic
    gain (Sivan 2006, doi:10.1074/jbc.M600296200).
    """
    draws = {
        item.name: sample(TOPIC, item.name, n, seed, low=0.0, high=1.0 if item.name in _BOUNDED_BY_ONE else np.inf)
        for item in fields(BiologyParameters)
    }
    degenerate = grade >= facts(TOPIC)["degenerate_from_grade"].value
    draws["catabolic_removal_gain"] = np.where(degenerate, draws["catabolic_removal_gain"], 0.0)
    return BiologyParameters(**draws)
