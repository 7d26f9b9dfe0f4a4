"""Worlds: everything that is unknown and the same for all people of one trial."""

from __future__ import annotations

from contextlib import nullcontext
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from pulposus.calibration.without import posterior_without
from pulposus.numerics.rows import middle
from pulposus.symptoms.posterior import using
from pulposus.symptoms.unknowns import SymptomUnknowns, draw_unknowns

MIDDLE_OF = 2001
"""Worlds of which the middle one is taken: odd, so that a median is one of them."""


# Every batch of a run asks for the same worlds, and takes its own of them.
@lru_cache(maxsize=4)
def draw_worlds(n: int, seed: int, without_trial: str | None = None) -> SymptomUnknowns:
    """Worlds that the evidence leaves open, (n,): rows of the posterior, and how one trial differs from others.

    Args:
        n: worlds.
        seed: of the named streams.
        without_trial: a controlled trial that the posterior has not seen; the shipped posterior when None.
    """
    given = nullcontext() if without_trial is None else using(posterior_without(without_trial))
    with given:
        return draw_unknowns(n, seed)


@cache
def middle_world(seed: int, without_trial: str | None = None) -> SymptomUnknowns:
    """One world with the median of every unknown: what a protocol would assume who knew it, (1,)."""
    return middle(draw_worlds(MIDDLE_OF, seed, without_trial))


def repeated(world: SymptomUnknowns, n: int) -> SymptomUnknowns:
    """The same world for ``n`` trials."""
    rows: NDArray[np.int64] = np.zeros(n, dtype=np.int64)
    return world.take(rows)
