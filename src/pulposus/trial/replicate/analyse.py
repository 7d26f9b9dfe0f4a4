"""What a virtual trial prints: change or responders of an arm, and the difference between two arms with its test."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.calibration.table import Printed
from pulposus.evidence.schema import Definition
from pulposus.symptoms.definition import counts, limits
from pulposus.symptoms.scale import OUTCOMES
from pulposus.trial.replicate.differences import Difference
from pulposus.trial.replicate.protocol import Protocol
from pulposus.trial.replicate.success import ALPHA
from pulposus.trial.replicate.virtual import Replicates
from pulposus.trial.statistics.ancova import ancova
from pulposus.trial.statistics.proportions import risk_difference

Float = NDArray[np.float64]


class Contrasted(NamedTuple):
    """Of a difference in each virtual trial, (r,): as the published one was made, and whether it was a success."""

    difference: Float
    success: NDArray[np.bool_]


def number_of(trial: Protocol, replicates: Replicates, number: Printed) -> Float:
    """Mean change, or share of responders, of an arm in each virtual trial, (r,): of those who were seen."""
    return _mean(_values(trial, replicates, number.arm, number.month, number.measure, number.outcome.definition))


def difference_of(trial: Protocol, replicates: Replicates, difference: Difference) -> Contrasted:
    """A difference in each virtual trial.

    Points are tested by ANCOVA on the baseline, responders by Pearson's chi-square; both among those who were seen. A
    published difference that was printed as one is set beside that of ANCOVA, others beside the plain difference.
    """
    both = [
        _values(trial, replicates, key, difference.month, difference.measure, difference.definition)
        for key in (difference.arm, difference.control)
    ]
    plain = _mean(both[0]) - _mean(both[1])
    if difference.measure == "responders":
        counted = [(np.nansum(values, axis=1), np.isfinite(values).sum(axis=1)) for values in both]
        test = risk_difference(*counted[0], *counted[1])
        return Contrasted(plain, np.asarray(test.below(ALPHA) & (test.estimate > 0)))
    which = OUTCOMES.index(difference.measure)
    keys = (difference.control, difference.arm)
    start = np.concatenate([replicates.of_arm(trial.place(key))[0][:, :, which] for key in keys], axis=1)
    codes = np.repeat([0, 1], [both[1].shape[1], both[0].shape[1]])
    effect = ancova(np.concatenate(both[::-1], axis=1), codes, start, arms=2).effects.at(0)
    success = np.asarray(effect.below(ALPHA) & (effect.estimate < 0))
    return Contrasted(effect.estimate if difference.adjusted else plain, success)


def _values(
    trial: Protocol, replicates: Replicates, arm: str, month: float, measure: str, definition: Definition | None
) -> Float:
    """Change of a score, or 1 for a responder and 0 for others, (r, people of the arm); NaN where not seen."""
    baseline, change = replicates.of_arm(trial.place(arm))
    change = change[:, :, trial.visit(month)]
    if measure != "responders":
        return np.asarray(change[..., OUTCOMES.index(measure)])
    assert definition is not None
    seen = np.asarray(np.isfinite(change).all(axis=-1))
    start, scores = (x.reshape(-1, 2) for x in (baseline, baseline + np.where(seen[..., None], change, 0.0)))
    met = np.asarray(counts(limits(definition), start, scores))
    return np.asarray(np.where(seen, met.reshape(seen.shape), np.nan))


def _mean(values: Float) -> Float:
    """Mean of those seen; NaN in a trial in which nobody was."""
    seen = np.isfinite(values)
    total = np.where(seen, values, 0.0).sum(axis=1)
    return np.where(seen.any(axis=1), total / np.maximum(seen.sum(axis=1), 1), np.nan)
