"""Chances of a meaningful change, with the error that the number of draws leaves.

From baseline: the chance that the score read at a visit lies by the threshold below (or above) the score given
today, as a trial counts its responders, measurement error included. The error is integrated exactly instead of
drawn, which leaves less Monte Carlo error in 64 draws. Beyond sham: the share of draws in which the same
person's true score lies by the threshold below that under the sham; no patient can observe it, so no error of
measurement belongs to it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from pulposus.errors import InputError
from pulposus.library.load import value
from pulposus.symptoms.chance import Chance
from pulposus.symptoms.draws import TOPIC
from pulposus.symptoms.model import SymptomDraws
from pulposus.symptoms.scale import OUTCOMES
from pulposus.units import SCORE_CEILING

Float = NDArray[np.float64]


def chance_read_at_most(true: Float, limit: float, error_sd: Float) -> Float:
    """Chance that a questionnaire reads at most ``limit`` (exactly, where there is no error), shape of ``true``.

    ``true`` is the score before floor and ceiling: whoever is far below the floor reads 0, error or not.
    """
    if limit < 0:
        return np.zeros_like(true)
    if limit >= SCORE_CEILING:
        return np.ones_like(true)
    safe = np.where(error_sd > 0, error_sd, 1.0)
    return np.where(error_sd > 0, ndtr((limit - true) / safe), true <= limit)


def chance_read_at_least(true: Float, limit: float, error_sd: Float) -> Float:
    """Chance that a questionnaire reads at least ``limit``, shape of ``true``."""
    return chance_read_at_most(SCORE_CEILING - true, SCORE_CEILING - limit, error_sd)


def from_probabilities(probabilities: Float) -> tuple[Chance, ...]:
    """Mean over draws per month of (n, m) probabilities with its standard error."""
    n = len(probabilities)
    errors = probabilities.std(axis=0, ddof=1) / np.sqrt(n)
    return tuple(Chance(float(p), float(e), n) for p, e in zip(probabilities.mean(axis=0), errors, strict=True))


def from_events(events: NDArray[np.bool_]) -> tuple[Chance, ...]:
    """Share of draws per month of (n, m) events.

    The standard error takes one event and one non-event more than seen, so that none in 64 is not certainty.
    """
    n = len(events)
    counts = events.sum(axis=0)
    cautious = (counts + 1) / (n + 2)
    errors = np.sqrt(cautious * (1 - cautious) / n)
    return tuple(Chance(float(c / n), float(e), n) for c, e in zip(counts, errors, strict=True))


def chances(draws: SymptomDraws, key: str, sham: str | None = None) -> dict[str, tuple[Chance, ...]]:
    """Chances of one treatment by name, one per month.

    Args:
        draws: of ``simulate``.
        key: the treatment.
        sham: the treatment to compare with; None compares with the control arm of the treatment's own setting,
            so that only the mechanism counts. A sham of another setting adds the difference of the settings.

    Raises:
        InputError: when a treatment is not among the draws.
    """
    for name in (key, sham):
        if name is not None and name not in draws.treatments:
            raise InputError(f"There is no treatment '{name}' in the draws; there are {', '.join(draws.treatments)}.")
    mine = draws.treatments[key].outcomes
    out: dict[str, tuple[Chance, ...]] = {}
    for i, outcome in enumerate(OUTCOMES):
        threshold = value(TOPIC, f"{outcome}_meaningful_change")
        true, start, error = mine[f"{outcome}_0_100"], float(draws.patient.scores[i]), draws.error_sd[:, :, i]
        line = draws.treatments[key].line[:, :, i]
        gain = f"{outcome} gain >= {threshold:g}"
        out[gain] = from_probabilities(chance_read_at_most(line, start - threshold, error))
        worse = chance_read_at_least(line, start + threshold, error)
        out[f"{outcome} worse >= {threshold:g}"] = from_probabilities(worse)
        if sham is None:
            beyond = -mine[f"{outcome}_mechanism"]
        else:
            beyond = draws.treatments[sham].outcomes[f"{outcome}_0_100"] - true
        out[f"{gain} beyond sham"] = from_events(beyond >= threshold)
    return out
