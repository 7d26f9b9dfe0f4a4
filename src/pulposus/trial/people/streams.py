"""Random numbers that belong to a person: the same whoever else is drawn, and in whichever pieces."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError

Float = NDArray[np.float64]
BLOCK = 1024
"""People are drawn in blocks of this size, each with its own stream for each measure; part of what a seed means."""


def normals(name: str, n: int, seed: int, first: int = 0) -> Float:
    """Standard normal numbers (n,) of people ``first`` to ``first + n - 1`` for one measure.

    The number of person i depends on the seed, the measure and i alone.

    Raises:
        InputError: a negative seed or first person, or fewer than one person.
    """
    check(n, seed, first)
    key = zlib.crc32(f"trial people {name}".encode())
    blocks = range(first // BLOCK, (first + n - 1) // BLOCK + 1)
    streams = (np.random.default_rng(np.random.SeedSequence([seed, block, key])) for block in blocks)
    whole = [stream.standard_normal(BLOCK) for stream in streams]
    start = first - blocks[0] * BLOCK
    return np.concatenate(whole)[start : start + n]


def check(n: int, seed: int, first: int) -> None:
    """Refuse what cannot be drawn.

    Raises:
        InputError: a negative seed or first person, or fewer than one person.
    """
    for what, found, least in (("The seed", seed, 0), ("The first person", first, 0), ("The number of people", n, 1)):
        if found < least:
            raise InputError(f"{what} is {found}; give {least} or more.")


def uniforms(name: str, n: int, seed: int, first: int = 0) -> Float:
    """Numbers between 0 and 1, (n,), in the same way."""
    from scipy.special import ndtr

    return np.asarray(ndtr(normals(name, n, seed, first)))
