"""Random numbers by name: one stream per unknown, so that nothing added elsewhere moves it."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from pulposus.library.load import facts, value
from pulposus.library.sample import sample
from pulposus.symptoms.scale import OUTCOMES

Float = NDArray[np.float64]
TOPIC = "symptoms"
_MARGIN = np.finfo(np.float64).eps  # keeps probabilities off 0 and 1


def normals(stream: str, n: int, seed: int) -> Float:
    """Standard normal numbers, shape (n,), one per n-th of probability in random order."""
    rng = np.random.default_rng([seed, zlib.crc32(f"{TOPIC}//{stream}".encode())])
    u = (rng.permutation(n) + rng.uniform(size=n)) / n
    return np.asarray(ndtri(np.clip(u, _MARGIN, 1 - _MARGIN)), dtype=np.float64)


def normal_pairs(stream: str, n: int, seed: int, correlation: float) -> Float:
    """Standard normal pairs (pain, ODI) with a correlation, shape (n, 2)."""
    first = normals(f"{stream}/pain", n, seed)
    own = normals(f"{stream}/odi", n, seed)
    return np.stack([first, correlation * first + np.sqrt(1 - correlation**2) * own], axis=1)


def both(name: str) -> Float:
    """Central values of ``pain_<name>`` and ``odi_<name>``, shape (2,)."""
    return np.array([value(TOPIC, f"{outcome}_{name}") for outcome in OUTCOMES])


def one(name: str, n: int, seed: int, *, low: float = -np.inf, high: float = np.inf) -> Float:
    """Draws of one fact of this topic, shape (n,)."""
    return sample(TOPIC, name, n, seed, low=low, high=high)


def pair(name: str, n: int, seed: int, *, low: float = -np.inf, high: float = np.inf) -> Float:
    """Independent draws of ``pain_<name>`` and ``odi_<name>``, shape (n, 2)."""
    return np.stack([one(f"{outcome}_{name}", n, seed, low=low, high=high) for outcome in OUTCOMES], axis=1)


def correlated_pair(name: str, n: int, seed: int, correlation: float) -> Float:
    """Draws of ``pain_<name>`` and ``odi_<name>`` that move together, shape (n, 2).

    Both facts must have an SD. The ODI keeps its own mean and SD; part of its deviation follows that of pain.
    """
    centre = both(name)
    width = np.array([facts(TOPIC)[f"{outcome}_{name}"].spread for outcome in OUTCOMES], dtype=np.float64)
    z = (pair(name, n, seed) - centre) / width
    own = np.sqrt(1 - correlation**2) * z[:, 1]
    return centre + width * np.stack([z[:, 0], correlation * z[:, 0] + own], axis=1)
