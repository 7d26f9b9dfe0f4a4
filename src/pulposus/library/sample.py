"""Draw values of a fact from its spread, seeded by its name so that adding a fact moves no other draw."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from pulposus.library.load import facts
from pulposus.library.schema import Fact

# A published range is read as the central 95 % of a normal distribution.
_RANGE_HALF_WIDTH = NormalDist().inv_cdf(0.975)


# Which streams draw anew, and by how much their seed is moved: for asking what one group of unknowns does.
_RESEEDED: ContextVar[tuple[Callable[[str, str], bool], int] | None] = ContextVar("reseeded", default=None)


@contextmanager
def reseeded(chosen: Callable[[str, str], bool], offset: int) -> Iterator[None]:
    """Within it, streams for which ``chosen(topic, name)`` holds draw with their seed moved by ``offset``."""
    token = _RESEEDED.set((chosen, offset))
    try:
        yield
    finally:
        _RESEEDED.reset(token)


def seed_of(topic: str, name: str, seed: int) -> int:
    """The seed of a stream: the run's own, unless the stream is drawn anew."""
    moved = _RESEEDED.get()
    return seed if moved is None or not moved[0](topic, name) else seed + moved[1]


def quantile(fact: Fact, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantile function of a fact's distribution at probabilities ``u`` (any shape), in the fact's unit."""
    from scipy.special import ndtri  # here, so that reading facts does not load SciPy

    match fact.spread_kind:
        case "none":
            return np.full_like(u, fact.value)
        case "sd":
            assert isinstance(fact.spread, float)
            return fact.value + fact.spread * ndtri(u)
        case "log_sd":
            assert isinstance(fact.spread, float)
            return fact.value * np.exp(fact.spread * ndtri(u))
    assert isinstance(fact.spread, tuple)
    low, high = fact.spread
    match fact.spread_kind:
        case "uniform":
            return low + (high - low) * u
        case "log_uniform":
            return low * (high / low) ** u
        case _:
            return fact.value + (high - low) / (2 * _RANGE_HALF_WIDTH) * ndtri(u)


def sample(
    topic: str, name: str, n: int, seed: int, *, low: float = -np.inf, high: float = np.inf
) -> NDArray[np.float64]:
    """``n`` draws of one fact, shape (n,), clipped to physical bounds [low, high].

    The stream depends on the seed, the topic and the name only: the same patient keeps the same draw under
    every treatment, and a new fact elsewhere changes nothing. The draws are stratified (one per n-th of
    probability, in random order), which narrows the Monte Carlo error of 64 draws.
    """
    key = zlib.crc32(f"{topic}/{name}".encode())
    rng = np.random.default_rng([seed_of(topic, name, seed), key])
    u = (rng.permutation(n) + rng.uniform(size=n)) / n
    return np.clip(quantile(facts(topic)[name], np.clip(u, 1e-12, 1 - 1e-12)), low, high)
