"""Draw people: correlated normal scores (a Gaussian copula), and from each score its measure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.people.correlation import SCORES, used
from pulposus.trial.people.painful_disc import painful_disc
from pulposus.trial.people.person import exclusions, person
from pulposus.trial.people.population import Population, joined
from pulposus.trial.people.streams import BLOCK, check, normals

Float = NDArray[np.float64]


def draw(n: int, seed: int, first: int = 0) -> Population:
    """``n`` people who might come forward for a trial of a disc treatment: people ``first`` to ``first + n - 1``.

    Person i depends on ``seed`` and i alone, so people may be drawn in any pieces, in any order.

    Raises:
        InputError: fewer than one person, a negative seed or first person.
    """
    check(n, seed, first)
    blocks = range(first // BLOCK, (first + n - 1) // BLOCK + 1)
    whole = joined([_block(seed, block * BLOCK) for block in blocks])
    return whole.take(np.arange(n) + (first - blocks[0] * BLOCK))


def _block(seed: int, first: int) -> Population:
    """A whole block. Arrays of another length may round otherwise in the last place, for they end elsewhere in the
    processor's registers; so nobody is ever drawn in another length."""
    independent = np.stack([normals(name, BLOCK, seed, first) for name in SCORES])
    return from_scores(np.linalg.cholesky(used().matrix) @ independent, seed, first)


def from_scores(scores: Float, seed: int, first: int = 0) -> Population:
    """People with these normal scores, (measures, n) in the order of ``SCORES``; the rest is drawn by ``seed``."""
    n = scores.shape[1]
    z = dict(zip(SCORES, scores, strict=True))
    about = person(z, n, seed, first)
    disc = painful_disc(z, about["age_y"], about["female"], seed, first)
    return Population(id=np.arange(first, first + n, dtype=np.int64), **about, **disc, **exclusions(n, seed, first))
