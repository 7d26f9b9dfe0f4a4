"""Random numbers of readings by name, so that the same draw meets the same reader under every treatment."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading.scale import TOPIC
from pulposus.library.sample import seed_of

Float = NDArray[np.float64]


def uniforms(name: str, n: int, seed: int) -> Float:
    """Numbers between 0 and 1, (n,), one per n-th of the span in random order."""
    rng = np.random.default_rng([seed_of(TOPIC, name, seed), zlib.crc32(f"{TOPIC}//{name}".encode())])
    least = np.finfo(float).eps
    return np.clip((rng.permutation(n) + rng.uniform(size=n)) / n, least, 1 - least)


def normals(name: str, n: int, seed: int) -> Float:
    """Standard normal numbers, (n,), one per n-th of probability in random order."""
    from scipy.special import ndtri

    return np.asarray(ndtri(uniforms(name, n, seed)))


def over_visits(name: str, months: tuple[float, ...], n: int, seed: int) -> Float:
    """Standard normal numbers (n, visits); a stream for each month, so that a visit more moves no other."""
    return np.stack([normals(f"{name}/month {month:g}", n, seed) for month in months], axis=1)
