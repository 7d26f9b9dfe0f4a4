"""Names of lumbar and lower thoracic levels, counted from the sacrum upward."""

from __future__ import annotations

from itertools import pairwise

# Vertebrae from below; the disc of index i lies between VERTEBRAE[i] (below) and VERTEBRAE[i + 1] (above).
VERTEBRAE = ("S1", "L5", "L4", "L3", "L2", "L1", "T12", "T11", "T10", "T9", "T8", "T7")
DISCS = tuple(
    f"{above}/{below if above[0] != below[0] else below[1:]}" for below, above in pairwise(VERTEBRAE)
)  # L5/S1, L4/5, L3/4, L2/3, L1/2, T12/L1, ...
LUMBAR_DISCS = DISCS[:5]


def disc_neighbours(disc: str) -> tuple[str, str]:
    """Vertebrae above and below a disc: ``disc_neighbours("L4/5") == ("L4", "L5")``."""
    index = DISCS.index(disc)
    return VERTEBRAE[index + 1], VERTEBRAE[index]
