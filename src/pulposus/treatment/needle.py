"""The needle: how thick it is, and whether a disc is high enough for it."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.library import facts, sample, value

Float = NDArray[np.float64]
TOPIC = "injection"
_BEFORE, _AFTER = "needle_", "_gauge_mm"


@cache
def gauges() -> tuple[int, ...]:
    """Gauges that are known, thickest first (ISO 9626)."""
    found = (name for name in facts(TOPIC) if name.startswith(_BEFORE) and name.endswith(_AFTER))
    return tuple(sorted(int(name.removeprefix(_BEFORE).removesuffix(_AFTER)) for name in found))


def diameter_mm(gauge: int) -> float:
    """Outer diameter of a needle.

    Raises:
        InputError: for a gauge that is not known here.
    """
    if gauge not in gauges():
        known = ", ".join(map(str, gauges()))
        raise InputError(f"needle: found {gauge} gauge, expected one of {known}; discs are usually entered with 22.")
    return value(TOPIC, f"{_BEFORE}{gauge}{_AFTER}")


def weakens(gauge: int, height_mm: Float, seed: int) -> NDArray[np.bool_]:
    """Whether a needle is thick enough, against a disc's height (n,), to change its mechanics as in animals, (n,)."""
    limit = sample(TOPIC, "needle_to_height_limit", len(height_mm), seed, low=0.0)
    return diameter_mm(gauge) / height_mm > limit
