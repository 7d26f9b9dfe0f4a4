"""People in blocks, so that the memory of many virtual trials does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

BLOCK = 16_384
"""People of a block; part of what a seed means."""


def blocks(people: int) -> Iterator[NDArray[np.int64]]:
    """Places of people, (BLOCK,) each, the last block as many as are left."""
    for first in range(0, people, BLOCK):
        yield np.arange(first, min(first + BLOCK, people))
