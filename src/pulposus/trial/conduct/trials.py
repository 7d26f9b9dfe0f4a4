"""Finished trials of one size, person by person, and parts of them."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.conduct.happen import History

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True)
class Trials:
    """Finished trials (r,) of people (n,) in the order of their enrolment. Arm 0 is the control."""

    months: Float  # (m,)
    baseline: Float  # (r, n, 2)
    arm: Int  # (r, n)
    history: History  # of people (r * n,)
    images: dict[str, tuple[Float, Float]]
    """By endpoint of MRI, the reading before and at its visit, each (r, n)."""

    @property
    def shape(self) -> tuple[int, int]:
        return self.arm.shape[0], self.arm.shape[1]

    def first(self, people: int) -> Trials:
        """The same trials when so many had been enrolled."""
        trials, n = self.shape
        rows = (np.arange(trials)[:, None] * n + np.arange(people)[None, :]).ravel()
        kept = _some(self.history, rows)
        images = {key: (before[:, :people], at[:, :people]) for key, (before, at) in self.images.items()}
        return Trials(self.months, self.baseline[:, :people], self.arm[:, :people], kept, images)

    def some(self, which: Int) -> Trials:
        """Some of the trials."""
        n = self.shape[1]
        rows = (which[:, None] * n + np.arange(n)[None, :]).ravel()
        images = {key: (before[which], at[which]) for key, (before, at) in self.images.items()}
        return Trials(self.months, self.baseline[which], self.arm[which], _some(self.history, rows), images)

    def joined(self, later: Trials) -> Trials:
        """The same trials with the people of a later stage after those of this one."""
        (trials, n), m = self.shape, later.shape[1]
        place = np.arange(trials)[:, None]
        rows = np.concatenate([place * n + np.arange(n), trials * n + place * m + np.arange(m)], axis=1).ravel()
        both = History(*(np.concatenate([getattr(x.history, f.name) for x in (self, later)]) for f in fields(History)))
        images = {
            key: (np.concatenate([a, c], axis=1), np.concatenate([b, d], axis=1))
            for key, (a, b) in self.images.items()
            for c, d in [later.images[key]]
        }
        return Trials(
            self.months,
            np.concatenate([self.baseline, later.baseline], axis=1),
            np.concatenate([self.arm, later.arm], axis=1),
            _some(both, rows),
            images,
        )

    def flat(self) -> Float:
        """Baselines of all people, (r * n, 2)."""
        return self.baseline.reshape(-1, 2)


def _some(history: History, rows: Int) -> History:
    return History(*(getattr(history, field.name)[rows] for field in fields(History)))
