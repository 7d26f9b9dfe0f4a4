"""Random numbers by name: one stream per unknown, so that nothing added elsewhere moves it."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from pulposus.errors import RunError
from pulposus.library.load import facts, value
from pulposus.library.sample import quantile, sample, seed_of
from pulposus.numerics.pairs import tied
from pulposus.symptoms.posterior import controlled
from pulposus.symptoms.scale import OUTCOMES

Float = NDArray[np.float64]
TOPIC = "symptoms"
_MARGIN = np.finfo(np.float64).eps  # keeps probabilities off 0 and 1


def normals(stream: str, n: int, seed: int) -> Float:
    """Standard normal numbers, shape (n,), one per n-th of probability in random order."""
    rng = np.random.default_rng([seed_of(TOPIC, stream, seed), zlib.crc32(f"{TOPIC}//{stream}".encode())])
    u = (rng.permutation(n) + rng.uniform(size=n)) / n
    return np.asarray(ndtri(np.clip(u, _MARGIN, 1 - _MARGIN)), dtype=np.float64)


def normal_pairs(stream: str, n: int, seed: int, correlation: float) -> Float:
    """Standard normal pairs (pain, ODI) with a correlation, shape (n, 2)."""
    apart = np.stack([normals(f"{stream}/{outcome}", n, seed) for outcome in OUTCOMES], axis=1)
    return np.asarray(tied(apart, correlation))


def both(name: str) -> Float:
    """Central values of ``pain_<name>`` and ``odi_<name>``, shape (2,)."""
    return np.array([value(TOPIC, f"{outcome}_{name}") for outcome in OUTCOMES])


def posterior_rows(name: str, n: int, seed: int) -> NDArray[np.int64]:
    """Rows of the controlled posterior, (n,): one per n-th of the file in random order, the same for all parameters.

    The file is sorted so that neighbours are alike, hence the draws are stratified. A parameter that is drawn anew by
    itself (``library.sample.reseeded``) takes other rows.
    """
    rng = np.random.default_rng([seed_of(TOPIC, name, seed), zlib.crc32(f"{TOPIC}//posterior".encode())])
    whole = controlled().rows
    return np.asarray((rng.permutation(n) + rng.uniform(size=n)) * whole / n, dtype=np.int64)


def calibrated(name: str) -> bool:
    """Whether the trials of the evidence base inform a parameter."""
    return name in controlled()


def from_trials(name: str, n: int, seed: int) -> Float:
    """Draws of a parameter of the controlled posterior, (n,)."""
    return controlled().taken(name, posterior_rows(name, n, seed))


def one(name: str, n: int, seed: int, *, low: float = -np.inf, high: float = np.inf, topic: str = TOPIC) -> Float:
    """Draws of one fact, shape (n,): of the posterior where trials inform it, else of its own spread."""
    if calibrated(name):
        return np.clip(from_trials(name, n, seed), low, high)
    return sample(topic, name, n, seed, low=low, high=high)


def pair(name: str, n: int, seed: int, *, low: float = -np.inf, high: float = np.inf) -> Float:
    """Draws of ``pain_<name>`` and ``odi_<name>``, shape (n, 2): jointly from the posterior, else independent."""
    return np.stack([one(f"{outcome}_{name}", n, seed, low=low, high=high) for outcome in OUTCOMES], axis=1)


def normal_width(topic: str, name: str) -> float:
    """SD of a fact that is drawn from a normal distribution; zero for a fact without a spread.

    Raises:
        RunError: when the fact has another distribution.
    """
    fact = facts(topic)[name]
    if fact.spread_kind == "none":
        return 0.0
    if fact.spread_kind not in ("sd", "range"):
        raise RunError(f"The fact '{name}' of {topic}.yaml is a {fact.spread_kind}; an effect needs an sd or a range.")
    return float(quantile(fact, ndtr(np.ones(1)))[0]) - fact.value


def correlate(draws: Float, centre: Float, width: Float, correlation: float) -> Float:
    """Independent normal draws (n, 2) with the second following the first; means and SDs (2,) stay as they are."""
    z = (draws - centre) / np.where(width > 0, width, 1.0)
    return np.asarray(centre + width * np.asarray(tied(z, correlation)))


def correlated_pair(name: str, n: int, seed: int, correlation: float) -> Float:
    """Draws of ``pain_<name>`` and ``odi_<name>`` that move together, shape (n, 2).

    Both facts must have an SD. The ODI keeps its own mean and SD; part of its deviation follows that of pain. Draws of
    the posterior move together as the trials say.
    """
    if calibrated(f"{OUTCOMES[0]}_{name}"):
        return pair(name, n, seed)
    width = np.array([normal_width(TOPIC, f"{outcome}_{name}") for outcome in OUTCOMES])
    return correlate(pair(name, n, seed), both(name), width, correlation)


def every(topic: str, n: int, seed: int) -> dict[str, Float]:
    """Draws (n,) of all facts of a topic that have a spread, by name."""
    return {name: one(name, n, seed, topic=topic) for name, fact in facts(topic).items() if fact.spread_kind != "none"}
