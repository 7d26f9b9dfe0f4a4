"""Adherence: how much of an exercise programme is followed, and what that does to its effect.

Trials with good adherence have more than twice the effect of the others, but among people of one cohort adherence and
recovery are not related. So the effect is multiplied by

    f(a) = min(a/a_lowest, 1) (1 - s + s h(a)/h_mean)

with h the effect of trials by adherence (linear between the middles of their classes), h_mean its mean over the people
of trials, so that the mean effect stays that of the trials, and s, uniform from 0 to 1, the share of the
gradient that belongs to the person. s = 0 is no relation at all; below the lowest adherence in trials the effect
falls to none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.library.load import facts, value
from pulposus.library.sample import sample
from pulposus.symptoms.scale import OUTCOMES
from pulposus.units import SCORE_CEILING

Float = NDArray[np.float64]
TOPIC = "modifiers"
CLASSES = ("low", "moderate", "good")


def adherence(percent: float | None, n: int, seed: int) -> Float:
    """Share of a programme that is followed, (n,): as given, or drawn where it is not known (None)."""
    if percent is None:
        return sample(TOPIC, "adherence_share", n, seed)
    return np.full(n, percent / SCORE_CEILING)


def trial_effect(share: Float, outcome: str) -> Float:
    """Effect in trials of this adherence, points, any shape; level beyond the outer classes."""
    at = [value(TOPIC, f"adherence_{name}_share") for name in CLASSES]
    return np.asarray(np.interp(share, at, [value(TOPIC, f"adherence_{name}_{outcome}") for name in CLASSES]))


def mean_trial_effect(outcome: str) -> float:
    """Its mean over the people of trials; exact, since it is linear between the classes."""
    ends = facts(TOPIC)["adherence_share"].spread
    assert isinstance(ends, tuple)
    middles = [value(TOPIC, f"adherence_{name}_share") for name in CLASSES]
    at = np.unique(np.clip([*ends, *middles], *ends))
    return float(np.trapezoid(trial_effect(at, outcome), at) / (at[-1] - at[0]))


def factor(share: Float, person_share: Float) -> Float:
    """What adherence makes of an effect, (n, 2) from shares (n,)."""
    followed = np.minimum(share / value(TOPIC, "adherence_lowest"), 1.0)
    gradient = np.stack([trial_effect(share, name) / mean_trial_effect(name) for name in OUTCOMES], axis=1)
    return np.asarray(followed[:, None] * (1 + person_share[:, None] * (gradient - 1)))
