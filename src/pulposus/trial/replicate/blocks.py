"""People in blocks of one size: array functions that are compiled for each shape are compiled once for all trials."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

BLOCK = 16_384
"""People of a block; part of what a seed means."""
VISITS = 4
"""Visits to which those of shorter trials are filled up."""


def blocks(people: int) -> Iterator[NDArray[np.int64]]:
    """Places of people, (BLOCK,) each; the last block is filled up with the last person, to be cut off again."""
    for first in range(0, people, BLOCK):
        yield np.minimum(np.arange(first, first + BLOCK), people - 1)


def filled(months: NDArray[np.float64]) -> NDArray[np.float64]:
    """Months of visits with the last one repeated until there are ``VISITS``."""
    return np.pad(months, (0, max(VISITS - len(months), 0)), mode="edge")
