"""One endpoint of many trials, analysed as the design says: every active arm against control."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.symptoms.definition import counts, limits
from pulposus.symptoms.scale import OUTCOMES
from pulposus.trial.conduct.estimand import after_any, change
from pulposus.trial.conduct.trials import Trials
from pulposus.trial.design.design import Design
from pulposus.trial.design.endpoints import Endpoint
from pulposus.trial.statistics.ancova import ancova
from pulposus.trial.statistics.cox import cox
from pulposus.trial.statistics.effect import Effect
from pulposus.trial.statistics.mmrm.model import analyse as mmrm
from pulposus.trial.statistics.proportions import risk_difference
from pulposus.trial.statistics.responders import responders

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True)
class Answer:
    """An endpoint of trials (r,): effects (r, active arms), and what was seen in each arm (r, arms)."""

    effect: Effect
    observed: Int
    mean: Float  # change, share of responders or events
    sd: Float  # of the change, within arms, (r,); NaN for others

    def some(self, which: Int) -> Answer:
        """The same of some of the trials."""
        effect = Effect._make([*(part[which] for part in self.effect[:-1]), self.effect.level])
        return Answer(effect, self.observed[which], self.mean[which], self.sd[which])


def answer(design: Design, endpoint: Endpoint, trials: Trials) -> Answer:
    """Analyse one endpoint.

    Args:
        design: of the trials.
        endpoint: one of its own.
        trials: finished.
    """
    match endpoint.kind:
        case "change":
            return _change(design, endpoint, trials)
        case "responder" | "composite":
            return _share(design, endpoint, trials)
        case "mri":
            return _image(design, endpoint, trials)
        case _:
            return _time(design, endpoint, trials)


def visit_of(design: Design, endpoint: Endpoint) -> int:
    """Number of the visit at which an endpoint is read."""
    return len(design.visits_months) - 1 if endpoint.month is None else design.visits_months.index(endpoint.month)


def changes(design: Design, endpoint: Endpoint, trials: Trials) -> Float:
    """Changes of the score that count, (r, n, visits until the endpoint)."""
    outcome, until = OUTCOMES.index(str(endpoint.measure)), visit_of(design, endpoint) + 1
    found = change(trials.history, design.events, trials.flat(), outcome)[:, :until]
    return found.reshape(*trials.shape, until)


def _change(design: Design, endpoint: Endpoint, trials: Trials) -> Answer:
    found = changes(design, endpoint, trials)
    start = trials.baseline[:, :, OUTCOMES.index(str(endpoint.measure))]
    level = 1 - design.testing.alpha
    arms = len(design.arms)
    last = found[:, :, -1]
    if endpoint.method == "ancova" or found.shape[2] == 1:
        effect = ancova(last, trials.arm, start, arms=arms, level=level).effects
    else:
        each = [_mixed(design, y, x, a) for y, x, a in zip(found, start, trials.arm, strict=True)]
        parts = zip(*(one[:-1] for one in each), strict=True)
        effect = Effect._make([*(np.stack(part) for part in parts), level])
    return _told(effect, last, trials.arm, arms)


def _mixed(design: Design, y: Float, x: Float, arm: Int) -> Effect:
    """Effects (active arms,) of one trial at its last visit by a mixed model; NaN for an arm without people."""
    level = 1 - design.testing.alpha
    present, own = np.unique(arm, return_inverse=True)
    count = len(present)
    found = mmrm(y, x, own, count, method=design.testing.degrees_of_freedom, level=level).effects.at(-1)
    whole = np.full((len(found) - 1, len(design.active)), np.nan)
    whole[:, present[1:] - 1] = found[:-1]
    return Effect._make([*whole, level])


def _told(effect: Effect, values: Float, arm: Int, arms: int) -> Answer:
    """The effect with means of the arms and the spread within them; ``values`` (r, n) are NaN where missing."""
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    of_arm = [arm == k for k in range(arms)]
    observed = np.stack([(known & own).sum(axis=1) for own in of_arm], axis=1)
    safe = np.maximum(observed, 1)
    mean = np.stack([(filled * own).sum(axis=1) for own in of_arm], axis=1) / safe
    residual = np.where(known, values - np.take_along_axis(mean, arm, axis=1), 0.0)
    spread = np.sqrt((residual**2).sum(axis=1) / np.maximum(observed.sum(axis=1) - arms, 1))
    return Answer(effect, observed, np.where(observed > 0, mean, np.nan), spread)


def shown(design: Design, endpoint: Endpoint, trials: Trials) -> Float:
    """What each person shows of an endpoint, (r, n): a change, NaN where it is missing, or 1 for who responds or met
    the event, else 0."""
    match endpoint.kind:
        case "change":
            return changes(design, endpoint, trials)[:, :, -1]
        case "responder" | "composite":
            return responded(design, endpoint, trials)
        case "mri":
            return _read(design, endpoint, trials)
        case _:
            return times(endpoint, trials)[1]


def responded(design: Design, endpoint: Endpoint, trials: Trials) -> Float:
    """Who responds, (r, n) of 0 and 1: whoever is missing, or met an event that is a failure, does not."""
    assert endpoint.definition is not None
    visit, history = visit_of(design, endpoint), trials.history
    start = trials.flat()
    scores = np.stack([change(history, design.events, start, k)[:, visit] + start[:, k] for k in (0, 1)], axis=1)
    missing = np.asarray(np.isnan(scores).any(axis=1))
    met = np.asarray(counts(limits(endpoint.definition), start, np.where(missing[:, None], np.inf, scores)))
    failures = tuple(dict.fromkeys((*endpoint.ended_by, *design.events.taken_as("composite"))))
    met = np.asarray(met & ~missing & ~after_any(history, failures)[:, visit])
    return met.reshape(trials.shape).astype(np.float64)


def _share(design: Design, endpoint: Endpoint, trials: Trials) -> Answer:
    found, arms = responded(design, endpoint, trials), len(design.arms)
    level = 1 - design.testing.alpha
    if endpoint.method == "logistic":
        start = trials.baseline[:, :, 0]
        effect = responders(found, trials.arm, start, arms=arms, level=level).risk_difference
    else:
        events = np.stack([(found * (trials.arm == k)).sum(axis=1) for k in range(arms)], axis=1)
        people = np.stack([(trials.arm == k).sum(axis=1) for k in range(arms)], axis=1)
        effect = risk_difference(events[:, 1:], people[:, 1:], events[:, :1], people[:, :1], level)
    told = _told(effect, found, trials.arm, arms)
    return Answer(told.effect, told.observed, told.mean, np.full(len(found), np.nan))


def _image(design: Design, endpoint: Endpoint, trials: Trials) -> Answer:
    before, _ = trials.images[endpoint.key]
    values, arms = _read(design, endpoint, trials), len(design.arms)
    effect = ancova(values, trials.arm, before, arms=arms, level=1 - design.testing.alpha).effects
    return _told(effect, values, trials.arm, arms)


def _read(design: Design, endpoint: Endpoint, trials: Trials) -> Float:
    """Changes of an image's reading that count, (r, n). There is one image, so that nothing can be held from before an
    event: it is missing where it is to be imagined away or held, and no change where the event is a failure."""
    history, visit, events = trials.history, visit_of(design, endpoint), design.events
    before, at = trials.images[endpoint.key]
    lost = (*events.taken_as("hypothetical"), *events.taken_as("while on treatment"))
    known = history.seen[:, visit] & ~after_any(history, lost)[:, visit]
    failed = after_any(history, events.taken_as("composite"))[:, visit]
    found = np.where(known, (at - before).ravel(), np.nan)
    return np.where(failed, 0.0, found).reshape(trials.shape)


def times(endpoint: Endpoint, trials: Trials) -> tuple[Float, Float]:
    """Months until the event or until somebody was last heard of, and 1 where it came, each (r, n)."""
    history = trials.history
    when = history.operated_month if endpoint.measure == "reoperation" else history.rescued_month
    came = when <= history.followed_months
    time = np.where(came, when, history.followed_months)
    return time.reshape(trials.shape), came.astype(np.float64).reshape(trials.shape)


def _time(design: Design, endpoint: Endpoint, trials: Trials) -> Answer:
    (time, event), arms = times(endpoint, trials), len(design.arms)
    effect = cox(time, event, trials.arm, arms=arms, level=1 - design.testing.alpha).log_hazard_ratio
    told = _told(effect, event, trials.arm, arms)
    return Answer(told.effect, told.observed, told.mean, np.full(len(time), np.nan))
