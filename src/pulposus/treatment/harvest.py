"""From a harvest to what is in the syringe: nucleated cells, colony-forming cells, stromal cells, how many live.

    marrow:  colonies = volume x C x laboratory / syringe x concentration x exp(slope (age - 50))
    fat:     nucleated = mass x yield x volume / volume taken up;   colonies = nucleated x colony-forming share
    fresh:   stromal = colonies x stromal cells behind a colony / living share (only the living found colonies)
    grown:   stromal = the dose; culture takes what it needs, and age shows in the colonies only

Blood cells that come with a fresh harvest live days and make no matrix: the disc model takes the stromal cells only,
which are thousands to a million where culture gives tens of millions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.library import sample, value
from pulposus.treatment.cell_source import CellSource, load_source, sources
from pulposus.units import PER_MILLION

__all__ = ["CellProduct", "age_factor", "harvest", "load_source", "sources"]

Float = NDArray[np.float64]
TOPIC = "harvest"


@dataclass(frozen=True)
class CellProduct:
    """What is in the syringe for one disc, arrays (n,)."""

    source: str
    own: bool
    donor_age_y: Float
    volume_mL: float
    nucleated_1e6: Float
    """All cells with a nucleus, millions; stromal cells only where the product was grown."""
    colony_forming: Float
    """Cells that found a colony, a count."""
    stromal_1e6: Float
    """Mesenchymal stromal cells, living and dead, millions: the injected cells of the disc model."""
    viability: Float
    """Living share, 0 to 1."""
    taken: Float
    """What the patient gives for this disc, in ``CellSource.taken_unit``; 0 where a donor gives."""
    weeks: Float
    """From harvest to injection; 0 on the same day and where a bank holds the cells."""


class _Fresh(NamedTuple):
    """A same-day product as the harvest gives it, each (n,)."""

    nucleated_1e6: Float
    colonies_1e6: Float
    taken: Float


def age_factor(age_y: Float, n: int, seed: int) -> Float:
    """Colony-forming cells at an age over those at the age of the counts, (n,); the slope is a draw.

    Held between no effect and the slope of the odds in 436 aspirates (Piuzzi 2021), -1.6 % a year.
    """
    slope = sample(TOPIC, "cfu_age_log_slope_per_year", n, seed)
    return np.exp(slope * (age_y - value(TOPIC, "cfu_reference_age_y")))


def harvest(
    source: str,
    *,
    patient_age_y: float | Float,
    volume_mL: float,
    n: int,
    seed: int,
    dose_1e6: float | None = None,
    large_syringe: bool = False,
) -> CellProduct:
    """Cells for one disc.

    Args:
        source: key of the source.
        patient_age_y: age of the patient, who is the donor of own cells; (n,) where every draw is another person.
        volume_mL: injected into one disc.
        n: draws.
        seed: of the named random streams.
        dose_1e6: stromal cells of a grown product, millions; of a fresh one all its nucleated cells, which the
            harvest decides when None.
        large_syringe: fresh marrow pulled into one large syringe, thinned with blood (Hernigou 2013).

    Raises:
        InputError: an unknown source, a grown product without a dose, or a volume or dose not above zero.
    """
    found = load_source(source)
    for name, given in (("volume_mL", volume_mL), ("dose_1e6", dose_1e6)):
        if given is not None and not 0 < given < np.inf:
            raise InputError(f"Cells from '{source}', {name}: found {given:g}, expected a number above 0.")
    age = np.full(n, patient_age_y, dtype=np.float64) if found.own else sample(TOPIC, "donor_age_y", n, seed)
    alive = sample(TOPIC, found.viability, n, seed, low=0.0, high=1.0)
    weeks = np.zeros(n)
    if found.fresh:
        large = sample(TOPIC, "small_over_large_syringe", n, seed) if large_syringe else np.ones(n)
        fresh = (
            _marrow(found, volume_mL, age_factor(age, n, seed) / large, n, seed)
            if found.kind == "marrow"
            else _fat(found, volume_mL, n, seed)
        )
        if dose_1e6 is not None:  # at a stated number of cells it keeps its share of colonies
            fresh = _Fresh(*(part * dose_1e6 / fresh.nucleated_1e6 for part in fresh))
        nucleated, colonies, taken = fresh
        stromal = np.minimum(colonies * sample(TOPIC, "stromal_per_colony", n, seed) / alive, nucleated)
    elif dose_1e6 is None:
        raise InputError(f"Cells from '{source}' are grown to a dose: give dose_1e6, millions of cells per disc.")
    else:
        stromal = nucleated = np.full(n, float(dose_1e6))
        young = np.minimum(age_factor(age, n, seed), 1)
        colonies = stromal * sample(TOPIC, "expanded_colony_share", n, seed) * young
        taken = np.zeros(n)
        if found.taken is not None:
            taken, weeks = sample(TOPIC, found.taken, n, seed), sample(TOPIC, "culture_weeks", n, seed)
    return CellProduct(
        source, found.own, age, volume_mL, nucleated, colonies * PER_MILLION, stromal, alive, taken, weeks
    )


def _marrow(found: CellSource, volume_mL: float, person: Float, n: int, seed: int) -> _Fresh:
    """Marrow as drawn or concentrated; ``person`` (n,) multiplies the colonies."""
    assert found.nucleated_1e6_mL is not None  # the file is validated
    factor = recovered = np.ones(n)
    if found.concentration is not None:
        factor = sample(TOPIC, found.concentration, n, seed)
        recovered = sample(TOPIC, "concentration_recovery", n, seed)
    count = sample(TOPIC, "marrow_cfu_per_mL", n, seed, low=0.0) * sample(TOPIC, "between_laboratories", n, seed)
    return _Fresh(
        volume_mL * sample(TOPIC, found.nucleated_1e6_mL, n, seed),
        volume_mL * count * factor * person / PER_MILLION,
        volume_mL * factor / recovered,
    )


def _fat(found: CellSource, volume_mL: float, n: int, seed: int) -> _Fresh:
    """The washed-out cells of one lipoaspirate, as much of them as the volume injected holds."""
    assert found.taken is not None  # the file is validated
    grams = sample(TOPIC, found.taken, n, seed)
    used = np.minimum(volume_mL / sample(TOPIC, "fat_taken_up_mL", n, seed), 1)
    nucleated = grams * sample(TOPIC, "svf_1e6_per_g", n, seed) * used
    return _Fresh(nucleated, nucleated * sample(TOPIC, "svf_colony_share", n, seed), grams)
