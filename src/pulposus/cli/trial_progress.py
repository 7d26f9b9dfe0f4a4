"""How long a run still takes, from what it did since it began."""

from __future__ import annotations

import time
from collections.abc import Callable

from pulposus.progress import Progress

# Share of the work that must be done since the start before a guess is worth telling.
TELLING = 0.01


def with_time_left(told: Progress, clock: Callable[[], float] = time.monotonic) -> Progress:
    """A callback that adds the time left to the stage; a run that goes on is judged by what it does now."""
    begun: list[tuple[float, float]] = []

    def tell(stage: str, fraction: float) -> None:
        now = clock()
        if not begun:
            begun.append((now, fraction))
        start, first = begun[0]
        done = fraction - first
        if done < TELLING or now <= start:
            told(stage, fraction)
        else:
            told(f"{stage}, {words((1 - fraction) * (now - start) / done)} left", fraction)

    return tell


def words(seconds: float) -> str:
    """A duration as people say it."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"
