"""Discs of made people, alike and mixed."""

from __future__ import annotations

import numpy as np

from pulposus.trial.disc.traits import DiscTraits

N = 400


def alike(n: int = N, **given: object) -> DiscTraits:
    """Discs that differ in nothing that is known of them."""
    traits = {"level": "L4/5", "female": True, "age_y": 45.0, "grade": 3, "height_mm": 9.0, "modic": 0.25}
    return DiscTraits(**{k: np.full(n, v) for k, v in (traits | {"dallas": np.nan} | given).items()})


def mixed(n: int = N, seed: int = 5) -> DiscTraits:
    """Discs of people of many kinds, a fifth of whom nobody measured."""
    rng = np.random.default_rng(seed)
    return DiscTraits(
        level=rng.choice(["L3/4", "L4/5", "L5/S1"], n),
        female=rng.random(n) < 0.5,
        age_y=rng.uniform(25, 70, n),
        grade=rng.integers(1, 6, n),
        height_mm=np.where(rng.random(n) < 0.2, np.nan, rng.uniform(6, 12, n)),
        modic=rng.random(n),
        dallas=np.full(n, np.nan),
    )
