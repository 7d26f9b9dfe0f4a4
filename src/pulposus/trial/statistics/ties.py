"""Follow-up times in order, with ties grouped, for many replicates at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.errors import InputError
from pulposus.trial.statistics.columns import Floats, arms_of


class FollowUp(NamedTuple):
    """Patients of R replicates sorted by time; patients without a time come last and weigh nothing.

    first and last (R, n) are the positions where the group of equal times of a position begins and ends.
    """

    time: Floats  # (R, n)
    event: Floats  # (R, n), 1 or 0
    weight: Floats  # (R, n), 1 or 0
    arm: NDArray[np.intp]  # (R, n)
    order: NDArray[np.intp]  # (R, n) positions in the caller's order
    first: NDArray[np.intp]
    last: NDArray[np.intp]
    arms: int
    shape: tuple[int, ...]

    def at_risk(self, amount: Floats) -> Floats:
        """Sum of an amount (R, n) over the patients still followed just before each position's time."""
        return np.take_along_axis(np.cumsum(amount[:, ::-1], 1)[:, ::-1], self.first, 1)

    def tied(self, amount: Floats) -> Floats:
        """Sum of an amount (R, n) over the patients who share each position's time."""
        until = np.cumsum(amount, 1)
        before = np.take_along_axis(until - amount, self.first, 1)
        return np.take_along_axis(until, self.last, 1) - before

    def rows(self, index: NDArray[np.intp]) -> FollowUp:
        """Some of the replicates."""
        return self._replace(
            time=self.time[index],
            event=self.event[index],
            weight=self.weight[index],
            arm=self.arm[index],
            order=self.order[index],
            first=self.first[index],
            last=self.last[index],
        )

    def once(self) -> NDArray[np.bool_]:
        """One position of each group of equal times, the last."""
        return np.arange(self.time.shape[1]) == self.last


def follow_up(time: ArrayLike, event: ArrayLike, arm: ArrayLike, *, arms: int | None = None) -> FollowUp:
    """Sort times (..., n; NaN where a patient is left out) with events (..., n; True or 1 where it happened) and arm.

    Raises InputError for negative times or shapes that do not fit.
    """
    t = np.asarray(time, float)
    if t.ndim == 0 or t.shape[-1] == 0:
        raise InputError("Field 'time' has no patients; give an array whose last axis is the patients.")
    if np.any(t < 0.0):
        raise InputError(f"Field 'time' goes down to {np.nanmin(t):g}; give follow-up times from 0, NaN where unknown.")
    codes, count = arms_of(arm, arms)
    e = np.asarray(event, float)
    for field, found in (("event", e.shape), ("arm", codes.shape)):
        if found[-1:] != t.shape[-1:] or (len(found) > 1 and found != t.shape):
            raise InputError(f"Field '{field}' has shape {found} where times have {t.shape}; give one value a patient.")
    n = t.shape[-1]
    flat = t.reshape(-1, n)
    known = np.isfinite(flat)
    key = np.where(known, flat, np.inf)
    order = np.argsort(key, axis=1, kind="stable")

    def sort(values: NDArray[Any]) -> NDArray[Any]:
        return np.take_along_axis(np.broadcast_to(values, t.shape).reshape(-1, n), order, 1)

    ordered = np.take_along_axis(key, order, 1)
    weight = np.take_along_axis(known, order, 1).astype(float)
    position = np.broadcast_to(np.arange(n), ordered.shape)
    begins = np.ones(ordered.shape, bool)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    ends = np.ones(ordered.shape, bool)
    ends[:, :-1] = begins[:, 1:]
    return FollowUp(
        time=ordered,
        event=np.where(weight > 0.0, sort(e), 0.0),
        weight=weight,
        arm=sort(codes),
        order=order,
        first=np.maximum.accumulate(np.where(begins, position, 0), axis=1),
        last=np.minimum.accumulate(np.where(ends, position, n - 1)[:, ::-1], axis=1)[:, ::-1],
        arms=count,
        shape=t.shape[:-1],
    )
