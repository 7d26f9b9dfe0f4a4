"""The two scales: 0 to 100, with a floor and a ceiling at which scores pile up.

Changes are added in points on a line without ends and the sum is cut off at 0 and 100 (a Tobit scale). Trials
state changes in points, so their numbers enter as they are; and real scores do pile up at the floor (29 % free
of pain one year after nerve ablation, source intracept_2021 in the library), which a logit scale never shows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.units import SCORE_CEILING

Float = NDArray[np.float64]

# Order of the last axis of every array with two outcomes.
OUTCOMES = ("pain", "odi")


def score(latent: Float) -> Float:
    """Score from 0 to 100 of a value on the endless line, any shape."""
    return np.clip(latent, 0.0, SCORE_CEILING)


def split(context: Float, mechanism: Float, baseline: Float) -> tuple[Float, Float, Float]:
    """Score, and its change from baseline in two parts that add up to it exactly.

    ``context`` is the latent value without the mechanism and ``mechanism`` what this adds, both of any one
    shape; ``baseline`` broadcasts. The mechanism's part is what is left of it between floor and ceiling, so it
    is exactly zero where the mechanism is.

    Returns:
        score, context change, mechanism change.
    """
    without = score(context)
    with_it = score(context + mechanism)
    return with_it, without - baseline, with_it - without
