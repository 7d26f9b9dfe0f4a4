"""What carries cells into a disc: how much of them stays, how long it shelters them, how stiff it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from pulposus.library import sample
from pulposus.treatment.files import pick, read_all

Float = NDArray[np.float64]
TOPIC = "carriers"
# From nothing to a solid; what is not named here comes last.
_ORDER = ("saline", "hyaluronan", "fibrin", "hydrogel", "solid_scaffold")
_SHARES = ("retention", "stays_in_place_share")


class Carrier(BaseModel):
    """One carrier; a file of ``treatment/carriers``. Numbers name facts of ``library/facts/carriers.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    name: str
    what: str
    liquid: bool
    """Goes through a needle; a solid one needs an opening."""
    retention: str
    half_life_day: str
    cell_death_factor: str
    modulus_kPa: str
    stays_in_place_share: str


@dataclass(frozen=True)
class CarrierDraws:
    """What is unknown of a carrier, one draw each, (n,)."""

    retention: Float
    """Share of cells that stay once pressure has done its part, 0 to 1."""
    half_life_day: Float
    cell_death_factor: Float
    """Death of cells in a whole carrier over that in saline."""
    modulus_kPa: Float
    stays_in_place_share: Float
    """Share of the kept volume that holds its place at first, 0 to 1."""
    liquid: bool


@cache
def _all() -> dict[str, Carrier]:
    found = sorted(read_all("carriers", Carrier), key=lambda one: (*_ORDER, one.key).index(one.key))
    return {one.key: one for one in found}


def carriers() -> tuple[str, ...]:
    """Keys of all carriers."""
    return tuple(_all())


def carrier(key: str) -> Carrier:
    """One carrier.

    Raises:
        InputError: naming the nearest key.
    """
    return pick(key, _all(), "carrier")


def sample_carrier(key: str, n: int, seed: int) -> CarrierDraws:
    """``n`` draws of a carrier's numbers.

    Raises:
        InputError: when there is none of that key.
    """
    found = carrier(key)
    names = [name for name in CarrierDraws.__dataclass_fields__ if name != "liquid"]
    draws = {
        name: sample(TOPIC, getattr(found, name), n, seed, low=0.0, high=1.0 if name in _SHARES else np.inf)
        for name in names
    }
    return CarrierDraws(**draws, liquid=found.liquid)
