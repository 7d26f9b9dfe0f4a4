"""What counts of a history: how the estimand takes what came between (ICH E9 R1), and what is missing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.conduct.happen import History
from pulposus.trial.design.events import Events

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]


def after(history: History, event: str) -> Mask:
    """Visits (n, m) that lie after an event that came while somebody was in the trial."""
    return np.asarray(np.arange(history.visits)[None, :] >= history.known(event)[:, None])


def change(history: History, events: Events, baseline: Float, outcome: int) -> Float:
    """Change of pain (0) or ODI (1) from baseline at visits, (n, m), NaN where it is missing.

    Treatment policy takes the score as it is; hypothetical makes it missing after the event; composite sets it to no
    change; while on treatment carries the last score before the event forward. What an event decides stays decided
    when somebody leaves later. Of several events a failure counts most; an event after one that is to be imagined away
    holds nothing.
    """
    start = baseline[:, outcome]
    found = np.where(history.seen, history.scores[:, :, outcome] - start[:, None], np.nan)
    imagined = after_any(history, events.taken_as("hypothetical"))
    whole = np.where(imagined, np.nan, found)
    for event in events.taken_as("while on treatment"):
        late = after(history, event)
        whole = _held(whole, late & ~(imagined & ~late).any(axis=1, keepdims=True))
    return np.where(after_any(history, events.taken_as("composite")), 0.0, whole)


def after_any(history: History, kinds: tuple[str, ...]) -> Mask:
    """Visits (n, m) that lie after one of some events."""
    found = np.zeros((len(history.left), history.visits), dtype=bool)
    for kind in kinds:
        found |= after(history, kind)
    return found


def _held(values: Float, late: Mask) -> Float:
    """Last value before the event, no change where there is none, held for the visits after it."""
    held = values.copy()
    last = np.zeros(len(values))
    for v in range(values.shape[1]):
        held[:, v] = np.where(late[:, v], last, values[:, v])
        last = np.where(np.isnan(values[:, v]) | late[:, v], last, values[:, v])
    return held
